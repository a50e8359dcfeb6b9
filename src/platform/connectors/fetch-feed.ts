import type http from "node:http";
import { FetchTrouble } from "../../core/connectors/fetch-trouble.ts";
import type { FeedRequest, FetchedFeed } from "../../ingest/feeds/ports.ts";
import { decodeFeed } from "./decode-feed.ts";
import { parseFeedText } from "./parse-feed.ts";
import { bytesOf, openRequest, retryAfterMs } from "./public-request.ts";

export interface FetchLimits {
  readonly withinMs: number;
  /** After unpacking. */
  readonly mostBytes: number;
}

const LIMITS: FetchLimits = { withinMs: 20_000, mostBytes: 10_000_000 };
const MOST_REDIRECTS = 5;

/**
 * Fetches a feed unless it is as it was. Redirects are followed, each to an address that is looked at first.
 * @throws FetchTrouble when it cannot be had or read
 */
export async function fetchFeed(request: FeedRequest, limits: FetchLimits = LIMITS): Promise<FetchedFeed> {
  const signal = AbortSignal.timeout(limits.withinMs);
  try {
    let url = new URL(request.url);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const answer = await ask(url, request, signal);
      const { statusCode = 0, headers } = answer;
      if (statusCode === 304) {
        answer.destroy();
        return { kind: "unchanged" };
      }
      if ([301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined) {
        answer.destroy();
        url = new URL(headers.location, url);
        continue;
      }
      if (statusCode !== 200) {
        answer.destroy();
        throw new FetchTrouble(`the server answered ${statusCode}`, retryAfterMs(headers["retry-after"]));
      }
      const { text, notices } = decodeFeed(await bytesOf(answer, limits.mostBytes), headers["content-type"]);
      return {
        kind: "read",
        etag: headers.etag ?? null,
        lastModified: headers["last-modified"] ?? null,
        feed: { ...parseFeedText(text, url.href), notices },
      };
    }
    throw new FetchTrouble(`it was redirected more than ${MOST_REDIRECTS} times`);
  } catch (error) {
    if (error instanceof FetchTrouble) throw error;
    if (signal.aborted) throw new FetchTrouble(`it did not come within ${limits.withinMs / 1_000} s`);
    throw new FetchTrouble(`it cannot be fetched: ${(error as Error).message}`);
  }
}

function ask(url: URL, request: FeedRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
  const isSameOrigin = url.origin === new URL(request.url).origin;
  const { username, password } = new URL(request.url);
  return openRequest(url, {
    allowPrivate: request.allowPrivate,
    signal,
    headers: {
      accept: "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
      "accept-encoding": "gzip, deflate, br",
      "user-agent": "Rekindle (feed reader)",
      ...(request.etag === null ? {} : { "if-none-match": request.etag }),
      ...(request.lastModified === null ? {} : { "if-modified-since": request.lastModified }),
    },
    auth: isSameOrigin && username !== "" ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : null,
  });
}
