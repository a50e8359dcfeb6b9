import { expect, it } from "vitest";
import { callReader } from "./call.ts";

it("takes no time without a zone, whatever the timezone of the community", () => {
  const settings = { passiveEvents: [], events: {}, timezone: "Europe/Paris", dates: "dmy" };
  const read = callReader(settings);
  const context = { receivedAt: new Date("2026-11-28T08:00:00Z"), sentAt: null, fromBrowser: false };
  for (const timestamp of ["2026-11-28 08:00", "2026-11-28T08:00:00", "2026-11-28", "28/11/2026 08:00"]) {
    const said = read({ type: "track", userId: "42", event: "Content Viewed", timestamp }, context);
    expect(said).toMatchObject({ mistakes: [{ field: "timestamp" }] });
  }
});

it("advises no option of a command, which whoever sends calls cannot give", () => {
  const read = callReader({ passiveEvents: [], events: {} });
  const context = { receivedAt: new Date("2026-11-28T08:00:00Z"), sentAt: null, fromBrowser: false };
  const expected = "an ISO 8601 time with its zone, such as 2026-11-24T08:00:00Z";
  for (const time of ["2026-11-28", "28/11/2026"]) {
    for (const call of [
      { type: "identify", userId: "42", traits: { createdAt: time } },
      { type: "track", userId: "42", event: "Content Viewed", timestamp: time },
    ]) {
      expect(read(call, context)).toMatchObject({ mistakes: [{ expected }] });
    }
  }
});

it("of a key for browsers says that it is one where something else than an own act comes by it", () => {
  const read = callReader({ passiveEvents: [], events: {} });
  const context = { receivedAt: new Date("2026-11-28T08:00:00Z"), sentAt: null, fromBrowser: true };
  const said = read({ type: "identify", userId: "42", traits: { email: "eve@elsewhere.example" } }, context);
  expect(said).toMatchObject({ mistakes: [{ field: "writeKey", found: "a key for browsers" }] });
});
