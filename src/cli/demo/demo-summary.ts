import { ACCEPTED_STATES } from "../../core/community.ts";
import { countAccepted } from "../../core/count-accepted.ts";
import { type LiftReport, type Outcome, shownInterval } from "../../report/lift/lift-report.ts";
import { ENGLISH } from "../../report/words/en.ts";
import type { PlantedEffect } from "../../simulate/outcomes.ts";
import { countOf, layOutTable, paint, type Terminal } from "../terminal.ts";

/** One outcome: the simulator's true effect beside the report's estimate, in visits a week, days, or shares from 0 to 1. */
export interface DemoLift {
  readonly outcome: Outcome;
  readonly planted: number | null;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What `demo --json` prints. */
export interface DemoSummary {
  readonly members: number;
  readonly weeks: number;
  readonly cycles: number;
  /** State → digests. */
  readonly digests: Readonly<Record<string, number>>;
  readonly lift: readonly DemoLift[];
  readonly seconds: number;
}

export function compareWithPlanted(report: LiftReport, planted: readonly PlantedEffect[]): DemoLift[] {
  const [programme] = report.experiments;
  return planted.map(({ outcome, effect }) => {
    const lift = programme?.outcomes.find((one) => one.outcome === outcome);
    const interval = lift ? shownInterval(lift, report.interval, "absolute") : null;
    return {
      outcome,
      planted: effect,
      estimate: interval?.estimate ?? null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    };
  });
}

export interface DemoStory {
  readonly community: string;
  readonly timezones: number;
  readonly contents: number;
  readonly visits: number;
  readonly exposed: { readonly treated: number; readonly held_out: number };
}

export function tellDemo(
  terminal: Terminal,
  { members, weeks, cycles, digests, lift, seconds }: DemoSummary,
  story: DemoStory,
): string {
  const state = (name: string) => digests[name] ?? 0;
  const { treated, held_out } = story.exposed;
  const covered = lift.filter((row) => isCovered(row)).length;
  const measured = lift.filter(({ low }) => low !== null).length;
  return [
    paint(terminal, "bold", `${countOf(weeks, "week")} of ${story.community}, in ${Math.round(seconds)} seconds`),
    "",
    `${countOf(members, "member")} in ${countOf(story.timezones, "timezone")} wrote ${countOf(story.contents, "content")} and came ${countOf(story.visits, "time")}.`,
    `${countOf(cycles, "cycle")} found ${countOf(treated + held_out, "member")} due a digest at least once. By lot ${treated.toLocaleString("en")}`,
    `of them were mailed and ${held_out.toLocaleString("en")} were not: ${countOf(countAccepted(digests), "digest")} accepted by the local mail server,`,
    `${state("withheld").toLocaleString("en")} withheld.${fate(digests)}`,
    "",
    layOutTable(
      ["What the digests caused", "planted", "estimate", "95% interval", ""],
      lift.map((row) => [ENGLISH.outcomes[row.outcome], ...tellRow(row, terminal)]),
    ),
    "",
    measured === lift.length
      ? `Planted is the true effect, which the estimate has not seen: ${covered} of ${measured} intervals hold it.`
      : "The groups are too small for intervals that can be trusted: try more members.",
  ].join("\n");
}

const TOLD_STATES: readonly string[] = [...ACCEPTED_STATES, "withheld"];

/** What is neither accepted nor withheld, in a half-sentence; nothing when all went well. */
function fate(digests: DemoSummary["digests"]): string {
  const others = Object.entries(digests).filter(([name, count]) => count > 0 && !TOLD_STATES.includes(name));
  return others.length === 0
    ? ""
    : ` Also: ${others.map(([name, count]) => `${count.toLocaleString("en")} ${name}`).join(", ")}.`;
}

function isCovered({ planted, low, high }: DemoLift): boolean {
  return planted !== null && low !== null && high !== null && low <= planted && planted <= high;
}

function tellRow(row: DemoLift, terminal: Terminal): string[] {
  const write = (value: number | null) => (value === null ? "–" : writeEffect(row.outcome, value));
  const { planted, estimate, low, high } = row;
  const verdict =
    low === null
      ? "too early"
      : isCovered(row)
        ? paint(terminal, "green", "holds it")
        : paint(terminal, "yellow", "misses it");
  return [write(planted), write(estimate), low === null ? "–" : `${write(low)} to ${write(high)}`, verdict];
}

const SHARES: readonly Outcome[] = ["came_back", "visibility", "pick_visibility"];

/** `+0.14`, `−1.2`, `+9.3 pts`: with its sign, a true minus. */
function writeEffect(outcome: Outcome, value: number): string {
  const isShare = SHARES.includes(outcome);
  const digits = outcome === "visits" ? 2 : 1;
  const number = (isShare ? value * 100 : value).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  });
  return `${number.replace("-", "−")}${isShare ? " pts" : ""}`;
}
