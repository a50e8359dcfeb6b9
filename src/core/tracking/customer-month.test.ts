import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAmount, readMonth } from "./customer-month.ts";

describe("an amount", () => {
  it("is read back as it was written, with its currency before it, behind it or without one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000_000, max: 100_000_000 }),
        fc.constantFrom(null, "EUR", "€", "$", "CHF"),
        fc.constantFrom("before", "after"),
        fc.boolean(),
        (cents, sign, where, decimalComma) => {
          const plain = (cents / 100).toFixed(2);
          const number = decimalComma ? plain.replace(".", ",") : plain;
          const text = sign === null ? number : where === "before" ? `${sign} ${number}` : `${number} ${sign}`;
          expect(readAmount(decimalComma)(text)).toEqual({ value: { amount: Number(plain), sign } });
        },
      ),
    );
  });
});

describe("a month", () => {
  it("is the same however it is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 9999 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const two = String(month).padStart(2, "0");
        const value = `${year}-${two}-01`;
        for (const text of [
          `${year}-${two}`,
          value,
          `${month}/${year}`,
          `01/${two}/${year}`,
          `${value}T00:00:00.000Z`,
        ]) {
          expect(readMonth("dmy")(text)).toEqual({ value });
        }
        expect(readMonth("iso")(`${year}-${two}-02`)).toHaveProperty("expected");
      }),
    );
  });
});

it("a date whose order nobody said is answered with what would make a month of it, and with no advice that would not", () => {
  const expected = (text: string) => {
    const reading = readMonth("iso")(text);
    return "expected" in reading ? reading.expected : "";
  };
  expect(expected("01/10/2026")).toBe("a month such as 2026-10 (2026-10 is what --dates dmy makes of it)");
  expect(expected("10/1/2026")).toBe("a month such as 2026-10 (2026-10, if its month stands first)");
  for (const text of ["05/10/2026", "31/01/2026", "13/01/2026", "01/13/2026"]) {
    expect(expected(text)).not.toContain("dmy");
    expect(expected(text)).toContain("its first day: one row for each customer and month");
  }
});
