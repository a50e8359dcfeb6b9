import type { ExperimentLift, Outcome } from "../lift/lift-report.ts";
import { columnWriter, tellOutcomes, valueWriter } from "./tell-outcomes.ts";
import type { Teller } from "./teller.ts";

export interface RuleRow {
  readonly rule: string;
  readonly members: string;
  readonly effects: readonly { readonly effect: string; readonly arms: string; readonly verdict: string }[];
  readonly verdict: string;
  readonly reason: string;
}

/** By which outcomes rules are told apart: the headline's, in its order. */
export const RULE_OUTCOMES: readonly Outcome[] = ["visits", "pick_visibility"];

export function tellRules(teller: Teller, { rules }: ExperimentLift): { outcomes: string[]; rows: RuleRow[] } {
  const { words, write, report } = teller;
  const lifts = rules.flatMap(({ outcomes }) => outcomes);
  const writers = new Map(
    RULE_OUTCOMES.map((name) => [
      name,
      columnWriter(
        write,
        lifts.filter(({ outcome }) => outcome === name),
        report.interval,
      ),
    ]),
  );
  const rows = rules.map(({ rule, outcomes, verdict }): RuleRow => {
    const members = outcomes[0]?.arms.reduce((total, arm) => total + arm.members, 0) ?? 0;
    const told = tellOutcomes(
      teller,
      RULE_OUTCOMES.flatMap((name) => outcomes.filter(({ outcome }) => outcome === name)),
      (lift) => writers.get(lift.outcome) ?? valueWriter(write, lift),
    );
    return {
      rule,
      members: write.count(members),
      effects: told.map((row) => ({
        effect: row.effect,
        arms:
          row.treatedOf === ""
            ? ""
            : words.against(`${row.treated} (${row.treatedOf})`, `${row.heldOut} (${row.heldOutOf})`),
        verdict: row.verdict,
      })),
      verdict: words.verdicts[verdict.code],
      reason: words.verdictReasons[verdict.reason],
    };
  });
  return { outcomes: RULE_OUTCOMES.map((name) => words.outcomes[name]), rows };
}
