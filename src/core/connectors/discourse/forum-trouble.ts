/** A forum's API cannot be asked, or says no. The message goes on after its name and a colon. */
export class ForumTrouble extends Error {
  /** HTTP's; null: there was no answer. */
  readonly status: number | null;
  /** How long the forum asks to be left alone; null: it does not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, status: number | null = null, retryAfterMs: number | null = null) {
    super(message);
    this.name = "ForumTrouble";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same question may be answered later. */
  get isPassing(): boolean {
    return this.status === null || this.status === 429 || this.status >= 500;
  }
}
