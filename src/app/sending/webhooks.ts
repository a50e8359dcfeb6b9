import type { FastifyPluginAsync } from "fastify";
import type { WebhookSecrets } from "../../config.ts";
import type { CommunityClock } from "../../core/clock.ts";
import type { OwnSignatures } from "../../delivery/feedback/about-digest.ts";
import type { FeedbackStore, VerifyWebhook, WebhookRequest } from "../../delivery/feedback/ports.ts";
import { readMailgun } from "../../delivery/feedback/read-mailgun.ts";
import { readPostmark } from "../../delivery/feedback/read-postmark.ts";
import { readSendgrid } from "../../delivery/feedback/read-sendgrid.ts";
import { readSes } from "../../delivery/feedback/read-ses.ts";
import { receiveWebhook, type WebhookAnswer, type WebhookDeps } from "../../delivery/feedback/receive-webhook.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createWebhookTokenStore } from "../../platform/postgres/delivery/webhook-token-store.ts";
import type { FetchText } from "../../platform/webhooks/fetch-text.ts";
import { openMailgun } from "../../platform/webhooks/verify-mailgun.ts";
import { openSendgrid } from "../../platform/webhooks/verify-sendgrid.ts";
import { openSns } from "../../platform/webhooks/verify-sns.ts";
import { carriesPassword, isPassword } from "../../web/access.ts";
import { webhookRoutes } from "../../web/intake/webhook-routes.ts";

export interface WebhookOptions {
  readonly secrets: WebhookSecrets;
  readonly database: Database;
  readonly store: Pick<FeedbackStore, "record">;
  readonly clock: CommunityClock;
  readonly machineNow: () => Date;
  readonly fetchText: FetchText;
  /** What tells the mails of this installation from those of another with the same account. */
  readonly own: OwnSignatures;
  readonly onTrouble: (error: unknown) => void;
}

/** The webhooks of the providers whose secret is set. */
export function openWebhooks(options: WebhookOptions): FastifyPluginAsync {
  const { secrets, database, fetchText, own, onTrouble } = options;
  const providers: Record<string, (request: WebhookRequest) => Promise<WebhookAnswer>> = {};
  const add = (name: string, verify: VerifyWebhook, read: WebhookDeps["read"]) => {
    providers[name] = (request) => receiveWebhook({ ...options, verify, read }, request);
  };
  const { sesTopicArns, postmark, sendgrid, mailgun } = secrets;
  if (sesTopicArns !== null) {
    add("ses", openSns({ topicArns: sesTopicArns, fetchText }), (text, id) => readSes(text, id ?? "", own));
  }
  if (postmark !== null) add("postmark", verifyPostmark(postmark), (text) => readPostmark(text, own));
  if (sendgrid !== null) add("sendgrid", openSendgrid(sendgrid), (text) => readSendgrid(text, own));
  if (mailgun !== null) {
    const verify = openMailgun({ signingKey: mailgun, tokens: createWebhookTokenStore(database) });
    add("mailgun", verify, (text) => readMailgun(text, own));
  }
  return webhookRoutes({ providers, onTrouble });
}

/** Postmark signs nothing: its URL carries the secret, as the password of Basic auth or as the end of the path. */
function verifyPostmark(secret: string): VerifyWebhook {
  return async ({ body, header, pathToken }) => {
    const known = pathToken === null ? carriesPassword(header("authorization"), secret) : isPassword(pathToken, secret);
    if (!known) return { kind: "unproven", says: "The password is missing or wrong." };
    return { kind: "verified", message: { id: null, text: Buffer.from(body).toString("utf8"), settle: null } };
  };
}
