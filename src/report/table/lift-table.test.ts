import { describe, expect, it } from "vitest";
import { liftTable } from "./lift-table.ts";
import { presentTableText } from "./present-table.ts";

/** 400 rows an arm around its mean, one apart. */
const tableOf = (control: number, treated: number) => ({
  name: "table.csv",
  columns: ["arm", "balance"],
  decimalComma: false,
  notices: [],
  async *[Symbol.asyncIterator]() {
    yield Array.from({ length: 800 }, (_, index) => {
      const mean = index % 2 === 0 ? control : treated;
      return {
        line: index + 2,
        row: [index % 2 === 0 ? "control" : "treated", String(mean + (index % 4 < 2 ? 1 : -1))],
      };
    });
  },
});

describe("a table whose control is on average", () => {
  it.each([
    ["above zero: the effect as a share of it", 2, 3, "That is 50% more"],
    ["below zero: the effect as it is, more being more", -2, -1, "That is 1 more"],
    ["zero", 0, 1, "That is 1 more"],
  ])("%s", async (_name, control, treated, said) => {
    const question = { arm: "arm", control: "control", outcome: "balance", kind: "mean" } as const;
    const answer = await liftTable(tableOf(control, treated), question);
    expect(presentTableText(answer, "en", (text) => text)).toContain(said);
    const compared = answer.lift.arms[1];
    expect(compared?.reason).toBe(control > 0 ? null : "control_is_zero");
    expect(compared?.relative === null).toBe(control <= 0);
  });
});
