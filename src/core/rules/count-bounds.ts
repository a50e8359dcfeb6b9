import * as z from "zod";
import type { AudienceBuilder, MemberTest, SpokenLanguage } from "./condition-kind.ts";
import type { MemberFacts } from "./evaluation.ts";
import { sayList } from "./say-words.ts";

/** How often something has to have happened: `at_least`, `at_most` or both, in `visits`, `views` and `did` alike. */
export interface CountBounds {
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

export interface WrittenBounds {
  readonly at_least?: number | undefined;
  readonly at_most?: number | undefined;
}

const WHOLE = { error: "write a whole number" };

export const countFields = {
  at_least: z.int(WHOLE).min(1).optional().describe("That many, or more."),
  at_most: z.int(WHOLE).min(0).optional().describe("That many, or fewer; 0 for none."),
};

/** For `superRefine`: the bounds leave room for a count. */
export function checkRoom({ at_least: least, at_most: most }: WrittenBounds, context: z.RefinementCtx): void {
  if (least === undefined || most === undefined || most >= least) return;
  context.addIssue({
    code: "custom",
    message: `at_most ${most} is less than at_least ${least}: nobody can be both`,
    path: ["at_most"],
    params: { hint: `write ${least} or more` },
  });
}

/** The same, where one of them has to be there. */
export function checkBounds(written: WrittenBounds, context: z.RefinementCtx): void {
  checkRoom(written, context);
  if (written.at_least !== undefined || written.at_most !== undefined) return;
  context.addIssue({
    code: "custom",
    message: "how many is missing",
    params: { hint: "write at_least: 1, at_most: 5, or both" },
  });
}

export function boundsOf({
  at_least: atLeast = null,
  at_most: atMost = null,
}: {
  readonly at_least?: number | null | undefined;
  readonly at_most?: number | null | undefined;
}): CountBounds {
  return { atLeast, atMost };
}

/** @param count an expression of a whole number, never NULL */
export function boundsSql(count: string, { atLeast, atMost }: CountBounds, builder: AudienceBuilder): string {
  const tests = [
    ...(atLeast === null ? [] : [`${count} >= ${builder.value(atLeast, "bigint")}`]),
    ...(atMost === null ? [] : [`${count} <= ${builder.value(atMost, "bigint")}`]),
  ];
  return `(${tests.join(" AND ")})`;
}

export function testBounds({ atLeast, atMost }: CountBounds, count: (member: MemberFacts) => number): MemberTest {
  return (member) => {
    const found = count(member);
    return (atLeast === null || found >= atLeast) && (atMost === null || found <= atMost);
  };
}

/** What `measure` shows: the one bound, or the least and the most. */
export function shownBounds({ atLeast, atMost }: CountBounds): number | number[] {
  if (atLeast !== null && atMost !== null) return [atLeast, atMost];
  return atLeast ?? atMost ?? 0;
}

/** `at least 2`, « au moins 2 »; `negated` says the opposite: « moins de 2 ». null where it comes to none at all. */
export function sayBounds(
  { atLeast, atMost }: CountBounds,
  say: (count: number) => string,
  language: SpokenLanguage,
  negated: boolean,
): string | null {
  if (atLeast === null && atMost === 0) return negated ? `${WORDS[language].least} ${say(1)}` : null;
  if (atLeast === 1 && atMost === null && negated) return null;
  const words = WORDS[language];
  const said = [
    ...(atLeast === null ? [] : [`${negated ? words.fewer : words.least} ${say(atLeast)}`]),
    ...(atMost === null ? [] : [`${negated ? words.more : words.most} ${say(atMost)}`]),
  ].map((part) => part.replace(/ de (?=une )/, " d’"));
  return sayList(said, negated ? "or" : "and", language);
}

const WORDS = {
  en: { least: "at least", most: "at most", fewer: "fewer than", more: "more than" },
  fr: { least: "au moins", most: "au plus", fewer: "moins de", more: "plus de" },
};
