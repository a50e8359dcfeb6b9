/** Events that could not be taken, or requests of which nothing could be read, of one source and for one reason. Machine time. */
export interface Rejection {
  /** Which way they came, as arrivals say it: `key site`. */
  readonly source: string;
  /** Which field, and what was expected there. */
  readonly reason: string;
  readonly kind: RejectionKind;
  /** How many; of whole requests where these were refused. */
  readonly events: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The latest that was kept; null: none is, since its member was erased, or nothing of it could be read. */
  readonly example: { readonly receivedAt: Date; readonly found: string; readonly event: string } | null;
}

/**
 * `refused`: events that were not taken. `in_part`: events that were taken without a field that nobody could use. `request`:
 * requests that were refused whole; how many events they held nobody knows.
 */
export type RejectionKind = "refused" | "in_part" | "request";

export interface Rejections {
  /** Refused ones of all, whatever the limit. */
  readonly events: number;
  /** Events that were taken in part. */
  readonly inPart: number;
  /** Requests that were refused whole. */
  readonly requests: number;
  readonly reasons: number;
  /** The latest first. */
  readonly rejections: readonly Rejection[];
}

export interface RejectionStore {
  /** Those since an instant, in whole hours. */
  list(since: Date, limit: number): Promise<Rejections>;
}

/** What comes before the reason for which whole requests were refused: no field of an event is called so. */
export const WHOLE_REQUEST = "request: ";

/** What comes before the fields without which an event was taken. */
export const TAKEN_WITHOUT = "taken without ";

/** The source of posts to `/hooks/NAME` where there is no connector NAME. Names are not told apart: anybody makes them up. */
export const NO_CONNECTOR = "hook of no connector";

/** Requests that were refused whole, of this moment. Sources and reasons are few, whatever is sent. */
export interface RefusedRequests {
  readonly source: string;
  readonly reason: string;
  readonly requests: number;
}

export interface RefusedRequestStore {
  /** Lets go of what is older than a month. */
  note(refused: readonly RefusedRequests[]): Promise<void>;
}
