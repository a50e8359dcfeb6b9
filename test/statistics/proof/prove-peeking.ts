import { ARMS, type Arm } from "../../../src/core/community.ts";
import { MINIMAL_ARM } from "../../../src/report/lift/lift-report.ts";
import { judgeInterval } from "../../../src/report/lift/outcome-lift.ts";
import { drawPoisson } from "../draw.ts";
import { CAME_BACK, type Cells, emptyCells, liftOutcomes, PICK_VISIBILITY, VISIBILITY, VISITS } from "./experiment.ts";
import type { Ledger } from "./ledger.ts";
import { createPopulation, daysUntil, type Kind, LOOKS, NOTHING, RETURN_DAYS } from "./population.ts";
import type { Size } from "./prove-intervals.ts";
import { drawBinomial } from "./random.ts";

/** Fixed before any result was looked at. */
const SEED = 20_261_129;

export const PEEKED: readonly (Size & { readonly everyNth?: number })[] = [
  { name: "300, half held out", members: 300, shares: [0.5] },
  { name: "1,000, a fifth held out", members: 1_000, shares: [0.2] },
  { name: "10,000, a tenth held out", members: 10_000, shares: [0.1], everyNth: 5 },
];

interface Visit {
  readonly at: number;
  readonly seen: number;
  readonly picksSeen: number;
}

/** A member in the arm drawn: visits in order, in days since exposure, and what had been seen by each. */
interface Life {
  readonly kind: Kind;
  readonly arm: Arm;
  readonly before: number;
  readonly visits: readonly Visit[];
  /** Visits until the look. */
  past: number;
}

/**
 * A report opened every day for eight weeks in experiments without an effect: exposures go on, visits and views come in. As
 * soon as both arms are large enough for it to speak, does it ever claim one?
 */
export function provePeeking(ledger: Ledger, size: (typeof PEEKED)[number], runs: number): void {
  const group = `daily looks · ${size.name}`;
  if (!ledger.wants(group)) return;
  const population = createPopulation(() => NOTHING, size);
  const cells = emptyCells(population);
  const phase = cells[0]?.[0] as Cells[number][number];
  // Eight weeks of 10,000 members take long: a fifth of the runs, with the limits of so many.
  for (let run = 0; run < ledger.runsOf(runs); run += size.everyNth ?? 1) {
    for (const arm of ARMS) phase[arm].clear();
    const random = ledger.randomOf(SEED, PEEKED.indexOf(size), run);
    const lives = Array.from({ length: size.members }, () => {
      const kind = population.kinds[Math.floor(random() * population.kinds.length)] as Kind;
      return live(kind, random() < (size.shares[0] as number) ? "held_out" : "treated", random);
    });
    const erred = new Map<string, boolean>();
    for (let look = 1; look <= LOOKS; look++) {
      countUntil(look, lives, phase);
      for (const lift of liftOutcomes(cells, "sequential").outcomes) {
        if (lift.arms.some(({ n }) => n < MINIMAL_ARM)) continue;
        const classic = lift.relative ? judgeInterval(lift.outcome, lift.relative) : "not_seen";
        const note = (kind: string, claimed: boolean) => {
          const name = `${lift.outcome}: ${kind}`;
          erred.set(name, (erred.get(name) ?? false) || claimed);
        };
        note("always-valid claims an effect at some look", lift.verdict === "better" || lift.verdict === "worse");
        note("classic would", classic !== "not_seen");
      }
    }
    for (const [name, hasErred] of erred) {
      // That classic intervals err far more often is why they are not shown while one may still look.
      const side = name.includes("classic") ? "at least" : "at most";
      ledger.count(group, name, side, 0.05, hasErred);
    }
  }
}

function live(kind: Kind, arm: Arm, random: () => number): Life {
  const { [arm]: course, unseen, picks } = kind;
  const visits: Visit[] = [];
  const before = drawPoisson(random, kind.before * kind.historyDays);
  let [seen, picksSeen] = [0, 0];
  let until = -Math.log(random());
  while (until < course.visits) {
    seen += drawBinomial(random, unseen - seen, course.open);
    picksSeen += drawBinomial(random, picks - picksSeen, course.openPick);
    visits.push({ at: daysUntil(course, until), seen, picksSeen });
    until += -Math.log(random());
  }
  return { kind, arm, before, visits, past: 0 };
}

/**
 * What the database would answer at the end of this day. Views and returns are counted as they come; days at risk and times grow
 * for everybody, every day. No function is made in here: it runs for every member and day of every run.
 */
function countUntil(look: number, lives: readonly Life[], phase: Cells[number][number]): void {
  for (const arm of ARMS) phase[arm].clearGrowing(VISITS);
  for (const life of lives) {
    const { kind, visits, before } = life;
    const watched = look - (LOOKS - kind.days);
    if (watched <= 0) continue;
    const counts = phase[life.arm];
    const earlier = life.past;
    while (life.past < visits.length && (visits[life.past] as Visit).at < watched) life.past += 1;
    const back = life.past > 0;
    const away = back ? (visits[0] as Visit).at : watched;
    counts.addTime(away, back, watched);
    counts.add(VISITS, life.past, watched, before, kind.historyDays);
    if (watched >= RETURN_DAYS && watched < RETURN_DAYS + 1)
      counts.add(CAME_BACK, back && away <= RETURN_DAYS ? 1 : 0, 1, before, kind.historyDays);
    const isNew = watched < 1;
    if (!isNew && earlier === life.past) continue;
    const [then, now] = [seenBy(life, earlier), seenBy(life, life.past)];
    if (!isNew) counts.add(VISIBILITY, then.seen, kind.unseen, before, kind.historyDays, -1);
    counts.add(VISIBILITY, now.seen, kind.unseen, before, kind.historyDays);
    if (kind.picks === 0) continue;
    if (!isNew) counts.add(PICK_VISIBILITY, then.picksSeen, kind.picks, before, kind.historyDays, -1);
    counts.add(PICK_VISIBILITY, now.picksSeen, kind.picks, before, kind.historyDays);
  }
}

const UNSEEN = { seen: 0, picksSeen: 0 };

function seenBy({ visits }: Life, past: number): Pick<Visit, "seen" | "picksSeen"> {
  return past === 0 ? UNSEEN : (visits[past - 1] as Visit);
}
