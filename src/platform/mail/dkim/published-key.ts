import { createPublicKey } from "node:crypto";
import type { PublishedKey } from "../../../delivery/authentication/ports.ts";
import type { DkimKey } from "./sign-mail.ts";

/** What DNS must say of a key: of RSA the whole SubjectPublicKeyInfo, of Ed25519 the bare key (RFC 8463, 4.2). */
export function publishedKey({ selector, domain, key }: DkimKey): PublishedKey {
  const shown = createPublicKey(key);
  if (key.asymmetricKeyType === "ed25519") {
    const bare = Buffer.from(shown.export({ format: "jwk" }).x ?? "", "base64url");
    return { selector, domain, kind: "ed25519", bits: bare.length * 8, publicKey: bare.toString("base64") };
  }
  return {
    selector,
    domain,
    kind: "rsa",
    bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
    publicKey: shown.export({ type: "spki", format: "der" }).toString("base64"),
  };
}
