import { expect, it } from "vitest";
import { parseNumber } from "./read-number.ts";

it.each([
  ["12", false, 12],
  ["-0.5", false, -0.5],
  ["1 234.5", false, 1234.5],
  ["1,234", false, null],
  ["12,5", false, null],
  ["12,5", true, 12.5],
  ["12.5", true, 12.5],
  ["-1\u202f234\u00a0567,89", true, -1234567.89],
  ["\u22123,5", true, -3.5],
  ["1.234", true, null],
  ["1.234,5", true, null],
  ["1,234", true, 1.234],
  ["1,2,3", true, null],
  ["1 23", true, null],
  ["1e5", true, null],
  ["", true, null],
  ["douze", true, null],
])("%j with a decimal comma: %j is %j", (text, decimalComma, value) => {
  const read = parseNumber(text, decimalComma);
  if (value === null) expect(read).toHaveProperty("expected");
  else expect(read).toEqual({ value });
});
