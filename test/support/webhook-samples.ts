import { createHmac, createSign, generateKeyPairSync, sign } from "node:crypto";
import type { DigestKey } from "../../src/core/community.ts";
import { openLinks } from "../../src/platform/links/sign-links.ts";
import { openReturnPaths } from "../../src/platform/links/sign-return-paths.ts";
import { makeCertificate } from "./certificate.ts";
import { messageId } from "./outbox.ts";
import { HERE } from "./signing.ts";

/** What a provider posts, in the form that it documents, signed with keys of the test's own. */
export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Mailed {
  readonly key: DigestKey;
  readonly address: string;
  /** Who mailed it. */
  readonly by?: Installation;
}

type Installation = ReturnType<typeof openInstallation>;

function openInstallation(secret: string) {
  const links = openLinks({ secretKeys: [secret], baseUrl: "https://news.example.org", installation: HERE });
  return { links, returnPaths: openReturnPaths([secret], HERE) };
}

export const OWN = openInstallation("webhook-samples-0123456789abcdef");
/** It numbers its digests as ours does, and has the same account with the provider. */
export const OTHER = openInstallation("another-installation-0123456789ab");

function unsubscribeUrlOf({ key, by = OWN }: Mailed): string {
  return by.links.unsubscribeUrl(key);
}

/** What mails carry for providers that give it back. */
export function tokenOf(mailed: Mailed): string {
  return unsubscribeUrlOf(mailed).split("/").at(-1) ?? "";
}

export const TOPIC = "arn:aws:sns:eu-west-1:123456789012:bounces";
export const CERTIFICATE_URL = `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c3d.pem`;
export const SUBSCRIBE_URL = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc`;

let messages = 0;

/** An SNS topic with its signing key. */
export function openSnsTopic(now: Date) {
  const day = 86_400_000;
  const certificate = makeCertificate(new Date(now.getTime() - day), new Date(now.getTime() + day));
  /** `change`: what a forger, or a bad day, does to the message before it is signed. */
  const post = (message: string, change: Readonly<Record<string, string>> = {}): Post => {
    const fields: Record<string, string> = {
      Type: "Notification",
      MessageId: `message-${++messages}`,
      TopicArn: TOPIC,
      Subject: "Amazon SES Email Event Notification",
      Message: message,
      Timestamp: now.toISOString(),
      SignatureVersion: "2",
      SigningCertURL: CERTIFICATE_URL,
      ...change,
    };
    if (fields.Type !== "Notification") delete fields.Subject;
    const names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
    const text = names.flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`])).join("");
    const algorithm = fields.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
    const Signature = createSign(algorithm).update(text).sign(certificate.privateKey, "base64");
    return {
      path: "/webhooks/ses",
      headers: { "content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": fields.Type ?? "" },
      body: JSON.stringify({
        ...fields,
        Signature,
        UnsubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
      }),
    };
  };
  const confirmation = (type: string, change: Readonly<Record<string, string>> = {}) =>
    post(`You have chosen to subscribe to ${TOPIC}.`, {
      Type: type,
      Token: "abc",
      SubscribeURL: SUBSCRIBE_URL,
      ...change,
    });
  return { certificate, post, confirmation };
}

/** An SES event; `part` is what is particular to it, such as `{ bounce: { … } }`. */
export function sesEvent(
  type: string,
  part: Readonly<Record<string, unknown>>,
  mailed: Mailed,
  field: "eventType" | "notificationType" = "eventType",
): string {
  const id = messageId(mailed.key);
  return JSON.stringify({
    [field]: type,
    mail: {
      timestamp: "2026-11-24T07:30:01.000Z",
      source: "news@example.org",
      messageId: "0102018f-6f1c-4d3e-8b0a-000000",
      destination: [mailed.address],
      headersTruncated: false,
      headers: [
        { name: "From", value: "News <news@example.org>" },
        { name: "Message-ID", value: id },
        { name: "List-Unsubscribe", value: `<${unsubscribeUrlOf(mailed)}>` },
      ],
      commonHeaders: { from: ["News <news@example.org>"], to: [mailed.address], messageId: id, subject: "Hello" },
    },
    ...part,
  });
}

