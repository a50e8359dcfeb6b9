import { expect, it } from "vitest";
import { describeSchedule } from "./describe-schedule.ts";
import { checkFolder } from "./read/check-folder.ts";

function said(send: string): string[] {
  const text = `rule: a\nstate: live\nwhen: { inactive: 7 days }\nsend: ${send}\ndigest: { subject: { en: Hello, fr: Bonjour } }\n`;
  const { rules, mistakes } = checkFolder([{ file: "a.yaml", text }]);
  const schedule = rules[0]?.schedule;
  if (schedule == null) throw new Error(mistakes.map(({ message }) => message).join());
  return (["en", "fr"] as const).map((language) => describeSchedule(schedule, language));
}

it.each([
  ['{ every: day, at: "08:00" }', "every day at 08:00, their time", "chaque jour à 08:00, heure du membre"],
  [
    '{ every: day, at: "08:00", from: 2026-12-01, until: 2026-12-24 }',
    "every day at 08:00, their time, from 1 December 2026, until 24 December 2026",
    "chaque jour à 08:00, heure du membre, à partir du 1er décembre 2026, jusqu’au 24 décembre 2026",
  ],
  [
    "{ once: 2026-12-15 10:00 }",
    "once, on 15 December 2026 at 10:00, their time",
    "une seule fois, le 15 décembre 2026 à 10:00, heure du membre",
  ],
  [
    '{ every: month, day: 1, at: "09:00" }',
    "on day 1 of each month at 09:00, their time",
    "le 1er de chaque mois à 09:00, heure du membre",
  ],
])("a schedule is said as one says it: %s", (send, english, french) => {
  expect(said(send)).toEqual([english, french]);
});
