import type { Language } from "../community.ts";

/** The languages a member reads: their own list, or the locale's and the settings'. In JavaScript and in SQL, alike. */

export function primaryLanguage(locale: string | null | undefined): Language | null {
  const primary = (locale ?? "").split(/[-_]/)[0]?.toLowerCase() ?? "";
  return primary === "" ? null : primary;
}

export function effectiveReads(
  reads: readonly Language[] | null,
  locale: string | null | undefined,
  settingsLanguages: readonly Language[],
): readonly Language[] {
  if (reads !== null) return reads;
  const primary = primaryLanguage(locale);
  return primary === null || settingsLanguages.includes(primary) ? settingsLanguages : [...settingsLanguages, primary];
}

/** NULL where the member has no locale. */
export function primaryLanguageSql(member: string): string {
  return `nullif(lower(split_part(translate(${member}.locale, '_', '-'), '-', 1)), '')`;
}

/** A text[] that may hold a NULL, which no `= ANY` finds; `languages` is the expression of the settings' languages. */
export function effectiveReadsSql(member: string, languages: string): string {
  return `coalesce(${member}.reads, array_append(${languages}, ${primaryLanguageSql(member)}))`;
}
