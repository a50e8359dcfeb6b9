import { classifyBounce, tellingStatus } from "./classify-bounce.ts";
import { readHeader } from "./read-fields.ts";
import { addressesIn, serverWords } from "./report-text.ts";
import { fieldOf, type MailField, type RecipientFate, type ReturnedMail } from "./returned-mail.ts";

/** A bounce written for people, without a part for machines. */
export interface TextBounce {
  readonly recipients: readonly RecipientFate[];
  /** Of the mail that came back, where a copy stands below. */
  readonly copied: readonly MailField[];
}

/** What servers write stands at the beginning; a digest that is copied below may be long. */
const MOST_CHARACTERS = 20_000;
const MOST_RECIPIENTS = 100;

/** Null: it is none of the known forms. */
export function readTextBounce(mail: ReturnedMail): TextBounce | null {
  const text = mail.text.replaceAll("\r\n", "\n").slice(0, MOST_CHARACTERS);
  return readQmail(text) ?? readExim(mail, text) ?? readExchange(text);
}

/**
 * qmail's form (QSBMF, https://cr.yp.to/proto/qsbmf.txt), which Yahoo's old servers wrote too: paragraphs, of which those
 * that begin with `<address>:` are about a recipient, and one that begins with a dash ends them.
 */
function readQmail(text: string): TextBounce | null {
  const paragraphs = text.trimStart().split(/\n[ \t]*\n/);
  if (!/^(?:Hi\. This is|Sorry, (?:we|I) |Message from )/i.test(paragraphs[0] ?? "")) return null;
  const end = paragraphs.findIndex((paragraph, at) => at > 0 && paragraph.trimStart().startsWith("-"));
  const about = paragraphs.slice(1, end === -1 ? undefined : end);
  const recipients = about.slice(0, MOST_RECIPIENTS).flatMap((paragraph) => {
    const [, address, words] = /^<([^<>\n]{1,512})>:[ \t]*\n?([\s\S]*)$/.exec(paragraph.trim()) ?? [];
    return address === undefined ? [] : [failed(addressesIn(address)[0] ?? null, words ?? "")];
  });
  if (recipients.length === 0) return null;
  return { recipients, copied: end === -1 ? [] : readHeader(paragraphs.slice(end + 1).join("\n\n")) };
}

const EXIM_FAILED = /The following address(?:\(es\)|es)? failed:[ \t]*\n/i;
const EXIM_COPY = /\n-{3,}[^\n]{0,80}\bcopy of (?:the|your) message[^\n]{0,120}\n/i;

/** Exim's own words: an address, and further in, what was said of it. Other servers name who failed in a header. */
function readExim(mail: ReturnedMail, text: string): TextBounce | null {
  const copyAt = EXIM_COPY.exec(text);
  const said = copyAt === null ? text : text.slice(0, copyAt.index);
  const copied = copyAt === null ? [] : readHeader(text.slice(copyAt.index + copyAt[0].length).trimStart());
  const start = EXIM_FAILED.exec(said);
  if (start !== null) {
    const recipients: { address: string; words: string[] }[] = [];
    for (const line of said.slice(start.index + start[0].length).split("\n")) {
      const [, address] = /^ {1,4}(?! )<?([^\s<>]{1,256}@[^\s<>]{1,255})>?[ \t]*$/.exec(line) ?? [];
      if (address !== undefined && recipients.length < MOST_RECIPIENTS) recipients.push({ address, words: [] });
      else recipients.at(-1)?.words.push(line.trim());
    }
    if (recipients.length > 0) {
      return { recipients: recipients.map(({ address, words }) => failed(address, words.join("\n"))), copied };
    }
  }
  const named = addressesIn(fieldOf(mail.headers, "x-failed-recipients") ?? "").slice(0, MOST_RECIPIENTS);
  return named.length === 0 ? null : { recipients: named.map((address) => failed(address, said)), copied };
}

/** Old Exchange: `pat@members.example #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##`, or over two lines. */
function readExchange(text: string): TextBounce | null {
  const lines = text.split("\n");
  const recipients = lines.flatMap((line, at) => {
    const mark = line.indexOf("#");
    const words = line.slice(mark + 1, mark + 400);
    if (mark === -1 || tellingStatus(null, words) === null) return [];
    const address = addressesIn(line.slice(0, mark))[0] ?? addressesIn(lines[at - 1] ?? "")[0];
    return address === undefined ? [] : [failed(address, words.replace(/#+\s*$/, ""))];
  });
  return recipients.length === 0 ? null : { recipients: recipients.slice(0, MOST_RECIPIENTS), copied: [] };
}

const REPLY_LINE = /(?<![\d.])[245]\d\d[ -][^\n]{0,400}(?:\n[ \t]*[245]\d\d[ -][^\n]{0,400}){0,8}/;

function failed(address: string | null, words: string): RecipientFate {
  const [reply] = REPLY_LINE.exec(words) ?? [];
  return {
    address,
    fate: classifyBounce(null, reply ?? words),
    status: tellingStatus(null, reply ?? words),
    text: serverWords(reply ?? words),
    at: null,
  };
}
