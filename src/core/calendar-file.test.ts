import fc from "fast-check";
import { expect, it } from "vitest";
import { type CalendarEvent, writeCalendarFile } from "./calendar-file.ts";

const LIVE: CalendarEvent = {
  uid: "live-7@club.example",
  statedAt: new Date("2026-11-20T08:00:00Z"),
  startsAt: new Date("2026-11-24T17:00:00Z"),
  endsAt: new Date("2026-11-24T18:30:00Z"),
  title: "Ask us anything",
  summary: null,
  url: "https://club.example/lives/7",
};

/** Properties as a calendar reads them: lines unfolded, texts unescaped. */
function read(file: string): Map<string, string> {
  const lines = file.replace(/\r\n /g, "").split("\r\n");
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const colon = line.indexOf(":");
      if (colon === -1) return [];
      const text = line.slice(colon + 1).replace(/\\([\\;,nN])/g, (_, mark: string) => (/n/i.test(mark) ? "\n" : mark));
      return [[line.slice(0, colon), text]];
    }),
  );
}

it("is an event with all that RFC 5545 asks for", () => {
  expect(writeCalendarFile(LIVE)).toBe(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Rekindle//Rekindle//EN",
      "CALSCALE:GREGORIAN",
      "METHOD:PUBLISH",
      "BEGIN:VEVENT",
      "UID:live-7@club.example",
      "DTSTAMP:20261120T080000Z",
      "DTSTART:20261124T170000Z",
      "DTEND:20261124T183000Z",
      "SUMMARY:Ask us anything",
      "URL:https://club.example/lives/7",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );
});

it("lasts an hour where nobody has said when it ends, or it would end before it starts", () => {
  for (const endsAt of [null, LIVE.startsAt]) {
    const file = writeCalendarFile({ ...LIVE, endsAt });
    expect(file).toContain("\r\nDURATION:PT1H\r\n");
    expect(file).not.toContain("DTEND");
  }
});

it("gives back any title, in lines of at most 75 octets, and no text becomes a line of its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (title) => {
      const file = writeCalendarFile({ ...LIVE, title: `${title}\nEND:VEVENT`, summary: title });
      const lines = file.split("\r\n");
      for (const line of lines) {
        expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n\u2028]/);
      }
      expect(lines.filter((line) => line === "END:VEVENT")).toHaveLength(1);
      const shown = `${title}\nEND:VEVENT`.replace(/\r\n|\r/g, "\n").replace(/[^\P{Cc}\n]+|[\u2028\u2029]+/gu, " ");
      expect(read(file).get("SUMMARY")).toBe(shown);
    }),
  );
});
