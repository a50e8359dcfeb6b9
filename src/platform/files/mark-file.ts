import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { RekindleError } from "../../core/errors.ts";
import { type Mark, mergeMarks } from "../../core/submission-mark.ts";
import type { MarkKeeper } from "../../delivery/restored/ports.ts";
import { makeFolder } from "./make-folder.ts";

const kept = z.object({
  submitter: z.uuid(),
  server: z.string().nullable(),
  submitters: z.record(z.uuid(), z.object({ submissions: z.number().int(), lastAt: z.iso.datetime().nullable() })),
});

/**
 * The mark as a file of DATA_DIR, beside the data of an embedded database and outside of it: whoever puts an older copy of
 * the database back leaves it as it is. One file an installation.
 */
export function openMarkFile(folder: string): MarkKeeper & {
  /** The name under which submissions from this folder are counted: made once. */
  submitter(identity: string): Promise<string>;
} {
  const pathOf = (identity: string): string => join(folder, `submissions-${identity}.json`);
  const read = async (identity: string) => {
    const path = pathOf(identity);
    try {
      return kept.parse(JSON.parse(await readFile(path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new RekindleError(
        "configuration",
        `${path} cannot be read, so a database restored from a backup may go unnoticed.`,
        "Let this user read it, or remove it if it is damaged: it is made again.",
        error,
      );
    }
  };
  let writing = Promise.resolve();
  const write = async (identity: string, own: string, mark: Mark): Promise<void> => {
    const before = await read(identity).catch(() => null);
    const { server, submitters } = mergeMarks(before === null ? [mark] : [markOf(before), mark]);
    const entries = [...submitters].map(([id, { submissions, lastAt }]) => [
      id,
      { submissions, lastAt: lastAt?.toISOString() ?? null },
    ]);
    const text = `${JSON.stringify({ submitter: own, server, submitters: Object.fromEntries(entries) }, null, 2)}\n`;
    const path = pathOf(identity);
    const draft = `${path}.${process.pid}.draft`;
    try {
      await makeFolder(folder);
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      throw new RekindleError(
        "configuration",
        `${path} cannot be written, so a database restored from a backup may go unnoticed.`,
        "Set DATA_DIR to a folder that stays and that this user may write in.",
        error,
      );
    }
  };
  return {
    read: async (identity) => {
      const found = await read(identity);
      return found === null ? null : markOf(found);
    },
    write: (identity, own, mark) => {
      const written = writing.then(() => write(identity, own, mark));
      writing = written.catch(() => undefined);
      return written;
    },
    submitter: async (identity) => (await read(identity).catch(() => null))?.submitter ?? randomUUID(),
    close: () => writing,
  };
}

function markOf({ server, submitters }: z.infer<typeof kept>): Mark {
  return {
    server,
    submitters: new Map(
      Object.entries(submitters).map(([id, { submissions, lastAt }]) => [
        id,
        { submissions, lastAt: lastAt === null ? null : new Date(lastAt) },
      ]),
    ),
  };
}
