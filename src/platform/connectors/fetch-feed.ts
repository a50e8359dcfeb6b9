import { lookup as resolve } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { FeedTrouble } from "../../core/connectors/feed-trouble.ts";
import type { FeedRequest, FetchedFeed } from "../../ingest/feeds/ports.ts";
import { decodeFeed } from "./decode-feed.ts";
import { parseFeedText } from "./parse-feed.ts";
import { isPublicAddress } from "./private-addresses.ts";

export interface FetchLimits {
  readonly withinMs: number;
  /** After unpacking. */
  readonly mostBytes: number;
}

const LIMITS: FetchLimits = { withinMs: 20_000, mostBytes: 10_000_000 };
const MOST_REDIRECTS = 5;

/**
 * Fetches a feed unless it is as it was. The name is resolved once, and the connection goes to the address that was looked
 * at, so that a name cannot point to another one in between.
 * @throws FeedTrouble when it cannot be had or read
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
        throw new FeedTrouble(`the server answered ${statusCode}`, retryAfterMs(headers["retry-after"]));
      }
      const { text, notices } = decodeFeed(await bytesOf(answer, limits.mostBytes), headers["content-type"]);
      return {
        kind: "read",
        etag: headers.etag ?? null,
        lastModified: headers["last-modified"] ?? null,
        feed: { ...parseFeedText(text, url.href), notices },
      };
    }
    throw new FeedTrouble(`it was redirected more than ${MOST_REDIRECTS} times`);
  } catch (error) {
    if (error instanceof FeedTrouble) throw error;
    if (signal.aborted) throw new FeedTrouble(`it did not come within ${limits.withinMs / 1_000} s`);
    throw new FeedTrouble(`it cannot be fetched: ${(error as Error).message}`);
  }
}

function ask(url: URL, request: FeedRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new FeedTrouble(`${url.protocol}// is not fetched, only http:// and https://`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!request.allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(host, host);
  const isSameOrigin = url.origin === new URL(request.url).origin;
  const headers: Record<string, string> = {
    accept: "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "Rekindle (feed reader)",
    ...(request.etag === null ? {} : { "if-none-match": request.etag }),
    ...(request.lastModified === null ? {} : { "if-modified-since": request.lastModified }),
  };
  const { username, password } = new URL(request.url);
  const auth =
    isSameOrigin && username !== "" ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : null;
  return new Promise((done, fail) => {
    const module = url.protocol === "https:" ? https : http;
    const lookup = request.allowPrivate ? {} : { lookup: publicLookup };
    module
      .get(url, { headers, signal, agent: false, auth, ...lookup })
      .on("response", done)
      .on("error", fail);
  });
}

/** Resolves to public addresses only: a name with one that is not is refused whole. */
const publicLookup: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    const inner = error === null ? addresses.find(({ address }) => !isPublicAddress(address)) : undefined;
    const trouble = error ?? (inner === undefined ? null : privateAddress(host, inner.address));
    const [first] = addresses ?? [];
    if (trouble !== null || first === undefined) done(trouble ?? new Error(`${host} has no address`), "");
    else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
};

function privateAddress(host: string, address: string): FeedTrouble {
  const where = host === address ? address : `${host} is at ${address}, which`;
  return new FeedTrouble(`${where} is not on the public Internet; if that is meant, say private: true`);
}

async function bytesOf(answer: http.IncomingMessage, most: number): Promise<Uint8Array> {
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  const unpack = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    encoding
  ];
  const stream = unpack === undefined ? answer : answer.pipe(unpack());
  if (unpack !== undefined) answer.on("error", (error) => stream.destroy(error));
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += (chunk as Uint8Array).length;
      if (length > most) throw new FeedTrouble(`it is larger than ${most / 1_000_000} MB`);
      chunks.push(chunk as Uint8Array);
    }
  } finally {
    answer.destroy();
  }
  return Buffer.concat(chunks);
}

function retryAfterMs(header: string | undefined): number | null {
  const seconds = Number(header);
  if (header === undefined) return null;
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, 86_400_000) : null;
}
