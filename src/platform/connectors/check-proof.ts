import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { CheckProof } from "../../ingest/hooks/ports.ts";

export const checkProof: CheckProof = ({ prefix, hmac, secrets }, given, body) => {
  if (given === null || !given.startsWith(prefix)) return false;
  const rest = given.slice(prefix.length).trim();
  // Digits of a hexadecimal number are written either way.
  const proof = hmac?.encoding === "hex" ? rest.toLowerCase() : rest;
  let isGood = false;
  for (const secret of secrets) {
    const value = secret.reveal();
    const expected = hmac === null ? value : createHmac(hmac.algorithm, value).update(body).digest(hmac.encoding);
    isGood = timingSafeEqual(hash(proof), hash(expected)) || isGood;
  }
  return isGood;
};

/** Of equal length whatever the text, as the comparison demands. */
function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
