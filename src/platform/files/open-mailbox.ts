import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { RekindleError } from "../../core/errors.ts";
import type { MailboxMail } from "../../delivery/feedback/ports.ts";
import { openBytes } from "./read-bytes.ts";

/** Of a mail that is longer the beginning is enough. */
const MOST_BYTES = 1024 * 1024;
/** A longer one goes on in a piece that begins no line. */
const LONGEST_LINE = 64 * 1024;

/**
 * The mails of an mbox (mboxrd: a `>` stands before each `From ` of a body), of a maildir, of a folder of files, of a file
 * with one mail, or of standard input (`-`), each with the name under which to find it again. Files may be gzipped.
 * @throws RekindleError `usage` when there is no such thing
 */
export async function* openMailbox(path: string, standardInput: Readable): AsyncGenerator<MailboxMail> {
  if (path === "-") return yield* mailsOf("standard input", (await openBytes(null, standardInput)).chunks());
  const found = await stat(path).catch((error: unknown) => {
    throw new RekindleError("usage", `${path} cannot be opened.`, "Check the path and its permissions.", error);
  });
  if (!found.isDirectory()) return yield* mailsOf(path, (await openBytes(path, standardInput)).chunks());
  const entries = await readdir(path, { withFileTypes: true });
  const isMaildir = entries.some((entry) => entry.isDirectory() && (entry.name === "new" || entry.name === "cur"));
  if (!isMaildir) {
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
    for (const name of files.sort()) {
      const file = join(path, name);
      yield* mailsOf(file, (await openBytes(file, standardInput)).chunks());
    }
    return;
  }
  for (const folder of ["new", "cur"]) {
    const names = await readdir(join(path, folder)).catch(() => []);
    for (const name of names.filter((one) => !one.startsWith(".")).sort()) {
      // A mail reader may move one from new to cur meanwhile: it is found there.
      const bytes = await readFile(join(path, folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (bytes !== null) yield { name: `${folder}/${name}`, bytes: bytes.subarray(0, MOST_BYTES) };
    }
  }
}

/** `From pat@members.example Mon Nov 23 07:00:10 2026`, as its own first line or after an empty one. */
const SEPARATOR = /^From .*\d{1,2}:\d\d/;
const QUOTED = /^>+From /;

async function* mailsOf(name: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<MailboxMail> {
  let lines: Buffer[] = [];
  let length = 0;
  let isMbox: boolean | null = null;
  let afterEmpty = true;
  let count = 0;
  const takeMail = (): MailboxMail[] => {
    if (length === 0) return [];
    count += 1;
    const bytes = Buffer.concat(lines);
    lines = [];
    length = 0;
    return [{ name: isMbox === true ? `${name}, mail ${count}` : name, bytes }];
  };
  for await (const { bytes, beginsLine } of linesOf(chunks)) {
    const start = beginsLine ? bytes.toString("latin1", 0, 200) : "";
    isMbox ??= SEPARATOR.test(start);
    if (isMbox && afterEmpty && SEPARATOR.test(start)) {
      yield* takeMail();
      afterEmpty = false;
      continue;
    }
    afterEmpty = beginsLine && (bytes.length === 1 || (bytes.length === 2 && bytes[0] === 0x0d));
    if (length >= MOST_BYTES) continue;
    const kept = isMbox && QUOTED.test(start) ? bytes.subarray(1) : bytes;
    lines.push(kept);
    length += kept.length;
  }
  yield* takeMail();
}

interface Line {
  /** With its end. */
  readonly bytes: Buffer;
  readonly beginsLine: boolean;
}

async function* linesOf(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let beginsLine = true;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
      yield { bytes: bytes.subarray(from, end + 1), beginsLine };
      beginsLine = true;
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    if (rest.length > LONGEST_LINE) {
      yield { bytes: rest, beginsLine };
      beginsLine = false;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield { bytes: rest, beginsLine };
}
