/**
 * A checked condition: the name of its kind, its argument as plain data, and the conditions it combines (`all`, `any`,
 * `not`, `segment`). Only the kind's own file under conditions/ knows what the argument is.
 */
export interface Condition {
  readonly kind: string;
  readonly argument: unknown;
  readonly parts: readonly Condition[];
}

/** Holds for every member. */
export const EVERYONE: Condition = { kind: "all", argument: [], parts: [] };
