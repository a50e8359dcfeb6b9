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
