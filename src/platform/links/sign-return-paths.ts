import { createHmac, timingSafeEqual } from "node:crypto";
import {
  RETURN_PATH_SIGNATURE,
  type ReturnPaths,
  readReturnPath,
  returnPathKey,
} from "../../core/bounces/return-path.ts";
import { deriveKeys, type SigningInstallation } from "./signing-keys.ts";

/** RFC 4648, in the case that every relay leaves alone. */
const BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";

function sign(signed: string, key: Buffer): string {
  const bytes = createHmac("sha256", key).update(signed).digest();
  return Array.from(bytes.subarray(0, RETURN_PATH_SIGNATURE), (byte) => BASE_32[byte & 31]).join("");
}

/**
 * Signs and verifies where bounces come back to, so that nobody can report the bounce of a mail they have not seen.
 * @param secretKeys the first signs, all verify
 */
export function openReturnPaths(secretKeys: readonly string[], installation: SigningInstallation): ReturnPaths {
  const keys = deriveKeys(secretKeys, "return-paths", installation);
  const [first] = keys;
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
