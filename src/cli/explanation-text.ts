import type { MemberExplanation, RuleExplanation } from "../audience/explain-members.ts";
import type { NextChance } from "../audience/next-chance.ts";
import type { EarlierDigest, ExplainedMember } from "../audience/ports.ts";
import { sayCap, sayVerdict, untilOf } from "../audience/say-verdict.ts";
import type { Shown, SpokenLanguage } from "../core/rules/condition-kind.ts";
import type { ExplainedCondition } from "../core/rules/explain-condition.ts";
import { printContents } from "./explanation-contents.ts";
import type { ExplanationView } from "./explanation-view.ts";
import { type ExplanationWords, wordsOf } from "./explanation-words.ts";
import { COLUMNS, paint, type Terminal } from "./terminal.ts";

/** `rules explain` for a person: for each rule the verdict first, then what it rests on. */
export function printExplanation(
  terminal: Terminal,
  { member, rules }: MemberExplanation,
  view: ExplanationView,
): void {
  const words = wordsOf(view.language);
  terminal.print(words.title(member.facts.externalId, minute(view.at)));
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
  terminal.print(
    `\n${paint(terminal, "bold", rule.name)}${state}: ${paint(terminal, colour, `${sayVerdict(explanation, language)}.`)}`,
  );
  if (verdict === "not_in_rules") return;
  for (const line of shownLines(conditions)) terminal.print(conditionLine(terminal, line, language));
  if (verdict !== "no_match") printRoad(terminal, explanation, language);
  const wouldPick = verdict === "planned" || verdict === "already_proposed" || verdict === "nothing_open";
  if (contents !== null && (wouldPick || view.all)) printContents(terminal, contents(), member, view);
  if (next !== null) terminal.print(`  ${words.next(sayNext(next(), words))}`);
}

function printRoad(terminal: Terminal, { road, winner }: RuleExplanation, language: SpokenLanguage): void {
  if (road === null) return;
  const words = wordsOf(language);
  const obstacles = [
    ...(road.closed === null ? [] : [words.closed[road.closed]]),
    ...(road.wait === null ? [] : [words.waits(digestLine(road.wait.digest), untilOf(road.wait))]),
    ...road.fullCaps.map(({ cap, digests, roomFrom }) =>
      words.cap(sayCap(cap, language), digests.map(digestLine), roomFrom),
    ),
    ...(winner === null ? [] : [words.order(winner)]),
  ];
  for (const obstacle of obstacles) terminal.print(`  ${mark(terminal, false)} ${obstacle}`);
}

function sayNext(next: NextChance, words: ExplanationWords): string {
  return next.at === null ? words.obstacles[next.obstacle] : `${minute(next.at)} UTC`;
}

/** A `not` over a single condition is one line, said as what it means, with what its condition measures. */
function shownLines(conditions: readonly ExplainedCondition[]): ExplainedCondition[] {
  const lines: ExplainedCondition[] = [];
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

function conditionLine(terminal: Terminal, condition: ExplainedCondition, language: SpokenLanguage): string {
  const words = wordsOf(language);
  const indent = "  ".repeat(condition.depth + 1);
  const said = words.combinations[condition.kind] ?? condition.says;
  const measured =
    condition.value === null && condition.bound === null
      ? ""
      : words.measured(shown(condition.value, words.none), shown(condition.bound, words.none));
  const room = COLUMNS - indent.length - 2 - measured.length;
  const text = said.length > room ? `${said.slice(0, room - 1)}…` : said;
  return `${indent}${mark(terminal, condition.holds)} ${text}${paint(terminal, "dim", measured)}`;
}

function shown(value: Shown, none: string): string {
  if (value === null) return none;
  const text = typeof value === "object" ? value.join(", ") : String(value);
  const instant = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(text);
  const short = instant === null ? text : `${instant[1]} ${instant[2]}`;
  return short.length > MOST_VALUE ? `${short.slice(0, MOST_VALUE - 1)}…` : short;
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
