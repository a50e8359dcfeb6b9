import type { FieldPacket } from "mysql2";
import { exactNumber, parsedJson } from "./site-values.ts";

/** Types of columns by their numbers in the protocol. */
const TYPE = { tiny: 1, timestamp: 7, date: 10, datetime: 12, bit: 16, json: 245 } as const;
const NUMBERS = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);
const BINARY = 63;
const ZERO_DATE = /^0000-00-00/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from text
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001f\ufffd]/;

export type Column = FieldPacket & {
  readonly columnType?: number;
  readonly columnLength?: number;
  readonly characterSet?: number;
  readonly extendedFormat?: string;
};

export function isNumberColumn({ columnType = -1 }: Column): boolean {
  return NUMBERS.has(columnType);
}

/** A value as MySQL writes it, for a cursor; null: nothing. */
export function mysqlText(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString("utf8");
}

/**
 * A value of MySQL or MariaDB as the readers of rows take it. `tinyint(1)` of 0 or 1 is a boolean; a TIMESTAMP is in the
 * session's zone, which is UTC; a date of zeros is none; bytes that are no text are shown in hexadecimal.
 */
export function readMysqlValue(bytes: Buffer | null, column: Column): unknown {
  if (bytes === null) return null;
  const { columnType = -1, columnLength, characterSet, extendedFormat } = column;
  if (columnType === TYPE.bit) return readBits(bytes, columnLength);
  const text = bytes.toString("utf8");
  if (columnType === TYPE.tiny && columnLength === 1 && (text === "0" || text === "1")) return text === "1";
  if (NUMBERS.has(columnType)) return exactNumber(text);
  if (columnType === TYPE.timestamp || columnType === TYPE.datetime || columnType === TYPE.date) {
    if (ZERO_DATE.test(text)) return null;
    return columnType === TYPE.timestamp ? `${text.replace(" ", "T")}Z` : text;
  }
  if (columnType === TYPE.json || extendedFormat === "json") return parsedJson(text);
  return characterSet === BINARY && NOT_TEXT.test(text) ? bytes.toString("hex") : text;
}

function readBits(bytes: Buffer, length: number | undefined): boolean | number | string {
  if (length === 1) return bytes[0] === 1;
  return exactNumber(BigInt(`0x${bytes.toString("hex") || "0"}`).toString());
}
