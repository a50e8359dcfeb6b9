import { isQuarter, PROGRAMME } from "../../core/assignment.ts";
import { type ExperimentLift, isSilenced, MINIMAL_ARM } from "../lift/lift-report.ts";
import { tellInterval } from "./tell-outcomes.ts";
import { tellReturnMethod } from "./tell-returns.ts";
import type { Teller } from "./teller.ts";

export interface RuleTest {
  readonly rule: string;
  readonly p: string;
  readonly corrected: string;
}

export interface MethodRow {
  readonly label: string;
  readonly effect: string;
  readonly p: string;
}

/** How the numbers came about, in plain words, and what only those who check them need. */
export function tellMethod(teller: Teller): {
  paragraphs: string[];
  rules: { intro: string; rows: RuleTest[] } | null;
  cuped: { intro: string; rows: MethodRow[] } | null;
} {
  const { words, write, report } = teller;
  const { method } = words;
  const [experiment] = report.experiments;
  const paragraphs = [
    experiment?.phases.some(({ salt }) => isQuarter(salt)) === true ? method.drawnAnew : method.groups,
    method.outcomes,
    report.interval === "classic" ? method.classic : method.sequential,
  ];
  if (experiment === undefined) return { paragraphs, rules: null, cuped: null };
  // The always-valid interval of an open period is the same for shares as for all else.
  if (report.interval === "classic") paragraphs.push(method.share);
  paragraphs.push(...tellReturnMethod(teller, experiment), method.minimal(write.count(MINIMAL_ARM)), method.smallest);
  if (experiment.unit === "company") paragraphs.push(method.companies);
  paragraphs.push(...tellDrawings(teller, experiment));
  const smallestP = Math.min(...experiment.phases.map(({ sampleRatio }) => sampleRatio.p));
  paragraphs.push(method.sampleRatio(write.p(smallestP), experiment.sampleRatio.ok));
  const erased = (arm: "treated" | "held_out"): number =>
    experiment.phases.reduce((total, phase) => total + phase.erased[arm], 0);
  if (erased("treated") + erased("held_out") > 0)
    paragraphs.push(method.erased(write.count(erased("treated")), write.count(erased("held_out"))));
  paragraphs.push(method.source);
  return { paragraphs, rules: tellRuleTests(teller, experiment), cuped: tellAdjusted(teller, experiment) };
}

/** Of several rules: nothing where none is judged, or groups have not the sizes that were drawn. */
function tellRuleTests(
  { words, write, report }: Teller,
  { rules }: ExperimentLift,
): ReturnType<typeof tellMethod>["rules"] {
  const judged = rules.filter(({ correctedP }) => correctedP !== null);
  if (rules.length < 2 || judged.length === 0 || report.headline === "sample_ratio") return null;
  const rows = rules.map(({ rule, outcomes, correctedP }): RuleTest => {
    const p = outcomes.find(({ outcome }) => outcome === "visits")?.p ?? null;
    if (correctedP === null || p === null) return { rule, p: "–", corrected: "–" };
    return { rule, p: write.p(p), corrected: write.p(correctedP) };
  });
  const left = rules.length - judged.length;
  return { intro: words.method.ruleTests(write.count(judged.length), left === 0 ? null : write.count(left)), rows };
}

/** What the drawings were, one a line, and how they come together. */
function tellDrawings({ words: { method }, write, report }: Teller, experiment: ExperimentLift): string[] {
  const salts = new Set(experiment.phases.map(({ salt }) => salt));
  const told: string[] = [];
  if (salts.size > 1) told.push(method.drawings(write.count(salts.size)));
  if (experiment.phases.length > salts.size) told.push(method.phases(write.count(experiment.phases.length)));
  const drawn = experiment.experiment === PROGRAMME ? report.programmes : experiment.phases;
  const dayBefore = (end: string): string => write.date(new Date(Date.parse(end) - 1).toISOString());
  const lines = drawn.map(({ phase, salt, openedAt, endedAt, keptUntil, share }) => {
    const units = experiment.phases.find((candidate) => candidate.phase === phase)?.units;
    const counts =
      units === undefined ? null : { treated: write.count(units.treated), heldOut: write.count(units.held_out) };
    const last = endedAt === null ? null : dayBefore(endedAt);
    const kept = endedAt === keptUntil ? null : { until: keptUntil === null ? null : dayBefore(keptUntil) };
    return method.programme(salt, write.date(openedAt), last, write.percent(share), counts, kept);
  });
  return [...told, ...lines];
}

function tellAdjusted(
  { words, write, report }: Teller,
  experiment: ExperimentLift,
): { intro: string; rows: MethodRow[] } | null {
  const reduction = experiment.outcomes.find(({ outcome }) => outcome === "visits")?.cuped.varianceReduction ?? null;
  const largeEnough = experiment.outcomes.every(({ reason }) => reason !== "small_arm");
  if (reduction === null || !largeEnough || report.headline === "sample_ratio") return null;
  const rows = experiment.outcomes.flatMap(({ outcome, cuped, p, reason }): MethodRow[] => {
    if (cuped.relative === null || isSilenced(reason)) return [];
    const effect = tellInterval({ words, write }, cuped.relative);
    return [{ label: words.outcomes[outcome], effect, p: p === null ? "–" : write.p(p) }];
  });
  return { intro: words.method.cuped(write.percent(Math.max(0, reduction))), rows };
}
