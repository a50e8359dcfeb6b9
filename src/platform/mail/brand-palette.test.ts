import fc from "fast-check";
import { expect, it } from "vitest";
import { paletteOf } from "./brand-palette.ts";

/** WCAG 2.2, written once more from its text. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red = 0, green = 0, blue = 0] = parts.map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

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
