import { LEAST, type ThemeBalance } from "./sponsor-page.ts";
import type { SponsorTeller } from "./sponsor-teller.ts";
import { sourced, written } from "./write-sourced.ts";

/** Overlap of what is published and what is read, from which it is said that both agree, or that they do in part. */
const AGREES = 0.85;
const IN_PART = 0.65;
const LONGEST_THEME = 32;

/** Whether what the organisation publishes is what members read: what to write more of, what to stop. */
export function tellAgreement({ page, words, write }: SponsorTeller): string[] {
  const { tooEarly, contents, views, overlap, more, less } = page.agreement;
  const count = (value: number): string => sourced("themes", write.count(value));
  if (tooEarly || overlap === null) {
    const why = words.agreement.tooEarly(
      count(contents),
      count(views),
      write.count(LEAST.contents),
      write.count(LEAST.views),
    );
    return [words.notYet, why];
  }
  const shares = write.shares([...more, ...less].flatMap(({ supply, demand }) => [supply, demand]));
  const share = (value: number): string => sourced("themes", shares(value));
  const list = (themes: readonly ThemeBalance[]): string =>
    themes
      .map(({ theme, supply, demand }) =>
        words.agreement.theme(written(theme, LONGEST_THEME), share(supply), share(demand)),
      )
      .join(", ");
  return [
    words.agreement.verdicts[overlap >= AGREES ? "yes" : overlap >= IN_PART ? "partly" : "no"],
    words.agreement.overlap(sourced("themes", write.percent(overlap))),
    ...(more.length > 0 ? [words.agreement.more(list(more))] : []),
    ...(less.length > 0 ? [words.agreement.less(list(less))] : []),
    ...(more.length + less.length === 0 ? [words.agreement.none] : []),
  ];
}
