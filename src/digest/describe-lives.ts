import type { CatalogueContent, Language } from "../core/community.ts";
import { themeLabel } from "../core/picks/say-reason.ts";
import { oneLine, shorten } from "../core/plain-text.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { sayInstant } from "./describe-subjects.ts";
import type { DigestModel, ShownLive } from "./mails/ports.ts";
import type { DigestMember, DigestSettings } from "./ports.ts";
import { decorateSiteLink, webUrl } from "./site-link.ts";

const MOST_LIVES = 10;
const MOST_TITLE_CHARACTERS = 160;
const MOST_THEME_CHARACTERS = 80;
const MOST_SUMMARY_CHARACTERS = 220;

interface LivesInput {
  readonly settings: DigestSettings;
  readonly rule: Pick<CheckedRule, "name">;
  readonly member: Pick<DigestMember, "timezone">;
  readonly language: Language;
  readonly calendarUrl: (contentId: number) => string;
}

/** The lives that are coming, the first one first. */
export function describeLives(
  input: LivesInput,
  coming: readonly CatalogueContent[],
): Pick<DigestModel, "lives" | "moreLives"> {
  const shown = coming.slice(0, MOST_LIVES).flatMap((content) => describeLive(input, content) ?? []);
  return { lives: shown, moreLives: Math.max(0, coming.length - MOST_LIVES) };
}

function describeLive(
  { settings, rule, member, language, calendarUrl }: LivesInput,
  content: CatalogueContent,
): ShownLive | null {
  const url = webUrl(content.url);
  if (url === null || content.startsAt === null) return null;
  const summary = oneLine(content.summary ?? "");
  const theme = content.themes[0];
  return {
    title: shorten(oneLine(content.title), MOST_TITLE_CHARACTERS),
    url: decorateSiteLink(url, settings.links.utm, rule.name),
    theme: theme === undefined ? null : shorten(oneLine(themeLabel(theme)), MOST_THEME_CHARACTERS) || null,
    summary: summary === "" ? null : shorten(summary, MOST_SUMMARY_CHARACTERS),
    image: webUrl(content.imageUrl)?.href ?? null,
    startsOn: sayInstant(content.startsAt, member.timezone ?? settings.timezone, language),
    calendarUrl: calendarUrl(content.id),
  };
}
