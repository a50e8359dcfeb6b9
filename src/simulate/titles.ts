import type { ContentType } from "../core/community.ts";

export const THEMES = [
  "Pricing",
  "Onboarding",
  "Analytics",
  "Support",
  "CRM",
  "API",
  "Automation",
  "Leadership",
] as const;
export type Theme = (typeof THEMES)[number];

/** The types that this community publishes. */
export const PUBLISHED_TYPES = [
  "discussion",
  "question",
  "article",
  "document",
  "video",
  "live",
] as const satisfies readonly ContentType[];
export type PublishedType = (typeof PUBLISHED_TYPES)[number];

export interface Phrases {
  readonly subjects: Readonly<Record<Theme, readonly string[]>>;
  readonly templates: Readonly<Record<PublishedType, readonly string[]>>;
  readonly summaries: readonly string[];
}

const COUNTS = ["3", "5", "7", "8", "10", "12", "20", "30"] as const;
const NO_BREAK_SPACE = "\u00a0";

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase("fr") + text.slice(1);
}

/**
 * The `position`-th title of a theme and type: subjects come before templates repeat, so that a title
 * returns only after every pair was used, and then with another number in it where it has one.
 */
export function composeTitle(phrases: Phrases, theme: Theme, type: PublishedType, position: number): string {
  const subjects = phrases.subjects[theme];
  const templates = phrases.templates[type];
  const subject = subjects[(position * 4 + 1) % subjects.length] as string;
  const template = templates[(position + Math.floor(position / subjects.length)) % templates.length] as string;
  const count = COUNTS[(position * 3 + template.length) % COUNTS.length] as string;
  const title = template
    .replace("{subject}", subject)
    .replace("{Subject}", capitalise(subject))
    .replace("{count}", count)
    .replace("{Count}", count);
  // French sets ? and : apart from the word before them; a plain space could break the line there.
  return capitalise(title).replace(/ ([?:])/g, `${NO_BREAK_SPACE}$1`);
}
