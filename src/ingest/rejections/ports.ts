/** Events that could not be taken, of one source and for one reason. Machine time. */
export interface Rejection {
  /** Which way they came, as arrivals say it: `key site`. */
  readonly source: string;
  /** Which field, and what was expected there. */
  readonly reason: string;
  readonly events: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The latest that was kept; null: none is, since its member was erased. */
  readonly example: { readonly receivedAt: Date; readonly found: string; readonly event: string } | null;
}

export interface Rejections {
  /** Of all, whatever the limit. */
  readonly events: number;
  readonly reasons: number;
  /** The latest first. */
  readonly rejections: readonly Rejection[];
}

export interface RejectionStore {
  /** Those since an instant, in whole hours. */
  list(since: Date, limit: number): Promise<Rejections>;
}
