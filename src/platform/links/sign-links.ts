import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { RekindleError } from "../../core/errors.ts";
import { type ReviewLinks, readReviewToken, reviewTokenToSign } from "../../core/links/review-token.ts";
import { type LinkPurpose, type Links, readToken, tokenToSign } from "../../core/links/token.ts";

export interface LinkOptions {
  /** The first signs, all verify: a new key goes in front, the old ones stay as long as mails of theirs are about. */
  readonly secretKeys: readonly string[];
  /** Where members reach this installation: `https://news.example.org`, without a path or with one. */
  readonly baseUrl: string;
}

interface SigningKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** 128 bits: nobody guesses them, and the link stays short enough for one header line. */
const SIGNATURE_BYTES = 16;
const KEY_ID_LENGTH = 4;

/** Derived, so that a link key is of no use for anything else that the same secret signs. */
function signingKeyOf(secretKey: string): SigningKey {
  const secret = createHmac("sha256", secretKey).update("rekindle/links").digest();
  const id = createHash("sha256").update(secret).digest("base64url").slice(0, KEY_ID_LENGTH);
  return { id, secret };
}

function sign(signed: string, { secret }: SigningKey): Buffer {
  return createHmac("sha256", secret).update(signed).digest().subarray(0, SIGNATURE_BYTES);
}

/** Signs and verifies the links in digests and proofs. Throws `configuration` without a secret key. */
export function openLinks({ secretKeys, baseUrl }: LinkOptions): Links & ReviewLinks {
  const keys = secretKeys.map(signingKeyOf);
  const [first] = keys;
  if (!first) {
    throw new RekindleError("configuration", "There is no key to sign links with.", "Set SECRET_KEY.");
  }
  const root = baseUrl.replace(/\/+$/, "");

  const signatureOf = (signed: string): string => sign(signed, first).toString("base64url");

  const tokenFor = (key: Parameters<Links["unsubscribeUrl"]>[0], purpose: LinkPurpose): string => {
    const signed = tokenToSign(key, purpose, first.id);
    return `${signed}-${signatureOf(signed)}`;
  };

  const isGood = (read: { readonly keyId: string; readonly signed: string; readonly signature: string }): boolean => {
    const given = Buffer.from(read.signature, "base64url");
    // Every key of that id is tried: ids are short, and two keys may share one.
    return keys.some((key) => key.id === read.keyId && timingSafeEqual(sign(read.signed, key), given));
  };

  return {
    unsubscribeUrl: (key) => `${root}/u/${tokenFor(key, "unsubscribe")}`,
    preferencesUrl: (key) => `${root}/p/${tokenFor(key, "preferences")}`,
    calendarUrl: (key, contentId) => `${root}/c/${tokenFor(key, "calendar")}/${contentId}.ics`,
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
  };
}