export function sesBounce(mailed: Mailed, bounceType: string, bounceSubType = "General", said: object = {}): string {
  const recipient = {
    emailAddress: mailed.address,
    action: "failed",
    status: "5.1.1",
    diagnosticCode: "smtp; 550 5.1.1 user unknown",
    ...said,
  };
  const bounce = {
    bounceType,
    bounceSubType,
    bouncedRecipients: [recipient],
    timestamp: "2026-11-24T07:30:04.000Z",
    feedbackId: "0102018f-feedback",
    reportingMTA: "dsn; a8-53.smtp-out.eu-west-1.amazonses.com",
  };
  return sesEvent("Bounce", { bounce }, mailed);
}

export const POSTMARK_SECRET = "a secret of sixteen";

export function postmarkPost(record: object, secret = POSTMARK_SECRET): Post {
  const authorization = `Basic ${Buffer.from(`postmark:${secret}`).toString("base64")}`;
  return {
    path: "/webhooks/postmark",
    headers: { "content-type": "application/json", authorization },
    body: JSON.stringify(record),
  };
}

export function postmarkBounce(mailed: Mailed, Type: string, TypeCode: number, change: object = {}): object {
  return {
    RecordType: "Bounce",
    MessageStream: "outbound",
    ID: 4_323_372_036_854,
    Type,
    TypeCode,
    Name: "Hard bounce",
    Tag: "",
    MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
    Metadata: { digest: tokenOf(mailed) },
    ServerID: 23,
    Description: "The server was unable to deliver your message.",
    Details: "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
    Email: mailed.address,
    From: "news@example.org",
    BouncedAt: "2026-11-24T07:30:04.9070259Z",
    DumpAvailable: true,
    Inactive: true,
    CanActivate: true,
    Subject: "Hello",
    ...change,
  };
}

/** SendGrid's own key, and what it signs with it. */
export function openSendgridAccount(now: Date) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    post: (events: unknown, timestamp = String(Math.trunc(now.getTime() / 1000))): Post => {
      const body = JSON.stringify(events);
      return {
        path: "/webhooks/sendgrid",
        headers: {
          "content-type": "application/json",
          "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(timestamp + body), privateKey).toString(
            "base64",
          ),
          "x-twilio-email-event-webhook-timestamp": timestamp,
        },
        body,
      };
    },
  };
}

export function sendgridEvent(mailed: Mailed, event: string, change: object = {}): object {
  return {
    email: mailed.address,
    timestamp: 1_795_505_404,
    event,
    sg_event_id: `event-${++messages}`,
    sg_message_id: "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    "smtp-id": messageId(mailed.key),
    digest: tokenOf(mailed),
    ...change,
  };
}

export const MAILGUN_KEY = "key-0123456789abcdef";

/** `signature`: of another message, or by another hand. */
export function mailgunPost(event: object, now: Date, change: object = {}, key = MAILGUN_KEY): Post {
  const timestamp = String(Math.trunc(now.getTime() / 1000));
  const token = createHmac("sha256", "tokens").update(String(++messages)).digest("hex").slice(0, 50);
  const signature = createHmac("sha256", key)
    .update(timestamp + token)
    .digest("hex");
  return {
    path: "/webhooks/mailgun",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ signature: { timestamp, token, signature, ...change }, "event-data": event }),
  };
}

export function mailgunEvent(mailed: Mailed, event: string, change: object = {}): object {
  return {
    id: `mailgun-${++messages}`,
    timestamp: 1_795_505_404.25,
    "log-level": "info",
    event,
    recipient: mailed.address,
    "recipient-domain": "members.example",
    message: { headers: { to: mailed.address, "message-id": messageId(mailed.key).slice(1, -1) } },
    "user-variables": { digest: tokenOf(mailed) },
    tags: [],
    flags: { "is-routed": false, "is-authenticated": true },
    ...change,
  };
}
