/** What a site offers, be it a feed or an answer of its forum, cannot be had or read. The message goes on after its name and a colon. */
export class FetchTrouble extends Error {
  /** How long the server asks to be left alone; null: it does not say. */
  readonly retryAfterMs: number | null;
  constructor(message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = "FetchTrouble";
    this.retryAfterMs = retryAfterMs;
  }
}
