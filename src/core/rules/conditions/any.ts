import { type Combination, combinationSchema, readEach } from "../combination.ts";
import { defineCondition } from "../condition-kind.ts";
import { sayList } from "../say-words.ts";

export const any = defineCondition<Combination>({
  name: "any",
  schema: combinationSchema.describe("At least one of these conditions holds."),
  readParts: readEach,
  compile: (_, __, parts) => `(${parts.join("\n    OR ")})`,
  prepare: (_, __, parts) => (member) => parts.some((part) => part(member)),
  say: (_, language, negated, parts) =>
    sayList(
      parts.map((part) => part(negated)),
      negated ? "and" : "or",
      language,
    ),
});
