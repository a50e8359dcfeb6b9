import { expect, it } from "vitest";
import { callReader } from "./call.ts";
import { memberReader } from "./member.ts";

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
  const read = callReader({ passiveEvents: [], timezone: "Europe/Paris", events: {} });
  const context = { receivedAt: new Date("2026-11-28T08:00:00Z"), sentAt: null, fromBrowser: false };
  const expected = "an ISO 8601 time with its zone, such as 2026-11-24T08:00:00Z";
  for (const time of ["2026-11-28", "28/11/2026"]) {
    const call = { type: "track", userId: "42", event: "Content Viewed", timestamp: time };
    expect(read(call, context)).toMatchObject({ mistakes: [{ expected }] });
  }
  const call = { type: "identify", userId: "42", traits: { createdAt: "28/11/2026" } };
  expect(read(call, context)).toMatchObject({ mistakes: [{ expected: `${expected}, or a day such as 2026-11-24` }] });
});

it("takes days of members as those of the community, as a file in its timezone does; an hour without a zone is a mistake", () => {
  const read = callReader({ passiveEvents: [], events: {}, timezone: "America/New_York" });
  const readRow = memberReader({ timezone: "America/New_York", dates: "iso" });
  const now = new Date("2026-11-28T08:00:00Z");
  const context = { receivedAt: now, sentAt: null, fromBrowser: false };
  for (const name of ["createdAt", "renewalAt", "consentAt"]) {
    const said = read({ type: "identify", userId: "42", traits: { [name]: "2026-05-01" } }, context);
    const member = { [name]: new Date("2026-05-01T04:00:00Z") };
    expect(said).toMatchObject({ value: { member }, warnings: [] });
    expect(readRow({ id: "42", [name]: "2026-05-01" }, now)).toMatchObject({ value: member });
    const hour = read({ type: "identify", userId: "42", traits: { [name]: "2026-05-01T08:00" } }, context);
    expect(hour).toMatchObject({ mistakes: [{ field: name }] });
  }
  const ahead = read({ type: "identify", userId: "42", traits: { createdAt: "2026-12-01" } }, context);
  expect(ahead).toMatchObject({ mistakes: [{ field: "createdAt" }] });
});

it("of a key for browsers says that it is one where something else than an own act comes by it", () => {
  const read = callReader({ passiveEvents: [], timezone: "Europe/Paris", events: {} });
  const context = { receivedAt: new Date("2026-11-28T08:00:00Z"), sentAt: null, fromBrowser: true };
  const said = read({ type: "identify", userId: "42", traits: { email: "eve@elsewhere.example" } }, context);
  expect(said).toMatchObject({ mistakes: [{ field: "writeKey", found: "a key for browsers" }] });
});
