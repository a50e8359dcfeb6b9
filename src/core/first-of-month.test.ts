import { expect, it } from "vitest";
import { withFirst } from "./first-of-month.ts";

it("the first of a month is said by its rank in French alone, wherever it stands", () => {
  expect(withFirst("1 novembre 2026 à 08:01", "fr")).toBe("1er novembre 2026 à 08:01");
  expect(withFirst("dimanche 1 nov.", "fr")).toBe("dimanche 1er nov.");
  expect(withFirst("21 novembre 2026", "fr")).toBe("21 novembre 2026");
  expect(withFirst("1 November 2026", "en")).toBe("1 November 2026");
});
