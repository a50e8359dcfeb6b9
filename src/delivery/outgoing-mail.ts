import type { ClaimedDigest, OutgoingMail, StoredMail, SubmitDeps } from "./ports.ts";

/** A digest as it goes to the mail server: what was stored of it, and what settings, rule and member say now. */
export function outgoingMail(
  { rules, settings, unsubscribeUrl, echoedBy }: Pick<SubmitDeps, "rules" | "settings" | "unsubscribeUrl" | "echoedBy">,
  digest: Pick<ClaimedDigest, "key" | "rule" | "email">,
  stored: StoredMail,
  date: Date,
): OutgoingMail {
  const rule = rules.find(({ name }) => name === digest.rule);
  return {
    key: digest.key,
    messageId: stored.messageId,
    from: rule?.digest.from ?? settings.from,
    to: { name: stored.name, address: digest.email },
    replyTo: rule?.digest.replyTo ?? null,
    subject: stored.subject,
    ...stored.open(),
    date,
    unsubscribeUrl: unsubscribeUrl(digest.key),
    echoedBy,
    rule: digest.rule,
  };
}
