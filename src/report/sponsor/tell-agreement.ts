import { LEAST, type ThemeBalance } from "./sponsor-page.ts";
import type { SponsorTeller } from "./sponsor-teller.ts";
import { sourced, written } from "./write-sourced.ts";

/** Overlap of what is published and what is read, from which it is said that both agree, or that they do in part. */
const AGREES = 0.85;
const IN_PART = 0.65;
/** Read so much less than it is published, a theme is worth asking whether to go on with. */
const FAR_OFF = 0.5;
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
  const isFarOff = ({ supply, demand }: ThemeBalance): boolean => demand < FAR_OFF * supply;
  const [stop, fewer] = [less.filter(isFarOff), less.filter((theme) => !isFarOff(theme))];
  return [
    words.agreement.verdicts[overlap >= AGREES ? "yes" : overlap >= IN_PART ? "partly" : "no"],
    words.agreement.overlap(sourced("themes", write.percent(overlap))),
    ...(more.length > 0 ? [words.agreement.more(list(more))] : []),
    ...(stop.length > 0 ? [words.agreement.stop(list(stop))] : []),
    ...(fewer.length > 0 ? [words.agreement.less(list(fewer))] : []),
    ...(more.length + less.length === 0 ? [words.agreement.none] : []),
  ];
}
