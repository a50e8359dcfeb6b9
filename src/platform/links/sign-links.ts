import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { type ClickLinks, clickTokenToSign, readClickToken } from "../../core/links/mail-link-token.ts";
import { type ReviewLinks, readReviewToken, reviewTokenToSign } from "../../core/links/review-token.ts";
import { type LinkPurpose, type Links, readToken, tokenToSign } from "../../core/links/token.ts";
import { readUsefulToken, type UsefulLinks, usefulTokenToSign } from "../../core/links/useful-token.ts";
import { deriveKeys, type SigningInstallation } from "./signing-keys.ts";

export interface LinkOptions {
  /** The first signs, all verify: a new key goes in front, the old ones stay as long as mails of theirs are about. */
  readonly secretKeys: readonly string[];
  /** Where members reach this installation: `https://news.example.org`, without a path or with one. */
  readonly baseUrl: string;
  readonly installation: SigningInstallation;
}

interface SigningKey {
  readonly id: string;
  /** As an object it signs twice as fast as from its bytes, in 2 µs, and a mail has a dozen links. */
  readonly secret: KeyObject;
}

/** 128 bits: nobody guesses them, and the link stays short enough for one header line. */
const SIGNATURE_BYTES = 16;
const SIGNATURE_CHARACTERS = 22;
const KEY_ID_LENGTH = 4;

function signingKeyOf(secret: Buffer): SigningKey {
  const id = createHash("sha256").update(secret).digest("base64url").slice(0, KEY_ID_LENGTH);
  return { id, secret: createSecretKey(secret) };
}

/** In 22 characters, of which the last one's end stands for nothing. */
function sign(signed: string, { secret }: SigningKey): string {
  return createHmac("sha256", secret).update(signed).digest("base64url").slice(0, SIGNATURE_CHARACTERS);
}

function bytesOf(signature: string): Buffer {
  return Buffer.from(signature, "base64url").subarray(0, SIGNATURE_BYTES);
}

/** All links that are signed here. */
export type MailLinks = Links & ReviewLinks & ClickLinks & UsefulLinks;

/** Signs and verifies the links in digests and proofs. Throws `configuration` without a secret key. */
export function openLinks({ secretKeys, baseUrl, installation }: LinkOptions): MailLinks {
  const [signing, ...others] = deriveKeys(secretKeys, "links", installation);
  const first = signingKeyOf(signing);
  const keys = [first, ...others.map(signingKeyOf)];
  const root = baseUrl.replace(/\/+$/, "");

  const signatureOf = (signed: string): string => sign(signed, first);

  const tokenFor = (key: Parameters<Links["unsubscribeUrl"]>[0], purpose: LinkPurpose): string => {
    const signed = tokenToSign(key, purpose, first.id);
    return `${signed}-${signatureOf(signed)}`;
  };

  const isGood = (read: { readonly keyId: string; readonly signed: string; readonly signature: string }): boolean => {
    const given = bytesOf(read.signature);
    // Every key of that id is tried: ids are short, and two keys may share one.
    return keys.some((key) => key.id === read.keyId && timingSafeEqual(bytesOf(sign(read.signed, key)), given));
  };

  const signedPath = /^\/[a-z]\/1[a-z]-/;

  return {
    unsubscribeUrl: (key) => `${root}/u/${tokenFor(key, "unsubscribe")}`,
    preferencesUrl: (key) => `${root}/p/${tokenFor(key, "preferences")}`,
    calendarUrl: (key, contentId) => `${root}/c/${tokenFor(key, "calendar")}/${contentId}.ics`,
    pixelUrl: (key) => `${root}/o/${tokenFor(key, "open")}.gif`,
    verify: (token, purpose) => {
      const read = readToken(token);
      return read && read.purpose === purpose && isGood(read) ? read.key : null;
    },
    reviewUrl: (mailing) => {
      const signed = reviewTokenToSign(mailing, first.id);
      return `${root}/r/${signed}.${signatureOf(signed)}`;
    },
    verifyReview: (token) => {
      const read = readReviewToken(token);
      return read && isGood(read) ? read.mailing : null;
    },
    clickUrl: (target) => {
      const signed = clickTokenToSign(target, first.id);
      return `${root}/l/${signed}-${signatureOf(signed)}`;
    },
    verifyClick: (token) => {
      const read = readClickToken(token);
      return read && isGood(read) ? read.target : null;
    },
    usefulUrl: (target) => {
      const signed = usefulTokenToSign(target, first.id);
      return `${root}/f/${signed}-${signatureOf(signed)}`;
    },
    verifyUseful: (token) => {
      const read = readUsefulToken(token);
      return read && isGood(read) ? read.target : null;
    },
    isSigned: (url) => url.startsWith(root) && signedPath.test(url.slice(root.length)),
  };
}
