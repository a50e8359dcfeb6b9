import { generateKeyPairSync } from "node:crypto";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";

export interface TestKey {
  readonly pem: string;
  /** What DNS says of it. */
  readonly record: string;
}

/** A private key, and its record by RFC 6376, 3.6.1 or RFC 8463, 4.2, put together here by hand. */
export function makeDkimKey(kind: "rsa" | "ed25519", bits = 2048): TestKey {
  if (kind === "rsa") {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
    const der = publicKey.export({ type: "spki", format: "der" });
    return {
      pem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      record: `v=DKIM1; k=rsa; p=${der.toString("base64")}`,
    };
  }
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  return {
    pem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    record: `v=DKIM1; k=ed25519; p=${raw.toString("base64")}`,
  };
}

/** What an independent verifier says of each signature: `selector/algorithm/result`. `records` by name. */
export async function verifyDkim(
  message: Uint8Array,
  records: Readonly<Record<string, string>>,
  at?: Date,
): Promise<string[]> {
  const resolver = async (name: string): Promise<string[][]> => {
    const record = records[name];
    if (record === undefined) throw Object.assign(new Error(`no ${name}`), { code: "ENOTFOUND" });
    return [[record]];
  };
  const { results } = await dkimVerify(message, { resolver, ...(at && { curTime: at }) });
  return results
    .map(({ selector, algo, status }) => (selector ? `${selector}/${algo}/${status.result}` : status.result))
    .sort();
}
