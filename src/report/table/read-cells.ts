import { readBoolean } from "../../core/tracking/read-text.ts";

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** With a decimal comma, and thousands set apart by a space of any width. */
const WITH_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:,\d+)?(?:e[+-]?\d+)?$/i;
/** Squares of larger ones, added up, leave what a computer holds. */
const LARGEST = 1e50;

/** null: no number. */
export function readNumber(value: unknown, decimalComma: boolean): number | null {
  const number =
    typeof value === "number" ? value : typeof value === "string" ? parse(value.trim(), decimalComma) : null;
  return number !== null && Math.abs(number) <= LARGEST ? number : null;
}

function parse(text: string, decimalComma: boolean): number | null {
  if (PLAIN.test(text)) return Number(text);
  if (!decimalComma || !WITH_COMMA.test(text)) return null;
  return Number(text.replace(/[ \u00a0\u202f]/g, "").replace(",", "."));
}

/** 1 for yes, 0 for no, in words or numbers; null: neither. */
export function readTruth(value: unknown, decimalComma: boolean): 0 | 1 | null {
  const read = readBoolean(value);
  if ("value" in read && typeof read.value === "boolean") return read.value ? 1 : 0;
  const number = readNumber(value, decimalComma);
  return number === 0 || number === 1 ? number : null;
}

/** The name of an arm; null: none. */
export function readArm(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const name = typeof value === "string" ? value.trim() : "";
  return name === "" ? null : name;
}
