import { FREQUENCIES, type Preferences } from "../../core/preferences.ts";
import { PREFERENCE_PAGE, type PreferenceDeps } from "./ports.ts";
import {
  choosableThemes,
  defaultLanguage,
  type FormMistake,
  type PreferencesView,
  viewPreferences,
} from "./preferences-view.ts";

/** As a form gives it, unchecked. */
export interface GivenPreferences {
  /** null: nothing is said of it, here and below. */
  readonly frequency: string | null;
  readonly language: string | null;
  /** Themes that the form named. One that appeared since it was drawn is not switched off. */
  readonly shown: readonly string[];
  /** Of these, those that the member wants. */
  readonly wanted: readonly string[];
}

/**
 * Keeps what was chosen: all of it, or nothing where a word is wrong. Only themes that are no longer there are passed
 * over. Repeating it changes nothing. Null for a token that is not ours.
 */
export async function savePreferences(
  deps: PreferenceDeps,
  token: string,
  given: GivenPreferences,
): Promise<PreferencesView | null> {
  const key = deps.links.verify(token, "preferences");
  if (key === null) return null;
  const { memberId } = key;
  const [member, { languages }] = await Promise.all([deps.store.find(memberId), deps.settings()]);
  if (member === null) return viewPreferences(deps, memberId);
  const frequency = FREQUENCIES.find((one) => one === given.frequency) ?? null;
  const language = languages.find((one) => one === given.language) ?? null;
  const mistakes: FormMistake[] = [];
  if (given.frequency !== null && frequency === null) mistakes.push("frequency");
  if (given.language !== null && language === null) mistakes.push("language");
  if (mistakes.length > 0) {
    const view = await viewPreferences(deps, memberId, null, mistakes);
    // What was right stays chosen on the page, so that it need not be chosen again.
    const wanted = new Set(given.wanted);
    const shown = new Set(given.shown);
    return {
      ...view,
      frequency: frequency ?? view.frequency,
      mailLanguage: language ?? view.mailLanguage,
      themes: view.themes.map(({ name, wanted: was }) => ({ name, wanted: shown.has(name) ? wanted.has(name) : was })),
    };
  }

  const known = await choosableThemes(deps, memberId, member.preferences.themesOff);
  const chosenLanguage = language === defaultLanguage(member, languages) ? null : language;
  const choose = (standing: Preferences): Preferences => ({
    ...standing,
    frequency: frequency ?? standing.frequency,
    language: language === null ? standing.language : chosenLanguage,
    themesOff: themesOffAfter(standing.themesOff, given, known),
  });
  const changed = await deps.store.change(memberId, choose, { by: PREFERENCE_PAGE, at: deps.clock.now() });
  const lost = [...given.shown, ...given.wanted].some((theme) => !known.has(theme));
  return viewPreferences(deps, memberId, changed ? "saved" : "unchanged", lost ? ["themes"] : []);
}

function themesOffAfter(
  off: readonly string[],
  { shown, wanted }: GivenPreferences,
  known: ReadonlySet<string>,
): readonly string[] {
  const asked = new Set(shown);
  const yes = new Set(wanted);
  const kept = off.filter((theme) => !asked.has(theme));
  return [...kept, ...[...asked].filter((theme) => known.has(theme) && !yes.has(theme))];
}
