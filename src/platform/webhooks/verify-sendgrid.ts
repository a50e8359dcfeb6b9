import { createPublicKey, verify } from "node:crypto";
import type { VerifyWebhook } from "../../delivery/feedback/ports.ts";
import { isTimely } from "./timely.ts";

/** SendGrid tries for 24 hours; each event counts once by its id, so an old batch that comes again changes nothing. */
const OLDEST_MS = 25 * 60 * 60_000;

/**
 * ECDSA over the timestamp and the raw body. `publicKey`: base64 of its DER, as SendGrid shows it.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export function openSendgrid(publicKey: string): VerifyWebhook {
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  return async ({ body, header }, now) => {
    const signature = header("x-twilio-email-event-webhook-signature") ?? "";
    const timestamp = header("x-twilio-email-event-webhook-timestamp") ?? "";
    const signed = Buffer.concat([Buffer.from(timestamp, "utf8"), body]);
    if (!verify("sha256", signed, { key, dsaEncoding: "der" }, Buffer.from(signature, "base64"))) {
      return { kind: "unproven", says: "The signature is missing or wrong." };
    }
    if (!/^\d{1,12}$/.test(timestamp) || !isTimely(new Date(Number(timestamp) * 1000), now, OLDEST_MS)) {
      return { kind: "forbidden", says: "The timestamp is not of the last 25 hours." };
    }
    return { kind: "verified", message: { id: null, text: Buffer.from(body).toString("utf8"), settle: null } };
  };
}
