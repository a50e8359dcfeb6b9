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
