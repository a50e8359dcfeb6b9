import { open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { HandedMail, MailSpool } from "../../delivery/feedback/ports.ts";
import { makeFolder } from "./make-folder.ts";

const envelope = z.object({ recipients: z.array(z.string()), receivedAt: z.coerce.date() });

/** Some sixty thousand bounces: days of them, and no disk that this would fill. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Longer than any write takes: a draft as old as that is of a process that was killed, before it had promised anything. */
const DRAFT_ENDS_MS = 3_600_000;

const WAITING = ".mail";
const UNREADABLE = ".eml";
const DRAFT = ".draft";

/**
 * A folder of mails, each a line with its envelope and then the mail as it came; those that nobody can read lie in
 * `unreadable`, without that line. Several processes may share it. A mail has its name only once all of it is on the disk.
 */
export function openMailSpool(
  folder: string,
  { mostBytes = MOST_BYTES, now }: { readonly mostBytes?: number; readonly now: () => Date },
): MailSpool {
  const aside = join(folder, "unreadable");
  let written = 0;
  /** Of all that lies there; null: to be counted anew. */
  let bytes: number | null = null;

  const write = async (into: string, ending: string, contents: Uint8Array): Promise<void> => {
    await makeFolder(into, 0o700);
    bytes ??= (await bytesIn(folder)) + (await bytesIn(aside));
    if (bytes + contents.byteLength > mostBytes) throw new Error(`${folder} is full`);
    bytes += contents.byteLength;
    written += 1;
    const instant = String(now().getTime()).padStart(15, "0");
    const name = `${instant}-${String(process.pid).padStart(8, "0")}-${String(written).padStart(8, "0")}`;
    const draft = join(into, name + DRAFT);
    try {
      const file = await open(draft, "wx", 0o600);
      try {
        await file.writeFile(contents);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, join(into, name + ending));
    } catch (error) {
      bytes = null;
      await remove(draft).catch(() => undefined);
      throw error;
    }
    const directory = await open(into, "r");
    await directory.sync().finally(() => directory.close());
  };

  return {
    keep: ({ recipients, receivedAt, bytes: mail }) => {
      const line = `${JSON.stringify({ recipients, receivedAt })}\n`;
      return write(folder, WAITING, Buffer.concat([Buffer.from(line, "utf8"), mail]));
    },
    list: async () => {
      const names = await namesIn(folder);
      const forgotten = now().getTime() - DRAFT_ENDS_MS;
      for (const name of names) {
        if (name.endsWith(DRAFT) && Number.parseInt(name, 10) < forgotten) await remove(join(folder, name));
      }
      return names.filter((name) => name.endsWith(WAITING)).sort();
    },
    read: async (name) => {
      const contents = await readFile(join(folder, name)).catch(unlessGone);
      return contents === null ? null : readSpooled(contents);
    },
    remove: async (name) => {
      bytes = null;
      await remove(join(folder, name));
    },
    setAside: ({ bytes: mail }) => write(aside, UNREADABLE, mail),
    forget: async (isTheirs) => {
      let forgotten = 0;
      const forget = async (path: string, read: (contents: Buffer) => Pick<HandedMail, "recipients" | "bytes">) => {
        const contents = await readFile(path).catch(unlessGone);
        if (contents === null || !isTheirs(read(contents))) return;
        await remove(path);
        forgotten += 1;
      };
      bytes = null;
      for (const name of await namesIn(folder))
        if (name.endsWith(WAITING)) await forget(join(folder, name), readSpooled);
      for (const name of await namesIn(aside)) {
        if (name.endsWith(UNREADABLE)) await forget(join(aside, name), (mail) => ({ recipients: [], bytes: mail }));
      }
      return forgotten;
    },
    count: async () => ({
      waiting: (await namesIn(folder)).filter((name) => name.endsWith(WAITING)).length,
      unreadable: (await namesIn(aside)).filter((name) => name.endsWith(UNREADABLE)).length,
    }),
  };
}

function readSpooled(contents: Buffer): HandedMail {
  const end = contents.indexOf("\n");
  return { ...envelope.parse(JSON.parse(contents.toString("utf8", 0, end))), bytes: contents.subarray(end + 1) };
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessGone)) ?? [];
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(folder)) {
    const found = await stat(join(folder, name)).catch(unlessGone);
    bytes += found?.isFile() ? found.size : 0;
  }
  return bytes;
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(unlessGone);
}

function unlessGone(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
