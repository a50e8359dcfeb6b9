import { expect, it } from "vitest";
import { brief, settings } from "../../../../test/support/settings-of.ts";
import { checkFolder } from "./check-folder.ts";

it("reads who gets the report of each week, and when, and says what is no address, day or hour", () => {
  const from = "from: { name: Us, address: us@example.org }\n";
  expect(checkFolder([]).settings?.reports).toEqual({ weekly: [], weekday: 1, at: "08:00", language: "en" });
  const written = 'reports: { weekly: [pat@example.org, sam@example.org], day: friday, at: "17:30" }\n';
  expect(settings(`${from}languages: [fr, en]\n${written}`).settings?.reports).toEqual({
    weekly: ["pat@example.org", "sam@example.org"],
    weekday: 5,
    at: "17:30",
    language: "fr",
  });
  expect(settings(`${from}languages: [fr]\nreports: { language: en }\n`).settings?.reports.language).toBe("en");
  expect(settings("reports: off\n").settings?.reports.weekly).toEqual([]);
  expect(brief(settings("reports: { weekly: [], quarterly: [] }\n").mistakes)).toEqual([]);
  expect(brief(settings(`${from}reports: { quarterly: [pat@example.org] }\n`).mistakes)).toEqual([
    ["notice", 2, 12, null],
  ]);
  const wrong = "reports: { weekly: [pat], day: mondy, at: 8h, language: de, weekli: [] }\n";
  expect(brief(settings(wrong).mistakes)).toEqual([
    ["mistake", 1, 21, "write an e-mail address"],
    ["mistake", 1, 32, 'did you mean "monday"?'],
    ["mistake", 1, 43, expect.any(String)],
    ["mistake", 1, 57, expect.any(String)],
    ["mistake", 1, 61, 'did you mean "weekly"?'],
  ]);
  expect(settings("reports: { weekly: [pat@example.org] }\n").mistakes[0]?.message).toMatch(/"from" is missing/);
});
