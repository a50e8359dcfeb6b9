import { describe, expect, it } from "vitest";
import { writeNumbers } from "./write-numbers.ts";

const write = writeNumbers("en", "Europe/Paris");

describe("numbers of a kind", () => {
  it("have one precision: numbers two decimals, times and points one, counts none", () => {
    expect([0.5, 3.25, 12.345].map(write.number)).toEqual(["0.50", "3.25", "12.35"]);
    expect([0.5, 3.25, 12].map(write.days)).toEqual(["0.5", "3.3", "12.0"]);
    expect([2, -16.04].map(write.points)).toEqual(["2.0", "−16.0"]);
    expect(write.count(1_234.4)).toBe("1,234");
  });

  it.each<[readonly number[], readonly string[]]>([
    [
      [0.28, 0.167, 0.492],
      ["28%", "17%", "49%"],
    ],
    [
      [0.024, 0.012],
      ["2.4%", "1.2%"],
    ],
    // One of them would be none at all.
    [
      [0.17, 0.004, 0.352],
      ["17.0%", "0.4%", "35.2%"],
    ],
    [
      [0.0996, 0],
      ["10%", "0%"],
    ],
    [
      [12, 0.004],
      ["1,200%", "0%"],
    ],
  ])("shares side by side have as many decimals: %s", (values, written) => {
    expect(values.map(write.shares(values))).toEqual(written);
    expect(values.map(write.signedShares(values))).toEqual(written.map((text) => (text === "0%" ? text : `+${text}`)));
  });

  it("shares have a decimal where one of them is below 10%; effects with wide bounds have none", () => {
    const values = [0.28, 0.067, 0.492];
    expect(values.map(write.shares(values))).toEqual(["28.0%", "6.7%", "49.2%"]);
    expect(values.map(write.effects(values))).toEqual(["28%", "7%", "49%"]);
    expect(values.map(write.signedShares(values))).toEqual(["+28%", "+7%", "+49%"]);
  });

  it("below one another have as many decimals as the row that needs most", () => {
    const rows = [
      [0.0185, 0.0091],
      [0.281, 0.067],
    ] as const;
    const written = write.pairs("share", rows);
    expect(rows.flat().map(written)).toEqual(["1.85%", "0.91%", "28.10%", "6.70%"]);
    expect(
      [0.3, 0.2, 0.5].map(
        write.pairs("share", [
          [0.3, 0.2],
          [0.5, null],
        ]),
      ),
    ).toEqual(["30%", "20%", "50%"]);
  });

  it("keep the decimals that others gave them, both as many", () => {
    expect([41.5, 40].map(write.given([41.5, 40]))).toEqual(["41.5", "40.0"]);
    expect([41.256].map(write.given([41.256]))).toEqual(["41.26"]);
    expect([7, 8].map(write.given([7, 8]))).toEqual(["7", "8"]);
  });

  it("are not parted from what they are out of", () => {
    expect(write.outOf(412, 3_020)).toBe("412\u00a0/\u00a03,020");
    expect(writeNumbers("fr", "Europe/Paris").outOf(4_568, 187_300)).not.toContain(" ");
  });
});
