import type { Arm } from "../../../src/core/community.ts";
import { liftOutcome } from "../../../src/report/lift/outcome-lift.ts";
import { ArmCounts } from "./arm-counts.ts";
import { CONTEXT, PICK_VISIBILITY, VISIBILITY } from "./experiment.ts";
import type { Ledger } from "./ledger.ts";
import { createPopulation, daysUntil, type Kind, LOOKS, NOTHING, type Population, SLOT } from "./population.ts";
import { drawBinomial } from "./random.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_134;
const GROUP = "daily looks at contents · 10,000, a tenth held out";
const MEMBERS = 10_000;
const HELD_OUT = 0.1;
const OUTCOMES = { visibility: VISIBILITY, pick_visibility: PICK_VISIBILITY };

/** From a look on, one member has seen `now` of `unseen` contents, and `before` earlier; null: was not exposed. */
interface Change {
  readonly arm: Arm;
  readonly measure: number;
  readonly before: number | null;
  readonly now: number;
  readonly unseen: number;
}

/**
 * A report opened every day for eight weeks in experiments of 10,000 members without an effect, of the contents seen alone: these
 * change at visits only, so many more experiments can be looked at than in prove-peeking.ts.
 */
export function proveContents(ledger: Ledger, runs: number): void {
  if (!ledger.wants(GROUP)) return;
  const population = createPopulation(() => NOTHING, { shares: [HELD_OUT] });
  // Eight weeks of 10,000 members take long: half of the runs, with the limits of so many.
  for (let run = 0; run < ledger.runsOf(runs); run += 2) {
    const changes = liveThrough(population, ledger.randomOf(SEED, 0, run));
    const arms = { treated: new ArmCounts(), held_out: new ArmCounts() };
    const erred = new Set<string>();
    for (const { arm, measure, before, now, unseen, isLast } of changes) {
      if (before !== null) arms[arm].add(measure, before, unseen, 0, 0, -1);
      arms[arm].add(measure, now, unseen, 0, 0);
      if (!isLast) continue;
      for (const outcome of ["visibility", "pick_visibility"] as const) {
        if (erred.has(outcome)) continue;
        const measured = (of: ArmCounts) => of.measured(OUTCOMES[outcome]);
        const phase = { treated: measured(arms.treated), held_out: measured(arms.held_out) };
        const { verdict } = liftOutcome(outcome, [phase], { ...CONTEXT, interval: "sequential" });
        if (verdict === "better" || verdict === "worse") erred.add(outcome);
      }
    }
    for (const outcome of Object.keys(OUTCOMES)) {
      const claim = `${outcome}: always-valid claims an effect at some look`;
      ledger.count(GROUP, claim, "at most", 0.05, erred.has(outcome));
    }
  }
}

/** All changes in the order of looks; the last before each look is marked. */
function liveThrough({ kinds }: Population, random: () => number): (Change & { readonly isLast: boolean })[] {
  const looks: Change[][] = Array.from({ length: LOOKS + 1 }, () => []);
  for (let member = 0; member < MEMBERS; member++) {
    const kind = kinds[Math.floor(random() * kinds.length)] as Kind;
    const arm: Arm = random() < HELD_OUT ? "held_out" : "treated";
    const { [arm]: course, unseen, picks, day } = kind;
    const note = (look: number, measure: number, before: number | null, now: number, of: number) => {
      if (of > 0 && before !== now) looks[look]?.push({ arm, measure, before, now, unseen: of });
    };
    note(day + 1, VISIBILITY, null, 0, unseen);
    note(day + 1, PICK_VISIBILITY, null, 0, picks);
    let [seen, picksSeen] = [0, 0];
    let until = -Math.log(random());
    while (until < course.visits) {
      const look = Math.floor(day + SLOT + daysUntil(course, until)) + 1;
      const [more, morePicks] = [
        drawBinomial(random, unseen - seen, course.open),
        drawBinomial(random, picks - picksSeen, course.openPick),
      ];
      note(look, VISIBILITY, seen, seen + more, unseen);
      note(look, PICK_VISIBILITY, picksSeen, picksSeen + morePicks, picks);
      seen += more;
      picksSeen += morePicks;
      until += -Math.log(random());
    }
  }
  return looks.flatMap((changes) => changes.map((change, at) => ({ ...change, isLast: at === changes.length - 1 })));
}
