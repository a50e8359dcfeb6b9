import { type FileHandle, open } from "node:fs/promises";
import { simpleParser } from "mailparser";
import type { DigestKey } from "../../core/community.ts";
import { parseDigestKey } from "../../core/digest-key.ts";

/** A mail as it lies in the demo's mailbox. */
export interface MailboxEntry {
  /** Its own among them: a digest's key, or that of a mail to the team. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly subject: string;
  /** Empty: it is no digest. */
  readonly rule: string;
  readonly receivedAt: Date;
}

export interface ReceivedMail extends MailboxEntry {
  /** null: it is for the team. */
  readonly key: DigestKey | null;
  /** Everything that the text part links to. */
  readonly links: readonly string[];
}

export interface OpenedEntry extends MailboxEntry {
  readonly html: string;
  readonly text: string;
  readonly headers: string;
}

export type ReceivedDigest = ReceivedMail & { readonly key: DigestKey };

/** Every mail that the local mail server accepted: the messages in one file, their places in memory. */
export interface DemoMailbox {
  /** The message is safe when this resolves: only then does the server say 250. */
  deliver(message: Buffer): Promise<void>;
  /** The digests that came since the last call. */
  takeArrivals(): readonly ReceivedDigest[];
  /** The latest first; `text`: part of a name, an address, a subject or a rule's name. */
  search(text: string): readonly MailboxEntry[];
  open(id: string): Promise<OpenedEntry | null>;
  close(): Promise<void>;
}

interface Place {
  readonly entry: MailboxEntry;
  readonly start: number;
  readonly length: number;
}

export async function createMailbox(file: string): Promise<DemoMailbox> {
  // As private as all that lies beside it.
  const handle = await open(file, "w+", 0o600);
  const places = new Map<string, Place>();
  let arrivals: ReceivedDigest[] = [];
  let end = 0;
  return {
    deliver: async (message) => {
      const mail = readMail(message);
      const start = end;
      end += message.length;
      await handle.write(message, 0, message.length, start);
      const { links: _, key, ...entry } = mail;
      places.set(mail.id, { entry, start, length: message.length });
      if (key !== null) arrivals.push({ ...mail, key });
    },
    takeArrivals: () => {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
    search: (text) => {
      const wanted = text.toLocaleLowerCase();
      const found = [...places.values()]
        .map(({ entry }) => entry)
        .filter(({ name, address, subject, rule }) =>
          [name, address, subject, rule].some((field) => field.toLocaleLowerCase().includes(wanted)),
        );
      return found.sort((one, other) => other.receivedAt.getTime() - one.receivedAt.getTime());
    },
    open: async (id) => {
      const place = places.get(id);
      return place ? openMessage(place.entry, await readPlace(handle, place)) : null;
    },
    close: () => handle.close(),
  };
}

async function readPlace(handle: FileHandle, { start, length }: Place): Promise<Buffer> {
  const message = Buffer.alloc(length);
  await handle.read(message, 0, length, start);
  return message;
}

async function openMessage(entry: MailboxEntry, message: Buffer): Promise<OpenedEntry> {
  const parsed = await simpleParser(message, { skipTextToHtml: true, skipHtmlToText: true });
  const headers = message.subarray(0, message.indexOf("\r\n\r\n")).toString("utf8");
  return { ...entry, html: parsed.html || "", text: parsed.text ?? "", headers };
}

const LINK = /https?:\/\/[^\s<>"')\]]+/g;

/** What the demo needs of each of ten thousand mails: headers, and the links of the text part. A parser of whole messages takes too long. */
export function readMail(message: Buffer): ReceivedMail {
  const text = message.toString("latin1");
  const headEnd = text.indexOf("\r\n\r\n");
  const headers = readHeaders(text.slice(0, headEnd));
  const header = (name: string) => headers.get(name) ?? "";
  const [, digest = "", team = ""] =
    /^<(?:d\.(\d+\.\d+)(?:\.[0-9a-f]+)?|(w\.[\w-]+))@/.exec(header("message-id")) ?? [];
  const key = parseDigestKey(digest);
  const id = key === null ? team : digest;
  if (id === "") throw new Error(`a mail that is no digest arrived: ${header("message-id")}`);
  const { name, address } = readAddress(header("to"));
  return {
    id,
    key,
    name,
    address,
    subject: decodeWords(header("subject")),
    rule: header("feedback-id").split(":")[0] ?? "",
    receivedAt: new Date(header("date")),
    links: readTextPart(text.slice(headEnd)).match(LINK) ?? [],
  };
}

function readHeaders(head: string): Map<string, string> {
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function readAddress(to: string): { name: string; address: string } {
  const [, written = "", address = to] = /^(.*)<([^<>]+)>$/.exec(to) ?? [];
  const name = decodeWords(written.trim().replace(/^"(.*)"$/, "$1"));
  return { name: name === "" ? address : name, address };
}

const WORD = /=\?utf-8\?([bq])\?([^?]*)\?=/gi;

/** Encoded words (RFC 2047): what is not ASCII in a header. Two of them in a row belong together. */
function decodeWords(header: string): string {
  const bytes = header
    .replace(/(=\?utf-8\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, "$1")
    .replace(WORD, (_, kind: string, word: string) => {
      if (kind.toLowerCase() === "b") return Buffer.from(word, "base64").toString("latin1");
      return word
        .replaceAll("_", " ")
        .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    });
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function readTextPart(body: string): string {
  const start = body.search(/^content-type: text\/plain/im);
  const from = body.indexOf("\r\n\r\n", start);
  if (start === -1 || from === -1) return "";
  const end = body.indexOf("\r\n--", from);
  const encoded = body.slice(from, end === -1 ? undefined : end);
  const isBase64 = /^content-transfer-encoding: base64/im.test(body.slice(start, from));
  return isBase64
    ? Buffer.from(encoded, "base64").toString("utf8")
    : encoded.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}
