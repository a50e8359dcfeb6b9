import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { VerifyWebhook, WebhookTokenStore } from "../../delivery/feedback/ports.ts";
import { isTimely } from "./timely.ts";

export interface MailgunOptions {
  readonly signingKey: string;
  readonly tokens: WebhookTokenStore;
}

/** Mailgun tries for eight hours. */
const OLDEST_MS = 9 * 60 * 60_000;
/** Longer than a token is taken for. */
const REMEMBERED_MS = 10 * 60 * 60_000;

const signed = z.object({
  signature: z.object({
    // Joined without a mark between them, so that each has to have its own form.
    timestamp: z.string().regex(/^\d{10}$/),
    token: z.string().regex(/^[\w-]{16,128}$/),
    signature: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

/**
 * HMAC over a timestamp and a token. It does not cover what the message says, so each token is good for the first body
 * that comes with it, and only until that is stored.
 * https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export function openMailgun({ signingKey, tokens }: MailgunOptions): VerifyWebhook {
  return async ({ body }, now) => {
    const given = readSignature(body);
    if (given === null) return { kind: "unproven", says: "This is no signed message of Mailgun." };
    const expected = createHmac("sha256", signingKey).update(`${given.timestamp}${given.token}`).digest();
    if (!timingSafeEqual(expected, Buffer.from(given.signature, "hex"))) {
      return { kind: "unproven", says: "The signature is wrong." };
    }
    const signedAt = new Date(Number(given.timestamp) * 1000);
    if (!isTimely(signedAt, now, OLDEST_MS)) {
      return { kind: "forbidden", says: "The timestamp is not of the last 9 hours." };
    }
    const token = { token: given.token, signedAt, bodyHash: createHash("sha256").update(body).digest() };
    if (!(await tokens.claim(token, new Date(now.getTime() - REMEMBERED_MS)))) {
      return { kind: "forbidden", says: "The token was used before." };
    }
    const text = Buffer.from(body).toString("utf8");
    return { kind: "verified", message: { id: null, text, settle: () => tokens.use(token) } };
  };
}

function readSignature(body: Uint8Array): z.infer<typeof signed>["signature"] | null {
  try {
    return signed.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).data?.signature ?? null;
  } catch {
    return null;
  }
}
