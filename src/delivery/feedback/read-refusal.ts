import { classifyBounce } from "../../core/bounces/classify-bounce.ts";
import type { DigestKey } from "../../core/community.ts";
import { formatDigestKey } from "../../core/digest-key.ts";
import { readReply, type SubmitOutcome } from "../../core/smtp-replies.ts";
import type { Feedback } from "./ports.ts";

/**
 * What the refusal of a mail for good says of its address: as much as a bounce with the same words would. Null where it
 * speaks of something else. What is refused after the mail itself is mostly about the mail, so there only plain words that
 * nobody has the address count.
 */
export function readRefusal(key: DigestKey, address: string, outcome: SubmitOutcome, at: Date): Feedback | null {
  const { kind, stage, text } = outcome;
  if (kind !== "failed" || (stage !== "envelope" && stage !== "data")) return null;
  const { status } = readReply(text);
  const says = classifyBounce(status, text);
  if (says === "not_sent" || (says === "soft_bounce" && stage === "data")) return null;
  return { kind: says, key, address, source: "reply", sourceId: formatDigestKey(key), at, status, text };
}
