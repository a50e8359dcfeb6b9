import { expect, it } from "vitest";
import { HOUR_MS } from "../core/calendar.ts";
import type { CheckedRule, Schedule } from "../core/rules/rule.ts";
import { proofsDue } from "./find-proofs.ts";

const schedule: Schedule = { every: { kind: "day" }, at: "08:00", from: null, until: null };
const rule = (name: string, of: Schedule | null = schedule) => ({ name, schedule: of }) as CheckedRule;

/** Dates of rule `a` of which a proof is due two hours before. */
function due(at: string, timezones: string[], closed: { from: string; to: string }[] = []): string[] {
  const question = { rules: [rule("a")], timezones, at: new Date(at), closed };
  return proofsDue(question, 2 * HOUR_MS).map(
    ({ localDate, firstAt }) => `${localDate} ${firstAt.toISOString().slice(0, 16)}`,
  );
}

it("is due from two hours before the first mail of a date, in whichever timezone that is", () => {
  const zones = ["Europe/Paris", "Pacific/Auckland"];
  // 08:00 in Auckland on the 25th is 19:00 UTC on the 24th.
  expect(due("2026-11-24T16:59:59Z", zones)).toEqual([]);
  expect(due("2026-11-24T17:00:00Z", zones)).toEqual(["2026-11-25 2026-11-24T19:00"]);
});

it("is due for as long as there is a mail to hold", () => {
  expect(due("2026-11-25T06:59:00Z", ["Europe/Paris", "Pacific/Auckland"])).toEqual(["2026-11-25 2026-11-24T19:00"]);
  expect(due("2026-11-25T07:00:00Z", ["Europe/Paris", "Pacific/Auckland"])).toEqual([]);
  expect(due("2026-11-25T06:59:00Z", ["Europe/Paris"])).toEqual(["2026-11-25 2026-11-25T07:00"]);
  expect(due("2026-11-25T07:00:00Z", ["Europe/Paris"])).toEqual([]);
});

it("is not due on closed days, nor of rules that wait for something to happen", () => {
  const closed = [{ from: "2026-11-25", to: "2026-11-25" }];
  expect(due("2026-11-25T06:00:00Z", ["Europe/Paris"], closed)).toEqual([]);
  expect(due("2026-11-26T06:00:00Z", ["Europe/Paris"], closed)).toEqual(["2026-11-26 2026-11-26T07:00"]);
  const waiting = { rules: [rule("w", null)], timezones: ["UTC"], at: new Date("2026-11-25T07:00:00Z"), closed: [] };
  expect(proofsDue(waiting, 24 * HOUR_MS)).toEqual([]);
});
