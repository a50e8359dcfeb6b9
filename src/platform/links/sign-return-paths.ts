import { createHmac, timingSafeEqual } from "node:crypto";
import {
  RETURN_PATH_SIGNATURE,
  type ReturnPaths,
  readReturnPath,
  returnPathKey,
} from "../../core/bounces/return-path.ts";
import { RekindleError } from "../../core/errors.ts";

/** RFC 4648, in the case that every relay leaves alone. */
const BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Derived, so that a key of return paths is of no use for anything else that the same secret signs. */
function signingKeyOf(secretKey: string): Buffer {
  return createHmac("sha256", secretKey).update("rekindle/return-paths").digest();
}

function sign(signed: string, key: Buffer): string {
  const bytes = createHmac("sha256", key).update(signed).digest();
  return Array.from(bytes.subarray(0, RETURN_PATH_SIGNATURE), (byte) => BASE_32[byte & 31]).join("");
}

/**
 * Signs and verifies where bounces come back to, so that nobody can report the bounce of a mail they have not seen.
 * @param secretKeys the first signs, all verify
 */
export function openReturnPaths(secretKeys: readonly string[]): ReturnPaths {
  const keys = secretKeys.map(signingKeyOf);
  const [first] = keys;
  if (!first) {
    throw new RekindleError("configuration", "There is no key to sign return paths with.", "Set SECRET_KEY.");
  }
  return {
    addressFor: (key, bounces) => {
      const at = bounces.lastIndexOf("@");
      const signed = returnPathKey(key);
      return `${bounces.slice(0, at)}+${signed}.${sign(signed, first)}${bounces.slice(at)}`.toLowerCase();
    },
    verify: (address) => {
      const read = readReturnPath(address);
      if (read === null) return null;
      const given = Buffer.from(read.signature);
      const signed = returnPathKey(read.key);
      return keys.some((key) => timingSafeEqual(Buffer.from(sign(signed, key)), given)) ? read.key : null;
    },
  };
}
