/** Events that could not be taken, or requests of which nothing could be read, of one source and for one reason. Machine time. */
export interface Rejection {
  /** Which way they came, as arrivals say it: `key site`. */
  readonly source: string;
  /** Which field, and what was expected there. */
  readonly reason: string;
  /** Whether whole requests were refused: how many events they held nobody knows. */
  readonly isRequest: boolean;
  /** How many; of requests where `isRequest`. */
  readonly events: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The latest that was kept; null: none is, since its member was erased, or nothing of it could be read. */
  readonly example: { readonly receivedAt: Date; readonly found: string; readonly event: string } | null;
}

export interface Rejections {
  /** Of all, whatever the limit. */
  readonly events: number;
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
