import { createPrivateKey, type KeyObject } from "node:crypto";
import { open } from "node:fs/promises";
import type { DkimKeySource } from "../../../core/authentication/read-key-list.ts";
import { RekindleError } from "../../../core/errors.ts";
import type { DkimKey } from "./sign-mail.ts";

/** RFC 8301, 3.2: shorter ones are not believed, and longer ones need not be. */
const RSA_BITS = { least: 1024, most: 4096 };
/** Nothing for others, and no writing for the group. */
const TOO_OPEN = 0o027;

const ALGORITHMS: Readonly<Record<string, DkimKey["algorithm"]>> = { rsa: "rsa-sha256", ed25519: "ed25519-sha256" };

/** Opens the keys that `DKIM_KEYS` names. Throws `configuration` with the mistakes of all of them. */
export async function openKeys(sources: readonly DkimKeySource[]): Promise<readonly DkimKey[]> {
  const mistakes: string[] = [];
  const keys: DkimKey[] = [];
  for (const one of sources) {
    const opened = await openKey(one);
    if (typeof opened === "string") {
      mistakes.push(`${one.selector}@${one.domain}: ${opened}`);
      continue;
    }
    const twin = keys.find(({ domain, algorithm }) => domain === one.domain && algorithm === opened.algorithm);
    if (twin) mistakes.push(`${one.selector}@${one.domain}: ${twin.selector} is of the same kind; keep one of them`);
    else keys.push({ selector: one.selector, domain: one.domain, ...opened });
  }
  if (mistakes.length === 0) return keys;
  throw new RekindleError(
    "configuration",
    `DKIM_KEYS has ${mistakes.length === 1 ? "a mistake" : "mistakes"}:\n  ${mistakes.join("\n  ")}`,
    "Each key is a private one, RSA or Ed25519, as PEM; such as from: openssl genrsa -out dkim.pem 2048",
  );
}

/** What is wrong with it, or the key. */
async function openKey({ source }: DkimKeySource): Promise<Pick<DkimKey, "algorithm" | "key"> | string> {
  const read = "file" in source ? await readKeyFile(source.file) : { pem: source.pem };
  if (typeof read === "string") return read;
  let key: KeyObject;
  try {
    key = createPrivateKey(read.pem);
  } catch {
    return "is no private key in PEM, or one with a passphrase";
  }
  const algorithm = ALGORITHMS[key.asymmetricKeyType ?? ""];
  if (algorithm === undefined) return `is a key for ${key.asymmetricKeyType}; receivers know rsa and ed25519`;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS.least;
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) {
    return `has ${bits} bits; receivers take ${RSA_BITS.least} to ${RSA_BITS.most}, and 2048 is usual`;
  }
  return { algorithm, key };
}

async function readKeyFile(path: string): Promise<{ readonly pem: string } | string> {
  try {
    const file = await open(path);
    try {
      const { mode } = await file.stat();
      if (process.platform !== "win32" && (mode & TOO_OPEN) !== 0) {
        const octal = (mode & 0o777).toString(8).padStart(4, "0");
        return `${path} has mode ${octal}: others could sign mails as you; chmod 600 it`;
      }
      return { pem: await file.readFile("utf8") };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT" ? "does not exist" : code === "EACCES" ? "may not be read by this user" : `gives ${code}`;
    return `${path} ${why}`;
  }
}
