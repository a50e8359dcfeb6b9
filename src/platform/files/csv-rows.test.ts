import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecords, detectSeparator } from "./csv-rows.ts";

async function recordsOf(text: string, pieceLength = text.length || 1) {
  async function* pieces() {
    for (let start = 0; start < text.length; start += pieceLength) yield text.slice(start, start + pieceLength);
  }
  const records = [];
  for await (const block of csvRecords(pieces(), ",", "file.csv")) records.push(...block);
  return records;
}

describe("a CSV file", () => {
  it("gives each row the line on which it begins, over line breaks in cells and empty lines", async () => {
    expect(await recordsOf('a,b\n"1\n2",x\r\n\n3,y')).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: ["1\n2", "x"] },
      { line: 5, cells: ["3", "y"] },
    ]);
  });

  it("takes a quote inside a cell as it stands", async () => {
    expect((await recordsOf('5" pipe,a\nb,"c ""d"""\n')).map(({ cells }) => cells)).toEqual([
      ['5" pipe', "a"],
      ["b", 'c "d"'],
    ]);
  });

  it("reads the same rows in whatever pieces it comes", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", " "), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 20 }), async (rows, pieceLength) => {
        const text = rows.map((cells) => cells.map(quote).join(",")).join("\n");
        expect((await recordsOf(text, pieceLength)).map(({ cells }) => cells)).toEqual(
          rows.filter((cells) => cells.some((written) => written !== "")),
        );
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("whose quote is never closed is refused, with the line", async () => {
    await expect(recordsOf('a,b\nx,y\n"1,2\n3,4\n')).rejects.toThrow("opens in line 3 or later");
  });

  it("is cut by the separator that its first line holds most, outside quotes", () => {
    expect(detectSeparator("id;email;name")).toBe(";");
    expect(detectSeparator('id,"a;b;c;d",name')).toBe(",");
    expect(detectSeparator("id\temail")).toBe("\t");
    expect(detectSeparator("id")).toBe(",");
  });
});
