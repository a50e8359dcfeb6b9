import { describe, expect, it } from "vitest";
import { TextReader } from "./decode-text.ts";

function decode(bytes: Buffer, pieceLength: number) {
  const reader = new TextReader();
  let text = "";
  for (let start = 0; start < bytes.length; start += pieceLength)
    text += reader.decode(bytes.subarray(start, start + pieceLength));
  return { text: text + reader.end(), notices: reader.notices };
}

describe("text", () => {
  const said = "id;prénom\n1;Zoé – Çelik\n";

  it.each([1, 2, 3, 7, 1_000])("in UTF-8 is read in pieces of %i bytes, and nothing is said", (pieceLength) => {
    expect(decode(Buffer.from(said), pieceLength)).toEqual({ text: said, notices: [] });
  });

  it.each([1, 2, 3, 7, 1_000])(
    "in windows-1252 is told by the first byte that is no UTF-8, in pieces of %i",
    (pieceLength) => {
      const bytes = Buffer.from("id;prénom\n1;Zoé Ç\n", "latin1");
      const { text, notices } = decode(bytes, pieceLength);
      expect(text).toBe("id;prénom\n1;Zoé Ç\n");
      expect(notices).toEqual(["The text is read as windows-1252 (as Excel writes it)."]);
    },
  );

  it("in UTF-16 is told by its mark", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(said, "utf16le")]);
    expect(decode(bytes, 5)).toEqual({ text: said, notices: ["The text is read as UTF-16."] });
  });

  it("that is UTF-8 with a damaged byte stays UTF-8, and says so", () => {
    const { text, notices } = decode(Buffer.concat([Buffer.from("é"), Buffer.from([0xff]), Buffer.from("é")]), 10);
    expect(text).toBe("é\ufffdé");
    expect(notices).toHaveLength(1);
  });
});
