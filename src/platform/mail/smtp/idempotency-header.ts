import { createHash } from "node:crypto";

/**
 * Providers that take a key by SMTP and send what has the same one only once, by their mail servers' names. Resend: within
 * 24 hours (https://resend.com/docs/dashboard/emails/idempotency-keys). Those that refuse for good what has the same key and
 * differs in a byte, as a mail tried again does by its Date, are not among them.
 */
const HEADERS: ReadonlyMap<string, string> = new Map([["smtp.resend.com", "Resend-Idempotency-Key"]]);

/**
 * The header for that mail server, `host:port`; none for most. Its value is the digest's for life, and no other
 * installation's that shares the account: the link to unsubscribe holds the digest's key, signed.
 */
export function idempotencyHeader(
  relay: string | null,
  unsubscribeUrl: string,
): readonly (readonly [string, string])[] {
  const name = HEADERS.get(relay?.replace(/:\d+$/, "") ?? "");
  if (name === undefined) return [];
  return [[name, createHash("sha256").update(unsubscribeUrl).digest("hex").slice(0, 40)]];
}
