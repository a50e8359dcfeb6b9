import { gunzipSync, gzipSync } from "node:zlib";
import type { MailBody } from "../../core/mail.ts";

/** Level 1: half the time of the default for 6% more bytes, and every digest pays it once. */
const COMPRESSION_LEVEL = 1;

/** How `digest_mail.body` keeps both parts: gzip of JSON, so that the mail can be shown exactly as it was sent. */
export function packBody({ html, text }: MailBody): Buffer {
  return gzipSync(JSON.stringify({ html, text }), { level: COMPRESSION_LEVEL });
}

export function unpackBody(body: Uint8Array): MailBody {
  const { html, text } = JSON.parse(gunzipSync(body).toString("utf8")) as MailBody;
  return { html, text };
}
