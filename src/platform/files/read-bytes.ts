import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { RekindleError } from "../../core/errors.ts";

export interface ByteSource {
  readonly bytesTotal: number | null;
  /** Bytes taken from the file so far, before unpacking. */
  bytesRead(): number;
  chunks(): AsyncGenerator<Buffer>;
}

/** @throws RekindleError `usage` when there is no such file, or it is a folder. */
export async function openBytes(path: string | null, standardInput: Readable): Promise<ByteSource> {
  const bytesTotal = path === null ? null : await sizeOf(path);
  const input = path === null ? standardInput : createReadStream(path, { highWaterMark: 256 * 1024 });
  let bytesRead = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of input) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
      bytesRead += bytes.length;
      yield bytes;
    }
  }
  return { bytesTotal, bytesRead: () => bytesRead, chunks: () => unpacked(counted(), path ?? "Standard input") };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw new RekindleError("usage", `${path} cannot be opened.`, "Check the path and its permissions.", error);
  });
  if (found.isDirectory()) {
    throw new RekindleError("usage", `${path} is a folder.`, "Name a file: CSV or NDJSON, gzipped or not.");
  }
  return found.size;
}

/** Gzip is told by its first two bytes, whatever the file is called. */
async function* unpacked(chunks: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const first = await chunks.next();
  if (first.done) return;
  async function* all(): AsyncGenerator<Buffer> {
    yield first.value as Buffer;
    yield* chunks;
  }
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all();
    return;
  }
  try {
    for await (const chunk of pipeline(all, createGunzip({ chunkSize: 256 * 1024 }), () => undefined)) {
      yield chunk as Buffer;
    }
  } catch (error) {
    if (!String((error as { code?: string }).code).startsWith("Z_")) throw error;
    throw new RekindleError(
      "usage",
      `${name} is gzipped, and broken: ${(error as Error).message}.`,
      "Fetch or pack the file again. What was read before is imported; importing it again changes nothing.",
      error,
    );
  }
}
