import type { MemberExplanation, RuleExplanation } from "../../audience/explaining/explain-members.ts";
import type { NextChance } from "../../audience/explaining/next-chance.ts";
import type { EarlierDigest, ExplainedMember } from "../../audience/explaining/ports.ts";
import { sayCap, sayInstant, sayVerdict, untilOf } from "../../audience/explaining/say-verdict.ts";
import { localDateOf, localTimeOf } from "../../core/calendar.ts";
import { shorten } from "../../core/plain-text.ts";
import type { Shown, SpokenLanguage } from "../../core/rules/condition-kind.ts";
import type { ExplainedCondition } from "../../core/rules/explain-condition.ts";
import { COLUMNS, paint, type Terminal, wrapText } from "../terminal.ts";
import { printContents } from "./explanation-contents.ts";
import type { ExplanationView } from "./explanation-view.ts";
import { type ExplanationWords, wordsOf } from "./explanation-words.ts";

/** `rules explain` for a person: for each rule the verdict first, then what it rests on. */
export function printExplanation(
  terminal: Terminal,
  { member, rules }: MemberExplanation,
  view: ExplanationView,
): void {
  const words = wordsOf(view.language);
  const timezone = rules[0]?.moment.timezone ?? "UTC";
  for (const line of wrapText(words.title(member.facts.externalId, minute(view.at), timezone), COLUMNS)) {
    terminal.print(line);
  }
  for (const explanation of rules) printRule(terminal, explanation, member, view);
}

function printRule(
  terminal: Terminal,
  explanation: RuleExplanation,
  member: ExplainedMember,
  view: ExplanationView,
): void {
  const { language } = view;
  const words = wordsOf(language);
  const { rule, verdict, conditions, contents, next } = explanation;
  const colour = verdict === "planned" ? "green" : verdict === "no_match" ? "dim" : "yellow";
  const state = rule.state === "live" ? "" : ` (${words.states[rule.state]})`;
  const sentence = `${sayVerdict(explanation, language)}.`;
  const isShort = rule.name.length + state.length + words.colon.length + 1 + sentence.length <= COLUMNS;
  terminal.print(
    `\n${paint(terminal, "bold", rule.name)}${state}${words.colon}${isShort ? ` ${paint(terminal, colour, sentence)}` : ""}`,
  );
  if (!isShort)
    for (const line of wrapText(sentence, COLUMNS - 2)) terminal.print(`  ${paint(terminal, colour, line)}`);
  if (verdict === "not_in_rules") return;
  printConditions(terminal, shownLines(conditions), explanation.moment.timezone, words);
  if (verdict !== "no_match") printRoad(terminal, explanation, language);
  const { hot, cold } = rule.digest.picks;
  const wouldPick =
    hot + cold > 0 && (verdict === "planned" || verdict === "already_proposed" || verdict === "nothing_open");
  if (contents !== null && (wouldPick || view.all)) printContents(terminal, contents(), member, view);
  if (next !== null) terminal.print(`  ${words.next(sayNext(next(), explanation.moment.timezone, words))}`);
}

function printRoad(terminal: Terminal, { road, winner }: RuleExplanation, language: SpokenLanguage): void {
  const words = wordsOf(language);
  const obstacles = [
    ...(road.closed === null || road.closed === "on_pause" ? [] : [words.closed[road.closed]]),
    ...(road.pausedUntil === null ? [] : [words.onPause(sayInstant(road.pausedUntil))]),
    ...(road.wait === null ? [] : [words.waits(digestLine(road.wait.digest), untilOf(road.wait))]),
    ...road.fullCaps.map(({ cap, digests, roomFrom }) =>
      words.cap(sayCap(cap, language), digests.map(digestLine), roomFrom),
    ),
    ...(winner === null ? [] : [words.order(winner)]),
  ];
  for (const obstacle of obstacles) {
    const [first = "", ...rest] = wrapText(obstacle, COLUMNS - 4);
    terminal.print(`  ${mark(terminal, false)} ${first}`);
    for (const line of rest) terminal.print(`    ${line}`);
  }
}

function sayNext(next: NextChance, timezone: string, words: ExplanationWords): string {
  return next.at === null ? words.obstacles[next.obstacle] : localMinute(next.at, timezone);
}

