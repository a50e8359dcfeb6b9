import { DAY_MS } from "../core/calendar.ts";
import type { Language } from "../core/community.ts";
import type { Candidates } from "../core/picks/candidates.ts";
import { themeLabel } from "../core/picks/say-reason.ts";
import { oneLine } from "../core/plain-text.ts";
import { sayList } from "../core/rules/say-words.ts";
import type { ShownReading } from "./mails/ports.ts";
import type { ReadingHistory } from "./ports.ts";

const DAYS = 365;
const MOST_THEMES = 3;
/** One content on a theme is no taste. */
const LEAST_ON_A_THEME = 2;

/** What a member has read in the year before the candidates' instant: how much, and on what most. */
export function describeReading(
  viewed: ReadingHistory["viewed"],
  candidates: Candidates,
  language: Language,
): ShownReading {
  const since = Math.floor(candidates.at.getTime() / DAY_MS) - DAYS;
  const byTheme = new Map<string, number>();
  let contents = 0;
  for (const [contentId, day] of viewed) {
    const content = candidates.contents[candidates.indexOf.get(contentId) ?? -1];
    if (content === undefined || day <= since) continue;
    contents += 1;
    for (const theme of new Set(content.themes)) byTheme.set(theme, (byTheme.get(theme) ?? 0) + 1);
  }
  const most = [...byTheme]
    .filter(([, count]) => count >= LEAST_ON_A_THEME)
    .sort(([themeA, countA], [themeB, countB]) => countB - countA || (themeA < themeB ? -1 : 1))
    .flatMap(([theme]) => oneLine(themeLabel(theme)) || [])
    .slice(0, MOST_THEMES);
  return { contents, themes: most.length === 0 ? "" : sayList(most, "and", language === "fr" ? "fr" : "en") };
}
