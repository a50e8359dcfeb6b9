import { describe, expect, it } from "vitest";
import type { Condition } from "../condition.ts";
import { checkFolder } from "../read/check-folder.ts";
import { canNeverHold, implies } from "./can-never-hold.ts";

function read(when: object): Condition {
  const send = { every: "day", at: "08:00" };
  const text = JSON.stringify({ rule: "r", when, send, digest: { subject: "s" } });
  const folder = checkFolder([
    { file: "r.yaml", text },
    { file: "segments/away.yaml", text: "segment: away\nwhen: { inactive: 30 days }" },
  ]);
  const [rule] = folder.rules;
  if (rule === undefined) throw new Error(JSON.stringify(folder.mistakes.map(({ message }) => message)));
  return rule.when;
}

const IMPOSSIBLE: readonly object[] = [
  { all: [{ inactive: "7 days" }, { active: { within: "7 days" } }] },
  { all: [{ inactive: "7 days" }, { active: { within: "3 days" } }] },
  { all: [{ inactive: "7 days" }, { active: { within: "36 hours" } }] },
  { all: [{ inactive: "30 days" }, { not: { inactive: "7 days" } }] },
  { all: [{ inactive: "2 weeks" }, { not: { inactive: "14 days" } }] },
  { all: [{ joined: { within: "3 days" } }, { inactive: "7 days" }] },
  { all: [{ never_visited: true }, { active: { within: "30 days" } }] },
  { all: [{ never_visited: true }, { never_visited: false }] },
  { all: [{ never_visited: true }, { visits: { at_least: 1 } }] },
  { all: [{ visits: { at_most: 0 } }, { active: { within: "7 days" } }] },
  { all: [{ visits: { at_least: 3, within: "7 days" } }, { inactive: "14 days" }] },
  { all: [{ visits: { at_least: 5, within: "7 days" } }, { visits: { at_most: 2, within: "30 days" } }] },
  {
    all: [
      { unseen: { at_least: 5, published_within: "7 days" } },
      { not: { unseen: { at_least: 3, published_within: "10 days" } } },
    ],
  },
  { all: [{ unseen: { themes: ["a"], at_least: 2 } }, { not: { unseen: { at_least: 2 } } }] },
  { all: [{ views: { at_least: 3 } }, { views: { at_most: 1 } }] },
  { all: [{ digests: { ignored: 3 } }, { not: { digests: { ignored: 2 } } }] },
  { all: [{ live: { starts_within: "2 days" } }, { not: { live: { starts_within: "3 days" } } }] },
  { all: [{ renewal: { within: "10 days" } }, { not: { renewal: { within: "45 days" } } }] },
  { all: [{ member: { plan: "premium" } }, { member: { plan: "free" } }] },
  { all: [{ member: { plan: "premium" } }, { member: { plan: { in: ["free", "trial"] } } }] },
  { all: [{ member: { plan: "premium" } }, { member: { plan: { is_not: "premium" } } }] },
  { all: [{ member: { plan: "premium" } }, { not: { member: { plan: "premium" } } }] },
  { all: [{ member: { size: { more_than: 50 } } }, { member: { size: { less_than: 10 } } }] },
  { member: { size: { more_than: 50, less_than: 50 } } },
  { all: [{ member: { size: 5 } }, { member: { size: { more_than: 50 } } }] },
  { member: { since: { after: "2026-06-01", before: "2026-01-01" } } },
  { all: [{ member: { plan: { exists: false } } }, { member: { plan: { contains: "a" } } }] },
  { all: [{ later_than_usual: "3x" }, { not: { later_than_usual: "2x" } }] },
  { all: [{ later_than_usual: "2x" }, { never_visited: true }] },
  { all: [{ leaving: { above: "60%" } }, { not: { leaving: { above: "50%" } } }] },
  { all: [{ segment: "away" }, { any: [{ active: { within: "7 days" } }, { joined: { within: "7 days" } }] }] },
  { not: { any: [{ inactive: "7 days" }, { not: { inactive: "7 days" } }] } },
];

const POSSIBLE: readonly object[] = [
  { all: [{ inactive: "7 days" }, { active: { within: "8 days" } }] },
  { all: [{ inactive: "7 days" }, { active: { within: "167 hours" } }] },
  { all: [{ inactive: "2 days" }, { active: { within: "40 hours" } }] },
  { all: [{ inactive: "7 days" }, { not: { inactive: "30 days" } }] },
  { all: [{ joined: { within: "30 days" } }, { inactive: "7 days" }] },
  { all: [{ never_visited: true }, { inactive: "7 days" }] },
  { all: [{ visits: { at_most: 2, within: "7 days" } }, { visits: { at_least: 5, within: "30 days" } }] },
  { all: [{ visits: { at_most: 0, within: "7 days" } }, { active: { within: "7 days" } }] },
  { all: [{ unseen: { themes: ["a"] } }, { not: { unseen: { themes: ["b"] } } }] },
  { all: [{ unseen: { at_least: 2 } }, { not: { unseen: { at_least: 2, not_yet_mailed: true } } }] },
  { all: [{ later_than_usual: "2x" }, { not: { later_than_usual: "3x" } }] },
  { all: [{ member: { plan: "50" } }, { member: { plan: 50 } }] },
  { all: [{ member: { plan: "premium" } }, { member: { "company.size": 3 } }] },
  { all: [{ member: { plan: { is_not: "a" } } }, { member: { plan: { exists: false } } }] },
  { all: [{ member: { size: 5 } }, { member: { size: { contains: "0" } } }] },
  { any: [{ all: [{ inactive: "7 days" }, { active: { within: "7 days" } }] }, { inactive: "7 days" }] },
];

describe("an audience that can never match", () => {
  it.each(IMPOSSIBLE.map((when) => [JSON.stringify(when), when]))("is known: %s", (_, when) => {
    expect(canNeverHold(read(when as object))).toBe(true);
  });

  it.each(POSSIBLE.map((when) => [JSON.stringify(when), when]))("is not seen in %s", (_, when) => {
    expect(canNeverHold(read(when as object))).toBe(false);
  });

  it("is not looked for where there are too many ways", () => {
    const many = { any: [{ inactive: "7 days" }, { joined: { within: "7 days" } }, { never_visited: true }] };
    expect(canNeverHold(read({ all: Array.from({ length: 30 }, () => many) }))).toBe(false);
  });

  it("tells when one condition takes in another", () => {
    const away = read({ inactive: "30 days" });
    expect(implies(away, read({ inactive: "7 days" }))).toBe(true);
    expect(implies(read({ inactive: "7 days" }), away)).toBe(false);
    expect(implies(read({ all: [{ inactive: "30 days" }, { unseen: { at_least: 3 } }] }), away)).toBe(true);
  });
});
