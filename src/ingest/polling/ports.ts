/** How a connector that is asked on a schedule stands, by the machine's clock. */
export interface PollState {
  readonly name: string;
  /** Why the last try failed; null: it did not. */
  readonly trouble: string | null;
  /** Tries that failed since the last good one. */
  readonly failures: number;
  readonly askedAt: Date | null;
  readonly dueAt: Date;
}
