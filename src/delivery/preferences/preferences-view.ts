import { localDateOf } from "../../core/calendar.ts";
import type { Language, LocalDate } from "../../core/community.ts";
import type { Frequency } from "../../core/preferences.ts";
import { languageOf, maskAddress } from "../address.ts";
import type { PageLanguage, PreferenceDeps, PreferenceMember } from "./ports.ts";

/** Whether mails come, and what keeps them away. `gone`: the member was erased. */
export type Standing = "on" | "paused" | "unsubscribed" | "complained" | "undeliverable" | "gone";

/** What has just become of a request; each is a sentence on the page. */
export type Said =
  | "saved"
  | "unchanged"
  | "paused"
  | "pause_ended"
  | "undone"
  | "unsubscribed"
  | "resubscribed"
  | "thanks";

/** What could not be taken of a form. `themes`: some are no longer there, and the rest was saved. */
export type FormMistake = "form" | "too_long" | "frequency" | "language" | "themes" | "reason";

/** All that the page of preferences may say of a member. */
export interface PreferencesView {
  /** Of the page. */
  readonly language: PageLanguage;
  /** `m•••@example.org`; null when the member has no address (any more). */
  readonly maskedAddress: string | null;
  readonly standing: Standing;
  readonly frequency: Frequency;
  /** Of the mails. */
  readonly mailLanguage: Language;
  readonly mailLanguages: readonly Language[];
  /** In alphabetical order. */
  readonly themes: readonly { readonly name: string; readonly wanted: boolean }[];
  /** The first local day on which mails come again; null: no pause. */
  readonly pausedUntil: LocalDate | null;
  /** The change that can be taken back; null: none. */
  readonly undo: { readonly version: number; readonly on: LocalDate } | null;
  readonly said: Said | null;
  readonly mistakes: readonly FormMistake[];
}

/** A page that names more is read by nobody; those of most contents are named. */
const MOST_THEMES = 200;

/** The page of a member as it stands now. */
export async function viewPreferences(
  deps: PreferenceDeps,
  memberId: number,
  said: Said | null = null,
  mistakes: readonly FormMistake[] = [],
): Promise<PreferencesView> {
  const at = deps.clock.now();
  const [member, themes, settings] = await Promise.all([
    deps.store.find(memberId),
    deps.store.listThemes(memberId, at, MOST_THEMES),
    deps.settings(),
  ]);
  if (member === null) return viewOfNobody(deps.language, settings.languages);
  const { preferences, version, hasBefore, changedAt } = member;
  const language = languageOf(preferences.language ?? member.locale, deps.language);
  const timezone = member.timezone ?? settings.timezone;
  const { pausedUntil } = preferences;
  return {
    language,
    maskedAddress: member.email === null ? null : maskAddress(member.email),
    standing: standingOf(member, at),
    frequency: preferences.frequency,
    mailLanguage: preferences.language ?? defaultLanguage(member, settings.languages),
    mailLanguages: settings.languages,
    themes: namedThemes(themes, preferences.themesOff, language),
    pausedUntil: pausedUntil === null || pausedUntil <= at ? null : localDateOf(pausedUntil, timezone),
    undo: hasBefore && changedAt !== null ? { version, on: localDateOf(changedAt, timezone) } : null,
    said,
    mistakes,
  };
}

/** The language of a member's mails when they choose none. */
export function defaultLanguage(
  { locale }: Pick<PreferenceMember, "locale">,
  languages: readonly [Language, ...Language[]],
): Language {
  const own = locale?.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === own) ?? languages[0];
}

/** Those that can be chosen: of what is published, and those that a member has switched off before. */
export async function choosableThemes(
  deps: PreferenceDeps,
  memberId: number,
  off: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set([...(await deps.store.listThemes(memberId, deps.clock.now(), MOST_THEMES)), ...off]);
}

function namedThemes(themes: readonly string[], off: readonly string[], language: PageLanguage) {
  const collator = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  const unwanted = new Set(off);
  return [...new Set([...themes, ...off])]
    .sort(collator.compare)
    .map((name) => ({ name, wanted: !unwanted.has(name) }));
}

/** What the member cannot change from here stands before what they can. */
export function standingOf(
  { subscribed, suppressed, preferences: { pausedUntil } }: PreferenceMember,
  at: Date,
): Standing {
  if (suppressed === "complaint") return "complained";
  if (suppressed !== null && suppressed !== "unsubscribed") return "undeliverable";
  if (subscribed === false || suppressed !== null) return "unsubscribed";
  return pausedUntil !== null && pausedUntil > at ? "paused" : "on";
}

function viewOfNobody(language: PageLanguage, languages: readonly [Language, ...Language[]]): PreferencesView {
  return {
    language,
    maskedAddress: null,
    standing: "gone",
    frequency: "any",
    mailLanguage: languages[0],
    mailLanguages: languages,
    themes: [],
    pausedUntil: null,
    undo: null,
    said: null,
    mistakes: [],
  };
}
