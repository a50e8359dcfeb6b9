import type { Retention } from "../../core/rules/settings.ts";

/** What goes row by row, a batch at a time. */
export const KEPT_KINDS = ["mails", "clicks", "opens", "returns"] as const satisfies readonly (keyof Retention)[];
export type KeptKind = (typeof KEPT_KINDS)[number];

export interface RetentionStore {
  /**
   * Lets go of at most `limit` rows that are older than so many days, and answers how many went. Mails by the community time
   * of their slot, what came by the time it came. The mail of a digest that may still leave stays.
   */
  letGo(kind: KeptKind, days: number, at: Date, limit: number): Promise<number>;
}
