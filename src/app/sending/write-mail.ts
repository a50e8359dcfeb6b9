import type { LoadedRules } from "../../audience/load-rules.ts";
import type { Config } from "../../config.ts";
import { RekindleError } from "../../core/errors.ts";
import type { ShownDigest } from "../../delivery/outbox/ports.ts";
import { outgoingMail } from "../../delivery/outgoing-mail.ts";
import { buildMessage } from "../../platform/mail/smtp/smtp-message.ts";
import type { Queryable } from "../../platform/postgres/database.ts";
import { openLinksOf } from "../links.ts";
import { openSigner } from "./dkim.ts";
import { echoingProviders } from "./echoing-providers.ts";

/**
 * The bytes of a digest's mail, by what writes them when it is sent: the same ones, as long as its member's name and
 * address, its sender and this installation's address and keys are. Null: it has no mail, or nobody to go to any more.
 */
export async function writeMail(
  config: Config,
  database: Queryable,
  { settings, rules }: LoadedRules,
  { key, rule, email, name, mail, submittedAt, history }: ShownDigest,
  now: Date,
): Promise<Uint8Array | null> {
  if (mail === null || email === null) return null;
  const { unsubscribeUrl } = await openLinksOf(config, database);
  const given = { settings, rules, unsubscribeUrl, echoedBy: echoingProviders(config) };
  const stored = { key, name, messageId: mail.messageId, subject: mail.subject, open: () => mail };
  const outgoing = outgoingMail(given, { key, rule, email }, stored, submittedAt ?? now);
  const relay = history.findLast(({ to }) => to === "submitting")?.relay ?? null;
  const built = await buildMessage(outgoing, null, await openSigner(config), relay);
  if ("bytes" in built) return built.bytes;
  throw new RekindleError("configuration", `It cannot be written as a mail: ${built.text}.`, "Correct the member.");
}
