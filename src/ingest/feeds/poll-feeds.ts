import { readFeed } from "../../core/connectors/feed.ts";
import type { FeedConnector } from "../../core/connectors/feed-schema.ts";
import { FetchTrouble } from "../../core/connectors/fetch-trouble.ts";
import { backOffMs } from "../back-off.ts";
import { type Counts, NO_COUNTS } from "../counts.ts";
import type { IngestDeps } from "../ports.ts";
import { recordContents } from "../record-contents.ts";
import type { FeedRequest, FeedState, FeedStore, FetchedFeed } from "./ports.ts";

export interface PollDeps extends Pick<IngestDeps, "store" | "clock"> {
  readonly feeds: FeedStore;
  /** @throws FetchTrouble */
  readonly fetchFeed: (request: FeedRequest) => Promise<FetchedFeed>;
}

export interface PolledFeed extends Counts {
  readonly name: string;
  readonly refused: readonly string[];
  readonly withdrawn: number;
  readonly notices: readonly string[];
  /** null: all went well. */
  readonly trouble: string | null;
}

/** Longer than a fetch may take: a worker that is killed amid one gives the feed free for the next. */
const LEASE_MS = 120_000;

/**
 * Asks the feeds that are due, one after the other, and takes what they say of contents. One that fails keeps nobody else
 * waiting, and is asked less and less often until it answers.
 */
export async function pollFeeds(
  deps: PollDeps,
  connectors: readonly FeedConnector[],
  { all = false }: { readonly all?: boolean } = {},
): Promise<readonly PolledFeed[]> {
  const polled: PolledFeed[] = [];
  for (const connector of connectors) {
    const { name } = connector;
    // Each at its turn: of many that are slow, the last would be anybody's again before it was asked.
    const state = (await deps.feeds.takeDue([name], LEASE_MS, all)).get(name);
    if (state !== undefined) polled.push(await pollFeed(deps, connector, state));
  }
  return polled;
}

async function pollFeed(deps: PollDeps, connector: FeedConnector, state: FeedState): Promise<PolledFeed> {
  const { name, url, allowPrivate, everyMs } = connector;
  const nothing = { name, ...NO_COUNTS, refused: [], withdrawn: 0, notices: [], trouble: null };
  try {
    const { etag, lastModified } = state;
    const fetched = await deps.fetchFeed({ url, etag, lastModified, allowPrivate });
    if (fetched.kind === "unchanged") {
      await deps.feeds.keep(name, { ...state, failures: 0 }, null, everyMs);
      return nothing;
    }
    const reading = readFeed(fetched.feed, connector, state.seen, deps.clock.now());
    const counts = await recordContents(deps, reading.statements);
    const { seen, refused, withdrawn } = reading;
    const kept = { etag: fetched.etag, lastModified: fetched.lastModified, seen, failures: 0 };
    await deps.feeds.keep(name, kept, null, everyMs);
    return { ...nothing, ...counts, refused, withdrawn, notices: fetched.feed.notices };
  } catch (error) {
    if (!(error instanceof FetchTrouble)) throw error;
    const failures = state.failures + 1;
    const dueInMs = Math.max(backOffMs(everyMs, failures), error.retryAfterMs ?? 0);
    await deps.feeds.keep(name, { ...state, failures }, error.message, dueInMs);
    return { ...nothing, trouble: error.message };
  }
}
