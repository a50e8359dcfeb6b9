import type { Feed, SeenItem } from "../../core/connectors/feed.ts";

export interface FeedRequest {
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Whether it may be at an address that is not on the public Internet. */
  readonly allowPrivate: boolean;
}

export type FetchedFeed =
  | { readonly kind: "unchanged" }
  | { readonly kind: "read"; readonly etag: string | null; readonly lastModified: string | null; readonly feed: Feed };

/** What is known of a feed from before. */
export interface FeedState {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly seen: readonly SeenItem[];
  /** On end. */
  readonly failures: number;
}

export interface FeedStore {
  /**
   * Takes the feeds of these that are due by the machine's clock, or all of them: nobody else takes them for `leaseMs`.
   * Answers name → state.
   */
  takeDue(names: readonly string[], leaseMs: number, all: boolean): Promise<ReadonlyMap<string, FeedState>>;
  /** Keeps what became of it, due again after `dueInMs`. `trouble` null: all went well. */
  keep(name: string, state: FeedState, trouble: string | null, dueInMs: number): Promise<void>;
}
