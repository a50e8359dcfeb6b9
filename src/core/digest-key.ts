import type { DigestKey } from "./community.ts";

const KEY = /^([1-9]\d{0,15})\.([1-9]\d{0,15})$/;

/** `12.345`: how people, URLs, logs and the queue name a digest, as in its Message-ID. */
export function formatDigestKey({ memberId, digestId }: DigestKey): string {
  return `${memberId}.${digestId}`;
}

/** Null for what is not the key of a digest. */
export function parseDigestKey(text: string): DigestKey | null {
  const [, member, digest] = KEY.exec(text.trim()) ?? [];
  if (!member || !digest) return null;
  const key = { memberId: Number(member), digestId: Number(digest) };
  return Number.isSafeInteger(key.memberId) && Number.isSafeInteger(key.digestId) ? key : null;
}
