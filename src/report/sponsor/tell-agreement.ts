import { isFarOff, LEAST, type SponsorPage, type ThemeBalance } from "./sponsor-page.ts";
import type { SponsorTeller } from "./sponsor-teller.ts";
import type { Gains } from "./words/words.ts";
import { sourced, written } from "./write-sourced.ts";

const LONGEST_THEME = 32;

/**
 * Whether what the organisation publishes is what members read: what to write more of, what to stop. Never a bare yes: themes
 * alone tell it, so that it says so, and what of the first two answers it lacks.
 */
export function tellAgreement(teller: SponsorTeller): string[] {
  const { page, words, write } = teller;
  const { verdict, contents, views, compared, more, less } = page.agreement;
  const count = (value: number): string => sourced("themes", write.count(value));
  if (verdict === null) return [words.notYet, tellNoBalance(teller)];
  const shares = write.shares([...more, ...less].flatMap(({ supply, demand }) => [supply, demand]));
  const share = (value: number): string => sourced("themes", shares(value));
  const list = (themes: readonly ThemeBalance[]): string =>
    themes
      .map(({ theme, supply, demand }) =>
        words.agreement.theme(written(theme, LONGEST_THEME), share(supply), share(demand)),
      )
      .join(", ");
  const [stop, fewer] = [less.filter(isFarOff), less.filter((theme) => !isFarOff(theme))];
  const basis = words.agreement.compared(count(contents), count(views));
  return [
    words.agreement.verdicts[verdict],
    ...(more.length > 0 ? [words.agreement.more(list(more))] : []),
    ...(stop.length > 0 ? [words.agreement.stop(list(stop))] : []),
    ...(fewer.length > 0 ? [words.agreement.less(list(fewer))] : []),
    [
      basis,
      ...(verdict === "yes" ? [words.agreement.wouldShow(count(compared))] : []),
      words.agreement.gains[gainsOf(page)],
    ].join(" "),
  ];
}

function tellNoBalance({ page, words, write }: SponsorTeller): string {
  const { reason, contents, views, compared } = page.agreement;
  const count = (value: number): string => sourced("themes", write.count(value));
  if (reason === "same_themes") {
    return words.agreement.sameThemes(count(contents), write.count(LEAST.contentsOfTheme));
  }
  if (reason === "wide") {
    return `${words.agreement.compared(count(contents), count(views))} ${words.agreement.wide(count(compared))}`;
  }
  return words.agreement.tooLittle(
    count(contents),
    count(views),
    write.count(LEAST.contents),
    write.count(LEAST.views),
  );
}

/** What the first two answers come to; a digest's effect that is not seen serves nobody for certain. */
function gainsOf({ visits, picks }: SponsorPage): Gains {
  const both = [visits.visits === null ? null : visits.verdict, picks?.verdict];
  const isTold = both.every((verdict) => verdict === "better" || verdict === "worse");
  if (!isTold) return "unknown";
  const better = both.filter((verdict) => verdict === "better").length;
  return better === 2 ? "both" : better === 1 ? "apart" : "neither";
}
