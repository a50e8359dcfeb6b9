/** Events that came one way: `key NAME`, or `import events`. */
export interface Arrival {
  readonly source: string;
  readonly events: number;
}

/** The source of requests without a good key. None of them brought an event: told apart from the others. */
export const NO_GOOD_KEY = "no good key";

/** What comes before the name of a key for servers, as the source of requests that pages sent by it. They are refused as well. */
export const EXPOSED_KEY = "exposed key ";

/** What is known of events that came. Machine time. */
export interface Arrivals {
  /** null: none has come since they are counted. */
  readonly first: { readonly source: string; readonly at: Date } | null;
  readonly latest: { readonly source: string; readonly at: Date } | null;
  readonly now: Date;
  /** In the last 24 hours, in whole hours; the most first. */
  readonly lastDay: readonly Arrival[];
  /** What could not be taken in the last 24 hours, in whole hours. */
  readonly refused: number;
  /** What was taken in the last 24 hours, in whole hours, without a field that nobody could use. */
  readonly inPart: number;
  /** Requests of the last 24 hours, in whole hours, of which nothing could be read, by source; the latest first. */
  readonly unread: readonly { readonly source: string; readonly requests: number; readonly latestAt: Date }[];
  /** Requests without a good key in the last 24 hours, in whole hours; null: there were none. */
  readonly strangers: { readonly requests: number; readonly latestAt: Date } | null;
  /** Good keys for servers by which pages sent requests in the last 24 hours, in whole hours: anybody may read them there. */
  readonly exposed: readonly { readonly key: string; readonly requests: number; readonly latestAt: Date }[];
  /** Whether activities are stored, however they came. */
  readonly someStored: boolean;
}

export interface ArrivalStore {
  /** Each is of this moment. Lets go of what is older than a month, but for the first and the latest events. */
  note(arrivals: readonly Arrival[]): Promise<void>;
  tell(): Promise<Arrivals>;
}
