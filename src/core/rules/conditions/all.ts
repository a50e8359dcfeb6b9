import { type Combination, combinationSchema, readEach } from "../combination.ts";
import { defineCondition } from "../condition-kind.ts";
import { sayList } from "../say-words.ts";

export const all = defineCondition<Combination>({
  name: "all",
  schema: combinationSchema.describe("Every one of these conditions holds."),
  readParts: readEach,
  compile: (_, __, parts) => `(${parts.join("\n    AND ")})`,
  prepare: (_, __, parts) => (member) => parts.every((part) => part(member)),
  say: (_, language, negated, parts) =>
    sayList(
      parts.map((part) => part(negated)),
      negated ? "or" : "and",
      language,
    ),
});