/** A `not` over a single condition is one line, said as what it means, with what its condition measures. */
function shownLines(conditions: readonly ExplainedCondition[]): ExplainedCondition[] {
  const lines: ExplainedCondition[] = [];
  // A rule that waits for something may ask for nothing more.
  if (conditions.length === 1 && conditions[0]?.kind === "all") return lines;
  for (let at = 0; at < conditions.length; at++) {
    const line = conditions[at] as ExplainedCondition;
    const part = conditions[at + 1];
    const hasParts = part !== undefined && (conditions[at + 2]?.depth ?? 0) > part.depth;
    if (line.kind !== "not" || part === undefined || hasParts) {
      lines.push(line);
      continue;
    }
    lines.push({ ...line, kind: part.kind, value: part.value, bound: part.bound });
    at += 1;
  }
  return lines;
}

/** The widest value or bound that is shown whole. */
const MOST_VALUE = 22;

/** A table: the condition, what the member has, what is asked for. */
function printConditions(
  terminal: Terminal,
  conditions: readonly ExplainedCondition[],
  timezone: string,
  words: ExplanationWords,
): void {
  if (conditions.length === 0) return;
  const rows = conditions.map(({ kind, depth, says, holds, value, bound }) => {
    const combines = value === null && bound === null;
    const cell = (shownValue: Shown) => (combines ? "" : showValue(shownValue, SHARES.has(kind), timezone, words));
    return { depth, says: words.combinations[kind] ?? says, holds, value: cell(value), bound: cell(bound) };
  });
  const widest = (cells: readonly string[]) => Math.max(...cells.map((cell) => cell.length));
  const valueWidth = widest([words.value, ...rows.map(({ value }) => value)]);
  const boundWidth = widest([words.bound, ...rows.map(({ bound }) => bound)]);
  const room = COLUMNS - valueWidth - boundWidth - 4;
  const texts = rows.map(({ depth, says }) => shorten(says, room - 2 * depth - 4));
  const textWidth = widest(rows.map(({ depth }, index) => " ".repeat(2 * depth + 4) + (texts[index] ?? "")));
  const line = (start: string, startLength: number, value: string, bound: string) =>
    `${start}${" ".repeat(textWidth - startLength)}  ${value.padEnd(valueWidth)}  ${bound}`.trimEnd();
  if (rows.some(({ value }) => value !== "")) {
    terminal.print(paint(terminal, "dim", line("", 0, words.value, words.bound)));
  }
  for (const [index, { depth, holds, value, bound }] of rows.entries()) {
    const indent = " ".repeat(2 * depth + 2);
    const text = texts[index] ?? "";
    terminal.print(line(`${indent}${mark(terminal, holds)} ${text}`, indent.length + 2 + text.length, value, bound));
  }
}

/** Conditions that measure a share, from 0 to 1. */
const SHARES: ReadonlySet<string> = new Set(["interested_in", "leaving"]);

/** Instants in the member's own time, to the minute; shares as percentages. */
function showValue(value: Shown, isShare: boolean, timezone: string, words: ExplanationWords): string {
  if (value === null) return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number" && isShare) return words.percent(Math.round(value * 100));
  if (typeof value === "object") return isSpan(value) ? days(value, timezone) : shorten(value.join(", "), MOST_VALUE);
  return isInstant(value) ? localMinute(new Date(value), timezone) : shorten(String(value), MOST_VALUE);
}

function isInstant(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T.*Z$/.test(value);
}

/** From an instant to another, which is not included. */
function isSpan(value: readonly unknown[]): value is readonly [string, string] {
  return value.length === 2 && value.every(isInstant);
}

function days([from, to]: readonly [string, string], timezone: string): string {
  return `${localDateOf(new Date(from), timezone)} – ${localDateOf(new Date(Date.parse(to) - 1), timezone)}`;
}

function localMinute(at: Date, timezone: string): string {
  return `${localDateOf(at, timezone)} ${localTimeOf(at, timezone)}`;
}

function mark(terminal: Terminal, holds: boolean): string {
  return holds ? paint(terminal, "green", "✓") : paint(terminal, "red", "✗");
}

/** `2026-11-24 08:00` */
function minute(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T", " ");
}

function digestLine({ rule, localDate }: EarlierDigest): string {
  return `${rule} ${localDate}`;
}
