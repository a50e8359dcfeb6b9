import { describe, expect, it } from "vitest";
import type { OutcomeLift } from "./lift/lift-report.ts";
import { columnWriter } from "./tell/tell-outcomes.ts";
import { writeNumbers } from "./write/write-numbers.ts";

const write = writeNumbers("en", "Europe/Paris");

const liftOf = (treated: number, heldOut: number, isTold: boolean): OutcomeLift => {
  const relative = isTold ? { estimate: treated / heldOut - 1, low: -0.4, high: 2.45 } : null;
  const arm = (name: "treated" | "held_out", value: number) => ({ arm: name, n: 100, members: 100, value });
  return {
    outcome: "visibility",
    arms: [arm("treated", treated), arm("held_out", heldOut)],
    relative,
    absolute: null,
    sequential: { relative, absolute: null },
    reason: isTold ? null : "few_contributors",
  } as unknown as OutcomeLift;
};

describe("figures below one another", () => {
  it("have the decimals that agree with the effects told of them, those without an effect no more", () => {
    const rows = [liftOf(0.0185, 0.0091, true), liftOf(0.00254, 0.00219, false)];
    const written = columnWriter(write, rows, "classic");
    const values = rows.flatMap(({ arms }) => arms.map(({ value }) => written(value)));
    expect(values).toEqual(["1.85%", "0.91%", "0.25%", "0.22%"]);
    expect(written(null)).toBe("–");
  });
});
