import { defineCondition } from "../condition-kind.ts";
import { conditionField } from "../text/fields.ts";

export const not = defineCondition<unknown>({
  name: "not",
  schema: conditionField.describe("This condition does not hold."),
  readParts: (_, located, reader) => {
    const part = reader.read(located);
    return part === null ? null : [part];
  },
  compile: (_, __, parts) => `NOT (${parts[0]})`,
  prepare:
    (_, __, [part]) =>
    (member) =>
      part?.(member) === false,
  say: (_, __, negated, [part]) => part?.(!negated) ?? "",
});
