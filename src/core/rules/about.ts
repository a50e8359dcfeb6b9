/** What a rule or a segment is for, in its team's words: one sentence for all, or one for each language of the pages. */
export type About = string | { readonly en?: string | undefined; readonly fr?: string | undefined };

/** In the language asked for, else in the other one. */
export function sayAbout(about: About | null, language: "en" | "fr"): string | null {
  if (about === null || typeof about === "string") return about;
  return about[language] ?? about.en ?? about.fr ?? null;
}
