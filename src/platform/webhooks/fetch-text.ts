/** What a URL answers. Rejects when it cannot be reached, redirects, or answers more than a page. */
export type FetchText = (url: string) => Promise<{ readonly status: number; readonly text: string }>;

const WITHIN_MS = 10_000;
const MOST_BYTES = 64 * 1024;

/** GET, as a careful client does it: no redirect, little time, little text. */
export const fetchText: FetchText = async (url) => {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(WITHIN_MS) });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error(`${new URL(url).host} answers more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status: response.status, text: Buffer.concat(chunks).toString("utf8") };
};
