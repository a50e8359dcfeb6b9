/** What warnings count; see `sayCount`. */
export const MEMBERS = { en: ["member", "members"], fr: ["membre", "membres"] } as const;
export const CONTENTS = { en: ["content", "contents"], fr: ["contenu", "contenus"] } as const;
export const DAYS = { en: ["day", "days"], fr: ["jour", "jours"] } as const;

/** `12%`, `0.4%`; « 12 % », « 0,4 % ». */
export function sayPercent(share: number, language: "en" | "fr"): string {
  const hundredths = share * 100;
  const rounded = hundredths >= 1 ? Math.round(hundredths) : Math.round(hundredths * 10) / 10;
  return language === "en" ? `${rounded}%` : `${rounded.toLocaleString("fr")} %`;
}
