import { defineCondition } from "../condition-kind.ts";
import { nameField } from "../text/fields.ts";

export const segment = defineCondition({
  name: "segment",
  schema: nameField.describe("A condition that has a name: a file of rules/segments/."),
  readParts: (name, located, reader) => {
    const part = reader.readSegment(name, located);
    return part === null ? null : [part];
  },
  compile: (_, __, parts) => parts[0] ?? "false",
  prepare:
    (_, __, [part]) =>
    (member) =>
      part?.(member) === true,
  say: (name, language, negated) => {
    if (language === "en") return negated ? `is not in the segment "${name}"` : `is in the segment "${name}"`;
    return negated ? `n’est pas dans le segment « ${name} »` : `est dans le segment « ${name} »`;
  },
});
