/** A feed cannot be had or read. The message goes on after its name and a colon. */
export class FeedTrouble extends Error {
  /** How long the server asks to be left alone; null: it does not say. */
  readonly retryAfterMs: number | null;
  constructor(message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = "FeedTrouble";
    this.retryAfterMs = retryAfterMs;
  }
}
