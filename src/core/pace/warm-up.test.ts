import { expect, it } from "vitest";
import { recipientDomain } from "./recipient-domain.ts";
import { mostOn } from "./warm-up.ts";

it("a mail server that warms up gets so many on its first day, more each day after, and at last as many as there are", () => {
  const plan = { from: "2026-12-01", firstDay: 200, grow: 1.5 };
  expect(["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-08"].map((date) => mostOn(date, plan))).toEqual([
    null,
    200,
    300,
    3417,
  ]);
  expect(mostOn("2027-03-01", plan)).toBeNull();
  expect(mostOn("2999-01-01", plan)).toBeNull();
});

it("an address's domain is what the mail goes to", () => {
  expect(["Ann@Example.ORG", "a@münchen.example", "a@b@c.example.", "nobody"].map(recipientDomain)).toEqual([
    "example.org",
    "xn--mnchen-3ya.example",
    "c.example",
    "nobody",
  ]);
});
