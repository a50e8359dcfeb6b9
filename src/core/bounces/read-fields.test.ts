import fc from "fast-check";
import { expect, it } from "vitest";
import { readFieldGroups, readMailDate } from "./read-fields.ts";

it("reads groups of fields, folded lines among them, whatever the line ends are", () => {
  const text =
    "Reporting-MTA: dns; mx\n\nAction: failed\nDiagnostic-Code: smtp; 550\n  no such\n\tuser\nno field\n\n\nAction:delayed\n";
  const groups = [
    [{ name: "reporting-mta", value: "dns; mx" }],
    [
      { name: "action", value: "failed" },
      { name: "diagnostic-code", value: "smtp; 550 no such user" },
    ],
    [{ name: "action", value: "delayed" }],
  ];
  expect(readFieldGroups(text)).toEqual(groups);
  expect(readFieldGroups(text.replaceAll("\n", "\r\n"))).toEqual(groups);
});

it("finds again what was written, and nothing else breaks it", () => {
  const name = fc.string({ unit: fc.constantFrom(..."aZ-9"), minLength: 1, maxLength: 20 });
  const value = fc.string({ unit: fc.constantFrom(..."ab:; 5."), maxLength: 60 }).map((text) => text.trim());
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      (groups) => {
        const text = groups.map((group) => group.map(([key, says]) => `${key}: ${says}\r\n`).join("")).join("\r\n");
        expect(readFieldGroups(text)).toEqual(
          groups.map((group) => group.map(([key, says]) => ({ name: key.toLowerCase(), value: says }))),
        );
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."\r\n\t\0 :;aé\u2028") }), (text) => {
      for (const group of readFieldGroups(text)) expect(group.length).toBeGreaterThan(0);
    }),
  );
});

it("reads dates with a comment, and none that is not", () => {
  expect(readMailDate("Mon, 23 Nov 2026 08:00:02 +0100 (CET)")?.toISOString()).toBe("2026-11-23T07:00:02.000Z");
  expect(readMailDate("yesterday")).toBeNull();
  expect(readMailDate(null)).toBeNull();
});
