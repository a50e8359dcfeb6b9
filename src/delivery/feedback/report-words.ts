import { oneLine, shorten } from "../../core/plain-text.ts";

const MOST_CHARACTERS = 500;
/** Class, subject and detail (RFC 3463); not a piece of an IP address. */
const STATUS = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/;

/** What a server or a provider said, the parts that there are, as one line. */
export function reportedText(...parts: readonly (string | null | undefined)[]): string {
  return shorten(oneLine(parts.filter(Boolean).join(" ")), MOST_CHARACTERS);
}

/** The first enhanced status in these texts, such as `5.1.1`; null: none has one. */
export function reportedStatus(...parts: readonly (string | null | undefined)[]): string | null {
  for (const part of parts) {
    const [status] = STATUS.exec(part ?? "") ?? [];
    if (status !== undefined) return status;
  }
  return null;
}

/** Null for what is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
