import { expect, it } from "vitest";
import { cleanLines, oneLine, shorten } from "./plain-text.ts";

it("makes one line of whatever a title holds, and leaves markup as it is written", () => {
  expect(oneLine(" A\r\nBcc: x@y.example\u0000 \u202eB\t ")).toBe("A Bcc: x@y.example B");
  expect(oneLine("<b>&quot;{{7*7}}")).toBe("<b>&quot;{{7*7}}");
});

it("keeps the lines of a text, without what cannot be seen", () => {
  expect(cleanLines("One \u0007\r\n\r\n\r\nTwo\u2028three")).toEqual(["One", "", "Two three"]);
});

it("shortens between words, and never within a character", () => {
  expect(shorten("Short", 5)).toBe("Short");
  expect(shorten("A rather long title", 15)).toBe("A rather long…");
  expect(shorten("🎉🎉🎉🎉", 3)).toBe("🎉🎉…");
});
