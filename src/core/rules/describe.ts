import type { Condition } from "./condition.ts";
import type { SaidPart, SpokenLanguage } from "./condition-kind.ts";
import { kindOf } from "./condition-kinds.ts";

/** A condition in plain words that complete "the member …" or « le membre … ». */
export function describeCondition(condition: Condition, language: SpokenLanguage): string {
  return say(condition, language, false);
}

function say(condition: Condition, language: SpokenLanguage, negated: boolean): string {
  const parts = condition.parts.map(
    (part): SaidPart =>
      (partNegated) => {
        const said = say(part, language, partNegated);
        return isList(condition) && isList(part) ? `(${said})` : said;
      },
  );
  return kindOf(condition.kind).say(condition.argument, language, negated, parts);
}

function isList({ kind, parts }: Condition): boolean {
  return (kind === "all" || kind === "any") && parts.length > 1;
}
