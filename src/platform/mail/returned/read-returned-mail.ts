import { createHash } from "node:crypto";
import { type ParsedMail, simpleParser } from "mailparser";
import type { MailField, ReturnedMail } from "../../../core/bounces/returned-mail.ts";

/** What servers say stands before what they send back: of a mail that is longer the beginning is enough. */
const MOST_BYTES = 512 * 1024;
const MOST_HEADER_BYTES = 128 * 1024;
const MOST_PARTS = 100;
/** Of each part, in characters. */
const MOST_TEXT = 64 * 1024;
const READ_WITHIN_MS = 10_000;

/**
 * Takes a mail apart, whatever it is: no attachment is opened, no mail within it read, and what is too large is cut.
 * Rejects with what is wrong when it cannot be read at all.
 */
export async function readReturnedMail(bytes: Uint8Array): Promise<ReturnedMail> {
  const parsed = await within(
    READ_WITHIN_MS,
    simpleParser(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MOST_BYTES)), {
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipImageLinks: true,
      checksumAlgo: false,
      maxHeadSize: MOST_HEADER_BYTES,
      maxChildNodes: MOST_PARTS,
    }),
  );
  return {
    fingerprint: fingerprintOf(parsed, bytes),
    headers: parsed.headerLines.map(({ key, line }) => fieldOf(key, line, parsed)),
    text: (parsed.text ?? "").slice(0, MOST_TEXT),
    parts: parsed.attachments.map(({ contentType, content }) => ({
      type: contentType.toLowerCase(),
      text: content.subarray(0, MOST_TEXT).toString("utf8"),
    })),
  };
}

/** Subjects are read with their encoded words; everything else is as it was written. */
function fieldOf(name: string, line: string, { subject }: ParsedMail): MailField {
  if (name === "subject" && subject !== undefined) return { name, value: subject };
  const value = line.slice(line.indexOf(":") + 1);
  return { name, value: value.replace(/\r?\n[ \t]+/g, " ").trim() };
}

/** Servers on the way add lines above it, mailboxes change line ends: its own id is steadier than its bytes. */
function fingerprintOf({ messageId, date }: ParsedMail, bytes: Uint8Array): string {
  const hash = createHash("sha256");
  if (messageId === undefined) hash.update(Buffer.from(bytes).toString("latin1").replaceAll("\r", "").trim());
  else hash.update(`${messageId} ${date?.getTime() ?? ""}`);
  return hash.digest("hex").slice(0, 32);
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took more than ${milliseconds / 1000} s to read`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
