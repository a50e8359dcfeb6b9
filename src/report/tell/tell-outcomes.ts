import type { Interval } from "../../core/stats/compare-arms.ts";
import {
  type ArmValue,
  type ExperimentLift,
  isSilenced,
  type LiftReport,
  type Outcome,
  type OutcomeLift,
  shownInterval,
} from "../lift/lift-report.ts";
import type { NumberWriter, PairKind } from "../write/write-numbers.ts";
import { countsBehind } from "./counts-behind.ts";
import type { Teller } from "./teller.ts";

export interface OutcomeRow {
  readonly outcome: Outcome;
  readonly label: string;
  readonly note: string;
  readonly treated: string;
  readonly heldOut: string;
  /** The absolute numbers behind: `412 / 3,020`. */
  readonly treatedOf: string;
  readonly heldOutOf: string;
  readonly effect: string;
  readonly smallest: string;
  readonly verdict: OutcomeLift["verdict"];
}

export function tellOutcomes(
  teller: Teller,
  outcomes: readonly OutcomeLift[],
  writerOf = (lift: OutcomeLift) => valueWriter(teller.write, lift),
): OutcomeRow[] {
  return outcomes.map((lift) => {
    const arm = (name: "treated" | "held_out") => lift.arms.find((candidate) => candidate.arm === name);
    const value = writerOf(lift);
    return {
      outcome: lift.outcome,
      label: teller.words.outcomes[lift.outcome],
      note: tellOutcomeNote(teller, lift),
      treated: value(arm("treated")?.value ?? null),
      heldOut: value(arm("held_out")?.value ?? null),
      treatedOf: tellCounts(teller.write, lift.outcome, arm("treated")),
      heldOutOf: tellCounts(teller.write, lift.outcome, arm("held_out")),
      effect: tellEffect(teller, lift),
      smallest: lift.smallestEffect.relative === null ? "–" : teller.write.percent(lift.smallestEffect.relative),
      verdict: lift.verdict,
    };
  });
}

/** What an outcome is counted of. */
export function tellOutcomeNote({ words, write, report }: Teller, { outcome, horizonDays }: OutcomeLift): string {
  const since = report.period.from === null ? undefined : words.outcomeNotesFrom[outcome];
  const note = since ?? words.outcomeNotes[outcome];
  return horizonDays === null ? note : words.returns.within(note, write.count(horizonDays));
}

/** `412 / 3,020` behind a value; empty where nothing is. */
export function tellCounts(write: NumberWriter, outcome: Outcome, arm: ArmValue | undefined): string {
  const counts = arm === undefined ? null : countsBehind(outcome, arm);
  return counts === null ? "" : write.outOf(counts.count, counts.total);
}

const KINDS: Partial<Record<Outcome, PairKind>> = {
  visits: "number",
  orders: "number",
  amount: "number",
  tickets: "number",
  revisit_interval: "days",
  time_to_return: "days",
};

/** Both arms of an outcome with as many decimals: visits, orders, amounts and requests are numbers, times are days, all others are shares. */
export function valueWriter(
  write: NumberWriter,
  lift: Pick<OutcomeLift, "outcome" | "arms">,
): (value: number | null) => string {
  const written = write.pair(KINDS[lift.outcome] ?? "share", figuresOf(lift));
  return (value) => (value === null ? "–" : written(value));
}

function figuresOf({ arms }: Pick<OutcomeLift, "arms">): readonly [number | null, number | null] {
  const figureOf = (name: ArmValue["arm"]) => arms.find(({ arm }) => arm === name)?.value ?? null;
  return [figureOf("treated"), figureOf("held_out")];
}

/**
 * One outcome row by row, all with as many decimals: those of the rows whose effect is told, since only there figures have to
 * agree with one.
 */
export function columnWriter(
  write: NumberWriter,
  lifts: readonly OutcomeLift[],
  interval: LiftReport["interval"],
): (value: number | null) => string {
  const isTold = (lift: OutcomeLift): boolean => !isSilenced(lift.reason) && shownInterval(lift, interval) !== null;
  const told = lifts.filter(isTold);
  const rows = told.length > 0 ? told.map(figuresOf) : lifts.map((): readonly [null, null] => [null, null]);
  const written = write.pairs(KINDS[lifts[0]?.outcome ?? "visits"] ?? "share", rows);
  return (value) => (value === null ? "–" : written(value));
}

/** One interval, or why there is none. */
export function tellEffect(
  { words, write, report }: Pick<Teller, "words" | "write"> & { readonly report: Pick<LiftReport, "interval"> },
  lift: OutcomeLift,
): string {
  if (lift.reason !== null && isSilenced(lift.reason)) return words.reasons[lift.reason];
  const relative = shownInterval(lift, report.interval);
  if (relative !== null) return tellInterval({ words, write }, relative);
  return lift.reason === null ? words.tooEarly : words.reasons[lift.reason];
}

/** An estimate with its bounds, all with as many decimals. */
export function tellInterval(
  { words, write }: Pick<Teller, "words" | "write">,
  { estimate, low, high }: Interval,
): string {
  const signed = write.signedShares([estimate, low, high]);
  return words.interval(signed(estimate), signed(low), signed(high));
}

export function tellGroups({ words, write }: Teller, experiment: ExperimentLift): string {
  const shares = [...new Set(experiment.phases.map(({ share }) => write.percent(share)))].join(", ");
  return words.sections.groups(
    write.count(experiment.members.treated),
    write.count(experiment.members.held_out),
    shares,
    write.date(experiment.firstExposedAt),
  );
}
