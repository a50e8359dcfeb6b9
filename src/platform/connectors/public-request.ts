import { lookup as resolve } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { FetchTrouble } from "../../core/connectors/fetch-trouble.ts";
import { isPublicAddress } from "./private-addresses.ts";

export interface PublicRequest {
  /** Whether it may be at an address that is not on the public Internet. */
  readonly allowPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** `name:password`; null: none. */
  readonly auth: string | null;
  readonly signal: AbortSignal;
}

/**
 * Asks with GET; answers as soon as the head of the answer is there. The name is resolved once, and the connection goes to the
 * address that was looked at, so that a name cannot point to another one in between.
 * @throws FetchTrouble for what is not to be asked
 */
export function openRequest(
  url: URL,
  { allowPrivate, headers, auth, signal }: PublicRequest,
): Promise<http.IncomingMessage> {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new FetchTrouble(`${url.protocol}// is not fetched, only http:// and https://`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw privateAddress(host, host);
  return new Promise((done, fail) => {
    const module = url.protocol === "https:" ? https : http;
    const lookup = allowPrivate ? {} : { lookup: publicLookup };
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

function privateAddress(host: string, address: string): FetchTrouble {
  const where = host === address ? address : `${host} is at ${address}, which`;
  return new FetchTrouble(`${where} is not on the public Internet; if that is meant, say private: true`);
}

/** @throws FetchTrouble when there are more than `most`, unpacked */
export async function bytesOf(answer: http.IncomingMessage, most: number): Promise<Uint8Array> {
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
      if (length > most) throw new FetchTrouble(`it is larger than ${most / 1_000_000} MB`);
      chunks.push(chunk as Uint8Array);
    }
  } finally {
    answer.destroy();
  }
  return Buffer.concat(chunks);
}

export function retryAfterMs(header: string | undefined): number | null {
  const seconds = Number(header);
  if (header === undefined) return null;
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, 86_400_000) : null;
}
