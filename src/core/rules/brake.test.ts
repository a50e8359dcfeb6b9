import { expect, it } from "vitest";
import { isTooLarge } from "./brake.ts";

const usual = (planned: number, slots = 3) => ({ planned, slots });

it.each([
  ["more than three times the usual", 301, usual(100), 3, true],
  ["three times the usual", 300, usual(100), 3, false],
  ["a rule with two slots behind it", 9_000, usual(1, 2), 3, false],
  ["a rule's first slot", 9_000, null, 3, false],
  ["a slot of nineteen mails", 19, usual(1), 3, false],
  ["a slot of twenty mails", 20, usual(1), 3, true],
  ["any slot without a brake", 9_000, usual(1), null, false],
] as const)("is asked of %s", (_, planned, lately, factor, held) => {
  expect(isTooLarge(planned, lately, factor)).toBe(held);
});
