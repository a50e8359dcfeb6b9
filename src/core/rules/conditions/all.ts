import { type Combination, combinationSchema, readEach } from "../combination.ts";
import { defineCondition, type SpokenLanguage } from "../condition-kind.ts";
import { sayList } from "../say-words.ts";

export const all = defineCondition<Combination>({
  name: "all",
  schema: combinationSchema.describe("Every one of these conditions holds."),
  readParts: readEach,
  // Only a rule that has no condition holds an empty one.
  compile: (_, __, parts) => (parts.length === 0 ? "true" : `(${parts.join("\n    AND ")})`),
  prepare: (_, __, parts) => (member) => parts.every((part) => part(member)),
  say: (_, language, negated, parts) =>
    parts.length === 0
      ? sayEveryone(language, negated)
      : sayList(
          parts.map((part) => part(negated)),
          negated ? "or" : "and",
          language,
        ),
});

function sayEveryone(language: SpokenLanguage, negated: boolean): string {
  if (language === "en") return negated ? "is nobody" : "may be anyone";
  return negated ? "n’est personne" : "peut être n’importe qui";
}
