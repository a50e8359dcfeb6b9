import { expect, it } from "vitest";
import type { HeldSlot } from "../../audience/holding/ports.ts";
import type { RuleListing } from "../../audience/list-rules.ts";
import type { LoadedRules } from "../../audience/load-rules.ts";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { defaultSettings } from "../../core/rules/read/read-settings.ts";
import { tellRules } from "./tell-rules.ts";

const folder = checkFolder([
  {
    file: "a.yaml",
    text: 'rule: a\nstate: live\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: { en: Hello, fr: Bonjour } }\n',
  },
]);
const loaded = { mistakes: [], settings: defaultSettings() } as unknown as LoadedRules;

const slot = (timezone: string, change: Partial<HeldSlot> = {}): HeldSlot => ({
  rule: "a",
  timezone,
  localDate: "2026-11-25",
  heldBy: "brake",
  digests: 1_200,
  usual: 100,
  until: new Date("2026-11-26T00:00:00Z"),
  ...change,
});

function waitingOf(slots: HeldSlot[], language: "en" | "fr", timezone = "UTC"): readonly string[] | undefined {
  const [rule] = folder.rules;
  if (rule === undefined) throw new Error("no rule");
  const listing: RuleListing = { rule, held: false, waiting: slots, next: null };
  const facts = { ...loaded, settings: { ...loaded.settings, timezone } };
  return tellRules({ loaded: facts, rules: [listing], slots: [] }, language).rules[0]?.waiting;
}

it("names the day of what waits as its members have it, wherever the community's clocks stand", () => {
  for (const timezone of ["America/Los_Angeles", "Pacific/Auckland"]) {
    expect(waitingOf([slot("Etc/UTC")], "fr", timezone)?.[0]).toContain("du 25 novembre 2026");
  }
});

it("tells what waits of a rule once for each date and holder, all its timezones together", () => {
  const slots = [
    slot("Europe/Paris"),
    slot("UTC", { digests: 300 }),
    slot("UTC", { localDate: "2026-11-26", heldBy: "review", digests: 1 }),
  ];
  expect(waitingOf(slots, "en")).toEqual([
    "1,500 digests of 25 November 2026: far more than usual. Let them go with: rekindle release a",
    "1 digest of 26 November 2026, by a reader of the proof. Let go with: rekindle release a",
  ]);
  expect(waitingOf(slots, "fr")?.[1]).toBe(
    "1 récapitulatif du 26 novembre 2026, sur décision d’un lecteur du BAT. Pour laisser partir : rekindle release a",
  );
  expect(waitingOf([], "en")).toEqual([]);
});

it("says mistakes in the language of the page", () => {
  const broken = checkFolder([{ file: "a.yaml", text: "rule: a\nwhen: { inactve: 7 days }\n" }]);
  const facts = { loaded: { ...loaded, mistakes: broken.mistakes }, rules: [], slots: [] };
  expect(tellRules(facts, "en").mistakes.join("\n")).toContain('unknown condition "inactve"');
  const french = tellRules(facts, "fr").mistakes.join("\n").replaceAll("\u00a0", " ");
  expect(french).toContain("a.yaml:2:9 erreur\n  condition inconnue « inactve »");
  expect(french).toContain("vouliez-vous dire « inactive » ?");
});
