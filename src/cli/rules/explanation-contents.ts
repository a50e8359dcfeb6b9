import type { ExplainedMember, ToldContent } from "../../audience/explaining/ports.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { ScoreTerms } from "../../core/picks/explain-picks.ts";
import { sayReason } from "../../core/picks/say-reason.ts";
import { oneLine, shorten } from "../../core/plain-text.ts";
import { COLUMNS, paint, type Terminal, wrapText } from "../terminal.ts";
import type { ExplanationView } from "./explanation-view.ts";
import { type ExplanationWords, wordsOf } from "./explanation-words.ts";

const LEFT_OUT_SHOWN = 10;
const TITLE_SHOWN = 40;

/** The picks with what their scores are made of, then what was left out and why. */
export function printContents(
  terminal: Terminal,
  contents: readonly ToldContent[],
  member: ExplainedMember,
  { outside, language, all }: ExplanationView,
): void {
  const words = wordsOf(language);
  const picked = contents.filter(({ fate }) => fate.why === "picked");
  for (const [index, { title, fate }] of picked.entries()) {
    if (fate.why !== "picked") continue;
    terminal.print(shorten(`  ${index + 1}. ${oneLine(title)}`, COLUMNS));
    const { kind, score, reason } = fate.pick;
    terminal.print(shorten(`     ${sayReason(reason, language)}`, COLUMNS));
    terminal.print(
      paint(
        terminal,
        "dim",
        shorten(
          `     ${words.kinds[kind]} ${words.score(score)}${words.colon} ${sayTerms(fate.terms, words)}`,
          COLUMNS,
        ),
      ),
    );
  }
  const left = contents.filter(({ fate }) => fate.why !== "picked");
  if (left.length + outside.length === 0) return;
  for (const line of wrapText(words.leftOut(countWhys(left, outside, words)), COLUMNS - 2)) terminal.print(`  ${line}`);
  const lines = [
    ...left.map((told) => `${shorten(oneLine(told.title), TITLE_SHOWN)}${words.colon} ${sayFate(told, member, words)}`),
    ...outside.map(({ title, why }) => `${shorten(oneLine(title), TITLE_SHOWN)}${words.colon} ${words.whys[why]}`),
  ];
  for (const line of all ? lines : lines.slice(0, LEFT_OUT_SHOWN)) terminal.print(shorten(`   - ${line}`, COLUMNS));
  if (!all && lines.length > LEFT_OUT_SHOWN) terminal.print(`   ${words.more(lines.length - LEFT_OUT_SHOWN)}`);
}

/** `viewed: 12, scored lower: 3`, the most frequent first. */
function countWhys(left: readonly ToldContent[], outside: ExplanationView["outside"], words: ExplanationWords): string {
  const counts = new Map<string, number>();
  for (const why of [...left.map(({ fate }) => fate.why), ...outside.map((content) => content.why)]) {
    const said = words.whys[why];
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([said, count]) => words.counted(said, count))
    .join(", ");
}

function sayFate({ id, fate }: ToldContent, { facts, standing }: ExplainedMember, words: ExplanationWords): string {
  if (fate.why === "viewed") {
    return words.viewedOn(localDateOf(new Date(facts.views.get(id) ?? 0), facts.timezone ?? "UTC"));
  }
  if (fate.why === "mailed") {
    const digest = standing.mailedIn.get(id);
    return digest === undefined ? words.whys.mailed : words.mailedIn(digest.rule, digest.localDate);
  }
  if (fate.why === "scored_lower") {
    return words.lower(
      words.score(fate.score),
      fate.lowest === null ? null : words.score(fate.lowest),
      sayTerms(fate.terms, words),
    );
  }
  return words.whys[fate.why];
}

function sayTerms({ base, taste, diversity, viewers, ageDays }: ScoreTerms, words: ExplanationWords): string {
  return words.terms(words.score(base), words.score(taste), words.score(diversity), viewers, Math.round(ageDays));
}
