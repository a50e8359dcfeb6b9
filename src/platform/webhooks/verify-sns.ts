import { createVerify, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { VerifyWebhook, WebhookVerdict } from "../../delivery/feedback/ports.ts";
import type { FetchText } from "./fetch-text.ts";
import { isTimely } from "./timely.ts";

export interface SnsOptions {
  /** Whoever else has a topic of Amazon's can sign as well as ours does. */
  readonly topicArns: readonly string[];
  readonly fetchText: FetchText;
}

/** SNS itself gives up after an hour. */
const OLDEST_MS = 60 * 60_000;
/** A region signs with one certificate at a time. */
const MOST_CERTIFICATES = 20;

const shared = {
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string(),
};
const confirmation = { ...shared, Token: z.string(), SubscribeURL: z.string() };
const envelope = z.discriminatedUnion("Type", [
  z.object({ ...shared, Type: z.literal("Notification"), Subject: z.string().nullish() }),
  z.object({ ...confirmation, Type: z.literal("SubscriptionConfirmation") }),
  z.object({ ...confirmation, Type: z.literal("UnsubscribeConfirmation") }),
]);
type Envelope = z.infer<typeof envelope>;

/** In the order in which they are signed. */
const SIGNED = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
function signedTextOf(message: Envelope): string {
  const fields: Readonly<Record<string, unknown>> = message;
  const present = SIGNED.filter((name) => typeof fields[name] === "string");
  return present.map((name) => `${name}\n${fields[name]}\n`).join("");
}

/** A URL of SNS itself, over https: nobody else can put anything there. */
function urlOfSns(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSns =
    url?.protocol === "https:" &&
    /^sns\.[a-z]{2}(-[a-z]+)+-\d+\.amazonaws\.com(\.cn)?$/.test(url.hostname) &&
    url.port === "" &&
    url.username === "" &&
    url.password === "";
  return isSns ? url : null;
}

const forbidden = (says: string): WebhookVerdict => ({ kind: "forbidden", says });

/** What Amazon SNS posts to an endpoint; a subscription to a topic of ours is confirmed. */
export function openSns({ topicArns, fetchText }: SnsOptions): VerifyWebhook {
  const certificates = new Map<string, X509Certificate>();

  /** null: there is none at this URL. Rejects when it cannot be fetched. */
  const certificateAt = async (url: URL): Promise<X509Certificate | null> => {
    const kept = certificates.get(url.href);
    if (kept !== undefined) return kept;
    const { status, text } = await fetchText(url.href);
    if (status >= 500) throw new Error(`${url.host} answers ${status}`);
    const certificate = status === 200 ? readCertificate(text) : null;
    if (certificate === null) return null;
    const [oldest] = certificates.keys();
    if (certificates.size >= MOST_CERTIFICATES && oldest !== undefined) certificates.delete(oldest);
    certificates.set(url.href, certificate);
    return certificate;
  };

  return async ({ body }, now) => {
    const message = readEnvelope(body);
    if (message === null) return { kind: "unproven", says: "This is no message of Amazon SNS." };
    // Before anything is fetched: a stranger must not make us ask Amazon.
    if (!topicArns.includes(message.TopicArn)) return forbidden("SES_TOPIC_ARNS does not name this topic.");
    if (message.SignatureVersion !== "2") {
      return forbidden("Only SignatureVersion 2 (SHA256) is taken: set it on the topic.");
    }
    if (!isTimely(new Date(message.Timestamp), now, OLDEST_MS)) return forbidden("The Timestamp is not of this hour.");
    const url = urlOfSns(message.SigningCertURL);
    if (url === null || !/^\/SimpleNotificationService-[0-9a-f]+\.pem$/.test(url.pathname)) {
      return forbidden("The SigningCertURL is not one of Amazon SNS.");
    }
    let certificate: X509Certificate | null;
    try {
      certificate = await certificateAt(url);
    } catch {
      return { kind: "again", says: "The signing certificate cannot be fetched now." };
    }
    if (certificate === null || new Date(certificate.validTo) < now || new Date(certificate.validFrom) > now) {
      return forbidden("The SigningCertURL leads to no certificate that is valid today.");
    }
    const verify = createVerify("RSA-SHA256").update(signedTextOf(message));
    if (!verify.verify(certificate.publicKey, message.Signature, "base64")) {
      return { kind: "unproven", says: "The signature is wrong." };
    }
    switch (message.Type) {
      case "Notification":
        return { kind: "verified", message: { id: message.MessageId, text: message.Message, settle: null } };
      case "UnsubscribeConfirmation":
        return { kind: "done", says: "Nothing follows: whoever unsubscribed the topic meant it." };
      case "SubscriptionConfirmation":
        return confirm(message.SubscribeURL, fetchText);
    }
  };
}

async function confirm(subscribeUrl: string, fetchText: FetchText): Promise<WebhookVerdict> {
  const url = urlOfSns(subscribeUrl);
  if (url === null || url.searchParams.get("Action") !== "ConfirmSubscription") {
    return forbidden("The SubscribeURL is not one of Amazon SNS.");
  }
  const { status } = await fetchText(url.href).catch(() => ({ status: 0 }));
  return status === 200
    ? { kind: "done", says: "The subscription is confirmed." }
    : { kind: "again", says: "The subscription cannot be confirmed now." };
}

function readEnvelope(body: Uint8Array): Envelope | null {
  try {
    return envelope.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

function readCertificate(text: string): X509Certificate | null {
  try {
    const certificate = new X509Certificate(text);
    return certificate.publicKey.asymmetricKeyType === "rsa" ? certificate : null;
  } catch {
    return null;
  }
}
