import type { Reading } from "./reading.ts";

const GROUPED = /^[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?=[.,]|$)/;
const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;
const THOUSANDS = /^[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/;

/**
 * A number as people write it in a cell: digits in groups of three with spaces between them, and, with `decimalComma`, a
 * comma before the decimals. A point or comma before three digits can be a thousand or a thousandth, and is only read where
 * the file decides it.
 */
export function parseNumber(written: string, decimalComma: boolean): Reading<number> {
  const text = written.trim().replace(/^\u2212/, "-");
  const bare = GROUPED.test(text) ? text.replace(/[ \u00a0\u202f]/g, "") : text;
  const comma = bare.includes(",");
  if (comma && !decimalComma) return { expected: "a number such as 1234.5 (a comma is no decimal sign here)" };
  const isAmbiguous = !comma && decimalComma && THOUSANDS.test(bare);
  if (isAmbiguous) return { expected: "a number such as 1234,5 (a point before three digits may mean thousands)" };
  const number = comma && bare.includes(".") ? "" : bare.replace(",", ".");
  const value = PLAIN.test(number) ? Number(number) : Number.NaN;
  if (Number.isFinite(value)) return { value };
  return { expected: decimalComma ? "a number such as 1234,5" : "a number such as 1234.5" };
}
