import { expect, it } from "vitest";
import { limitMistakes } from "./document.ts";
import { mistakeAt, openSource } from "./source.ts";

const source = openSource("a.yaml", "a: 1\n");
const many = (count: number, severity: "mistake" | "warning") =>
  Array.from({ length: count }, (_, index) => mistakeAt(source, [0, 1], `${severity} ${index}`, null, severity));

it("counts the mistakes that are left out apart from the warnings", () => {
  const limited = limitMistakes([...many(48, "mistake"), ...many(4, "warning"), ...many(1, "mistake")]);
  expect(limited).toHaveLength(52);
  expect(limited.slice(50)).toMatchObject([
    { severity: "mistake", message: "and 1 more mistake", standsFor: 1 },
    { severity: "warning", message: "and 2 more warnings", standsFor: 2 },
  ]);
  expect(limited.at(-1)?.french?.message).toBe("et encore 2 avertissements");
});

it("leaves fifty as they are", () => {
  expect(limitMistakes(many(50, "warning"))).toEqual(many(50, "warning"));
});
