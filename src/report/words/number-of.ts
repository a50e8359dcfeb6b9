import type { ReportLanguage } from "./words.ts";

/** The number by itself: on the sponsor's sheet each is marked by where it comes from (write-sourced.ts). */
const MARKS = /^.*\uE001|\uE002.*$/gu;

/** Whether a written number takes the singular: in English one alone, in French all below two (« 0 membre », « 1,5 jour »). */
export function isSingular(written: string, language: ReportLanguage): boolean {
  const bare = written.replace(MARKS, "").replace(/[\s\u00a0\u202f+−]/gu, "");
  if (language === "en") return bare === "1";
  return Number(bare.replace(",", ".")) < 2;
}

/** `1 member`, `12 members`, « 1,5 jour »: a written number, and its noun in the form that it takes. */
export function numberOf(language: ReportLanguage): (written: string, one: string, many: string) => string {
  return (written, one, many) => `${written} ${isSingular(written, language) ? one : many}`;
}
