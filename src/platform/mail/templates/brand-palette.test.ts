import fc from "fast-check";
import { expect, it } from "vitest";
import { contrast } from "../../../../test/support/contrast.ts";
import { paletteOf } from "./brand-palette.ts";

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

it("can be read on every surface it is used on, whatever the brand's colour", () => {
  fc.assert(
    fc.property(colour, (brand) => {
      const palette = paletteOf(brand);
      expect(contrast(palette.onBrand, palette.brand)).toBeGreaterThanOrEqual(4.5);
      for (const surface of ["#ffffff", "#f3f4f7", palette.tint])
        expect(contrast(palette.ink, surface)).toBeGreaterThanOrEqual(4.5);
      for (const surface of ["#1b1f28", palette.tintDark, "#11141b"]) {
        expect(contrast(palette.inkDark, surface)).toBeGreaterThanOrEqual(4.5);
      }
    }),
    { numRuns: 500 },
  );
});

it("keeps a colour that can be read as it is, and takes what is no colour for the default", () => {
  expect(paletteOf("#0b5fff")).toMatchObject({ brand: "#0b5fff", onBrand: "#ffffff" });
  expect(paletteOf("#fd0")).toMatchObject({ brand: "#ffdd00", onBrand: "#000000" });
  expect(paletteOf("red;background:url(//x.example)").brand).toBe("#0b5fff");
});
