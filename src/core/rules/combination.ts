import * as z from "zod";
import type { Condition } from "./condition.ts";
import type { ConditionReader } from "./condition-kind.ts";
import type { Located } from "./text/document.ts";
import { conditionField } from "./text/fields.ts";

/** What `all` and `any` share: a list of conditions, each read on its own so that every mistake is found. */

export const combinationSchema = z
  .array(conditionField, { error: "write a list: one condition a line, each after a hyphen" })
  .min(1);
export type Combination = z.infer<typeof combinationSchema>;

export function readEach(_: Combination, located: Located, reader: ConditionReader): readonly Condition[] | null {
  const parts = [...located.children.values()].map((child) => reader.read(child));
  return parts.every((part) => part !== null) ? parts : null;
}
