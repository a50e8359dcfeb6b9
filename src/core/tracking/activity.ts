import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalText } from "./canonical-text.ts";

/** One thing that a member did or that happened to them. Ids are the site's own. */
export interface Activity {
  /** null: a hash of the content stands for it, so that the same activity counts once. */
  readonly messageId: string | null;
  readonly memberId: string;
  /** `memberId` is an anonymous id: who it was is not known yet. */
  readonly anonymous?: boolean;
  /** The anonymous id that came along with the member's own. */
  readonly anonymousId?: string;
  readonly name: string;
  readonly occurredAt: Date;
  readonly contentId: string | null;
  readonly passive: boolean;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

/** The same for the same content, whatever the order of its properties and the file that it stood in. */
export function hashOfContent(parts: readonly unknown[]): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(canonicalText(parts))))}`;
}

/** The key under which an activity is received once. */
export function messageIdOf(activity: Activity): string {
  const { messageId, memberId, anonymous, name, occurredAt, contentId, passive, properties } = activity;
  const who = anonymous ? { anonymousId: memberId } : memberId;
  return messageId ?? hashOfContent([who, name, occurredAt, contentId, passive, properties]);
}
