import { expect, it } from "vitest";
import { localDateOf } from "../core/calendar.ts";
import { rememberLocalDates } from "./local-dates.ts";

it("answers as the calendar does, from one minute to the next and back", () => {
  const dateOf = rememberLocalDates();
  const instants = ["2026-11-24T22:59:59.999Z", "2026-11-24T23:00:00Z", "2026-11-24T22:59:30Z", "2026-11-25T12:00:00Z"];
  for (const at of instants.map((text) => new Date(text))) {
    for (const timezone of ["Europe/Paris", "Pacific/Auckland", "Asia/Kathmandu", "Europe/Paris"]) {
      expect(dateOf(at, timezone)).toBe(localDateOf(at, timezone));
    }
  }
});
