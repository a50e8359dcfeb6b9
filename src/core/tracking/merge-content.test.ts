import { describe, expect, it } from "vitest";
import { type ContentStatement, contentReader } from "./content.ts";
import { type ContentRecord, mergeContent } from "./merge-content.ts";

const read = contentReader({ timezone: null, dates: "iso" });
const ROW = {
  id: "c",
  title: "Old",
  url: "https://site.example/c",
  publishedAt: "2026-03-11T07:00:00Z",
  withdrawnAt: "",
};

function rowAt(at: string, row: Readonly<Record<string, unknown>> = ROW): ContentStatement {
  const found = read(row, new Date(at));
  if ("mistakes" in found) throw new Error(found.mistakes.map(({ expected }) => expected).join());
  return found.value;
}

const toldAt = (at: string): ContentStatement => ({
  id: "c",
  statedAt: new Date(at),
  by: "event",
  fields: { title: "New", withdrawnAt: new Date(at) },
});

const kept = (...said: ContentStatement[]): ContentRecord["fields"] | undefined =>
  said.reduce<ContentRecord | undefined>(mergeContent, undefined)?.fields;

describe("a content of a file that has no updatedAt", () => {
  it("stays as it was told to be before its day, however often and late the file is read again", () => {
    const again = ["2026-03-10T23:00:00Z", "2026-03-12T02:00:00Z", "2026-03-13T02:00:00Z"].map((at) => rowAt(at));
    expect(kept(rowAt("2026-03-09T00:00:00Z"), toldAt("2026-03-10T12:00:00Z"), ...again)).toMatchObject({
      title: "New",
      withdrawnAt: new Date("2026-03-10T12:00:00Z"),
    });
  });

  it("takes what a later file corrects, after its day as before it", () => {
    const corrected = { ...ROW, title: "Corrected" };
    const planned = rowAt("2026-03-09T00:00:00Z");
    for (const at of ["2026-03-10T00:00:00Z", "2026-03-12T00:00:00Z"]) {
      expect(kept(planned, rowAt(at, corrected)), at).toMatchObject({ title: "Corrected" });
    }
  });

  it("speaks as of its publication where it was out when it was first read", () => {
    expect(kept(toldAt("2026-03-10T12:00:00Z"), rowAt("2026-03-12T02:00:00Z"))).toMatchObject({ title: "Old" });
    expect(kept(rowAt("2026-03-12T02:00:00Z"), toldAt("2026-03-12T12:00:00Z"))).toMatchObject({ title: "New" });
  });
});
