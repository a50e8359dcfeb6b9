import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EVENT_NAMES } from "../tracking/event-names.ts";
import { CUSTOMERS, QUESTIONS, RENEWAL_DATES, REPLIES } from "./indicator.ts";
import { INDICATORS } from "./indicators.ts";
import { OTHER_INDICATORS } from "./others.ts";

describe("the table of indicators", () => {
  const all = [...INDICATORS, ...OTHER_INDICATORS];

  it("names each once, in words that differ", () => {
    for (const of of [
      all.map(({ name }) => name),
      all.map(({ label }) => label.en),
      all.map(({ label }) => label.fr),
    ]) {
      expect(new Set(of).size).toBe(of.length);
    }
  });

  it("asks for events that mean something here", () => {
    const known = [...EVENT_NAMES, QUESTIONS, REPLIES, RENEWAL_DATES, CUSTOMERS];
    for (const { events } of INDICATORS) expect(known).toEqual(expect.arrayContaining([...events]));
  });

  it("says where each is computed", () => {
    const folder = "src/platform/postgres/report";
    const files = [folder, `${folder}/indicators`].flatMap((path) => readdirSync(path));
    for (const { query } of INDICATORS) expect(files).toContain(`${query}.ts`);
  });
});
