import { createHash, type KeyObject, sign } from "node:crypto";
import { keysFor } from "../../../core/authentication/keys-for.ts";
import { domainOf } from "../../../core/mail.ts";
import { asSent, relaxedBody, relaxedHeader } from "./canonical.ts";

export interface DkimKey {
  readonly selector: string;
  readonly domain: string;
  readonly algorithm: "rsa-sha256" | "ed25519-sha256";
  readonly key: KeyObject;
}

/**
 * The message with a signature of each key of its sender's domain before it, the same ones each time. `from`: the address
 * in its From; `at`: when the signature says it was made.
 */
export type SignMail = (message: Uint8Array, from: string, at: Date) => Promise<Uint8Array>;

/** What receivers and mail programs act on. Each is named once more than it occurs, so that none can be added either. */
const SIGNED_FIELDS = [
  "From",
  "To",
  "Cc",
  "Subject",
  "Date",
  "Message-ID",
  "Reply-To",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
  "List-ID",
  "Feedback-ID",
  "MIME-Version",
  "Content-Type",
];

const LINE_CHARACTERS = 72;

/** Signs by RFC 6376, relaxed/relaxed, and RFC 8463. A sender without a key is left unsigned. */
export function createSigner(keys: readonly DkimKey[]): SignMail {
  return async (message, from, at) => {
    const mine = keysFor(keys, domainOf(from));
    if (mine.length === 0) return message;
    const bytes = asSent(message);
    const end = bytes.indexOf("\r\n\r\n");
    const head = bytes.toString("latin1", 0, end < 0 ? bytes.length : end);
    const body = end < 0 ? "" : bytes.toString("latin1", end + 4);
    const bodyHash = createHash("sha256").update(relaxedBody(body), "latin1").digest("base64");
    const { names, text } = signedPart(head);
    const signatures = await Promise.all(
      mine.map(async (key) => {
        const field = [
          `DKIM-Signature: v=1; a=${key.algorithm}; c=relaxed/relaxed;`,
          `d=${key.domain}; s=${key.selector}; t=${Math.floor(at.getTime() / 1000)};`,
          `h=${inLines(names.map((name, index) => (index < names.length - 1 ? `${name}:` : `${name};`)))}`,
          `bh=${bodyHash};`,
          "b=",
        ].join("\r\n ");
        const made = await signatureOf(key, `${text}${relaxedHeader(field)}`);
        return `${field}${inLines(made.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? [])}\r\n`;
      }),
    );
    return Buffer.concat([Buffer.from(signatures.join(""), "latin1"), bytes]);
  };
}

/** The fields to sign in the order of h=, of one name the last first, and what of them is signed. */
function signedPart(head: string): { readonly names: readonly string[]; readonly text: string } {
  const fields = head.split(/\r\n(?![ \t])/);
  const names: string[] = [];
  let text = "";
  for (const name of SIGNED_FIELDS) {
    const start = `${name.toLowerCase()}:`;
    for (const field of fields.toReversed()) {
      const canonical = relaxedHeader(field);
      if (!canonical.startsWith(start)) continue;
      names.push(name);
      text += `${canonical}\r\n`;
    }
    names.push(name);
  }
  return { names, text };
}

/** As many pieces on a line as fit. */
function inLines(pieces: readonly string[]): string {
  let lines = "";
  let length = 0;
  for (const piece of pieces) {
    if (length > 0 && length + piece.length > LINE_CHARACTERS) {
      lines += "\r\n ";
      length = 0;
    }
    lines += piece;
    length += piece.length;
  }
  return lines;
}

/** Off the main thread: an RSA signature takes as long as writing the mail. */
function signatureOf({ algorithm, key }: DkimKey, text: string): Promise<string> {
  const data = Buffer.from(text, "latin1");
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, made: Buffer): void =>
      error ? reject(error) : resolve(made.toString("base64"));
    if (algorithm === "rsa-sha256") sign("sha256", data, key, done);
    // RFC 8463, 3: what is signed is the hash.
    else sign(null, createHash("sha256").update(data).digest(), key, done);
  });
}
