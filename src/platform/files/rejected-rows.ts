import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { access, constants, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import type { RejectedRows, SourceRow } from "../../ingest/ports.ts";

const REJECTED_SUFFIX = ".rejected.csv";
export const REJECTED_COLUMNS = ["line", "reason"] as const;

/**
 * Where the rows of `path` go that could not be taken: beside it, or in the working folder where that cannot be written.
 * One of an earlier import is replaced, or removed when there is nothing to say any more.
 */
export async function rejectedFileOf(path: string | null, workingDirectory: string): Promise<string> {
  if (path === null) return join(workingDirectory, `import${REJECTED_SUFFIX}`);
  const folder = dirname(path);
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return join(isWritable ? folder : workingDirectory, `${basename(path)}${REJECTED_SUFFIX}`);
}

/**
 * Line and reason, then the row as it was, with the separator of the file that it comes from: so Excel opens it as it opened
 * that one, and a decimal comma is one still. The file is made by the first row.
 */
export function openRejectedRows(file: string, columns: readonly string[] | null, separator: string): RejectedRows {
  let stream: WriteStream | null = null;
  let failure: Error | null = null;
  const write = async (cells: readonly string[]) => {
    if (stream === null) {
      stream = createWriteStream(file);
      stream.on("error", (error) => {
        failure = error;
      });
      stream.write("\ufeff");
      stream.write(line([...REJECTED_COLUMNS, ...(columns ?? ["row"])], separator));
    }
    if (!stream.write(line(cells, separator)) && failure === null) await once(stream, "drain");
    if (failure !== null) throw failure;
  };
  return {
    write: (row: SourceRow, reason: string) =>
      write([String(row.line), reason, ...(typeof row.raw === "string" ? [row.raw] : row.raw)]),
    close: async () => {
      if (stream === null) {
        await rm(file, { force: true });
        return null;
      }
      stream.end();
      await finished(stream);
      return file;
    },
  };
}

function line(cells: readonly string[], separator: string): string {
  return `${cells.map(quoted).join(separator)}\r\n`;
}

function quoted(cell: string): string {
  return /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
