import { describe, expect, it } from "vitest";
import type { CatalogueContent } from "../../community.ts";
import { communityNeeds } from "../community-needs.ts";
import type { Condition } from "../condition.ts";
import type { Measured } from "../condition-kind.ts";
import { CONDITION_KINDS, kindOf } from "../condition-kinds.ts";
import { describeCondition } from "../describe.ts";
import { evaluateMember } from "../evaluate-member.ts";
import type { CommunityFacts, Evaluation, MemberFacts } from "../evaluation.ts";
import { checkFolder } from "../read/check-folder.ts";

const AT = new Date("2026-11-24T07:00:00Z");
const MEMBER_AGO: MemberFacts = {
  id: 1,
  externalId: "m1",
  joinedAt: daysAgo(200),
  lastActAt: daysAgo(9),
  reads: ["en"],
  replays: new Map(),
  views: new Map([
    [1, daysAgo(20).getTime()],
    [2, daysAgo(10).getTime()],
  ]),
  mailed: new Set(),
  visits: [30, 27, 24, 21, 9].map((days) => daysAgo(days).getTime()),
  acts: new Map([
    ["Comment Created", [40, 20, 9].map((days) => daysAgo(days).getTime())],
    ["Badge Earned", [daysAgo(3).getTime()]],
  ]),
  digests: [12, 8, 1].map((days) => daysAgo(days).getTime()),
  role: "member",
  renewalAt: new Date("2026-12-10T00:00:00Z"),
  attributes: { plan: "premium", company: { size: 120 } },
};
const CATALOGUE = [
  content(1, { themes: ["pricing"], publishedAt: daysAgo(30) }),
  content(2, { themes: ["pricing"], type: "video", publishedAt: daysAgo(25) }),
  content(3, { publishedAt: daysAgo(2) }),
  content(4, { type: "live", publishedAt: daysAgo(1), startsAt: new Date("2026-11-26T17:00:00Z") }),
];
const COMMUNITY: CommunityFacts = {
  usualIntervalMs: 5 * 86_400_000,
  rhythm: { r: 0.25, alpha: 4.5, a: 0.75, b: 2.5 },
  topCounts: new Map([['[["Comment Created"],0.01,90]', 3]]),
};

function daysAgo(days: number): Date {
  return new Date(AT.getTime() - days * 86_400_000);
}

function content(id: number, more: Partial<CatalogueContent>): CatalogueContent {
  return {
    id,
    externalId: `c${id}`,
    type: "article",
    title: "",
    url: "",
    summary: null,
    imageUrl: null,
    themes: [],
    language: null,
    authorId: null,
    publishedAt: AT,
    withdrawnAt: null,
    startsAt: null,
    endsAt: null,
    replayUrl: null,
    ...more,
  };
}

function read(when: string): Condition {
  const rule = `rule: r\nwhen: { ${when} }\nsend: { every: day, at: "08:00" }\ndigest: { subject: s }\n`;
  const segment = {
    file: "segments/newcomers.yaml",
    text: "segment: newcomers\nwhen: { joined: { within: 30 days } }",
  };
  const { rules, mistakes } = checkFolder([{ file: "r.yaml", text: rule }, segment]);
  if (rules[0]?.when == null) throw new Error(mistakes.map(({ message }) => message).join("; "));
  return rules[0].when;
}

const settings = { timezone: "Europe/Paris", languages: ["en", "fr"] as const, team: [] };
const evaluation: Evaluation = {
  at: AT,
  today: "2026-11-24",
  timezone: "Europe/Paris",
  settings,
  asOf: "dated",
  community: COMMUNITY,
};

type Said = readonly [en: string, fr: string, notEn: string, notFr: string];

/** In both languages, and their opposites: what `rules list`, `explain` and the report put before people. */
const SAID: Readonly<Record<string, Said>> = {
  "inactive: 7 days": [
    "has been away for 7 days or more",
    "est absent depuis 7 jours ou plus",
    "has been away for less than 7 days",
    "est absent depuis moins de 7 jours",
  ],
  "active: { within: 1 day }": [
    "has visited today",
    "est venu aujourd’hui",
    "has not visited today",
    "n’est pas venu aujourd’hui",
  ],
  "active: { within: 2 weeks }": [
    "has visited within 2 weeks",
    "est venu au cours des 2 dernières semaines",
    "has not visited within 2 weeks",
    "n’est pas venu au cours des 2 dernières semaines",
  ],
  "later_than_usual: 1.5x": [
    "has been away longer than 1.5 times their usual interval",
    "est absent depuis plus de 1,5 fois son intervalle habituel",
    "has not been away longer than 1.5 times their usual interval",
    "n’est pas absent depuis plus de 1,5 fois son intervalle habituel",
  ],
  "never_visited: true": [
    "has never visited",
    "n’est jamais venu",
    "has visited at least once",
    "est venu au moins une fois",
  ],
  "unseen: { at_least: 3, published_within: 10 days, themes: [a, b], types: [video], not_yet_mailed: true }": [
    "has at least 3 unseen contents (video) on a or b published within 10 days and not yet in a digest",
    "a au moins 3 contenus non consultés (vidéo) sur a ou b publiés au cours des 10 derniers jours et pas encore envoyés",
    "has fewer than 3 unseen contents (video) on a or b published within 10 days and not yet in a digest",
    "a moins de 3 contenus non consultés (vidéo) sur a ou b publiés au cours des 10 derniers jours et pas encore envoyés",
  ],
  "visits: { at_most: 1, within: 30 days }": [
    "has visited at most once within 30 days",
    "est venu au plus une fois au cours des 30 derniers jours",
    "has visited more than once within 30 days",
    "est venu plus d’une fois au cours des 30 derniers jours",
  ],
  "visits: { at_least: 2, at_most: 4, within: 24 hours }": [
    "has visited at least 2 times and at most 4 times within 24 hours",
    "est venu au moins 2 fois et au plus 4 fois au cours des 24 dernières heures",
    "has visited fewer than 2 times or more than 4 times within 24 hours",
    "est venu moins de 2 fois ou plus de 4 fois au cours des 24 dernières heures",
  ],
  "visits: { at_most: 0 }": [
    "has not visited",
    "n’est pas venu",
    "has visited at least once",
    "est venu au moins une fois",
  ],
  "views: { at_least: 3, types: [video, event], themes: [pricing], within: 1 week }": [
    "has viewed at least 3 contents (video or event) on pricing within 1 week",
    "a consulté au moins 3 contenus (vidéo ou événement) sur pricing au cours de la dernière semaine",
    "has viewed fewer than 3 contents (video or event) on pricing within 1 week",
    "a consulté moins de 3 contenus (vidéo ou événement) sur pricing au cours de la dernière semaine",
  ],
  "views: { at_least: 1 }": [
    "has viewed at least 1 content",
    "a consulté au moins 1 contenu",
    "has viewed no content",
    "n’a consulté aucun contenu",
  ],
  "did: { activity: Comment Created }": [
    'has at least 1 activity "Comment Created"',
    "a au moins 1 activité « Comment Created »",
    'has no activity "Comment Created"',
    "n’a aucune activité « Comment Created »",
  ],
  "did: { activity: [Comment Created], top: 1%, within: 90 days }": [
    'is among the top 1% of those with activities "Comment Created" within 90 days',
    "est parmi le 1 % le plus actif pour « Comment Created » au cours des 90 derniers jours",
    'is not among the top 1% of those with activities "Comment Created" within 90 days',
    "n’est pas parmi le 1 % le plus actif pour « Comment Created » au cours des 90 derniers jours",
  ],
  "member: { plan: premium }": ["plan is premium", "plan est premium", "plan is not premium", "plan n’est pas premium"],
  "joined: { within: 14 days }": [
    "joined within 14 days",
    "est inscrit depuis moins de 14 jours",
    "joined more than 14 days ago",
    "est inscrit depuis plus de 14 jours",
  ],
  "renewal: { within: 45 days }": [
    "is due for renewal within the next 45 days",
    "arrive à échéance de renouvellement dans les 45 prochains jours",
    "is not due for renewal within the next 45 days",
    "n’a pas d’échéance de renouvellement dans les 45 prochains jours",
  ],
  "interested_in: [pricing, onboarding]": [
    "is interested in pricing or onboarding",
    "s’intéresse à pricing ou onboarding",
    "is not interested in pricing or onboarding",
    "ne s’intéresse pas à pricing ou onboarding",
  ],
  "interested_in: { themes: pricing, above: 12.5% }": [
    "is interested in pricing (12.5% of what they viewed or more)",
    "s’intéresse à pricing (12,5 % de ses consultations ou plus)",
    "is not interested in pricing (12.5% of what they viewed or more)",
    "ne s’intéresse pas à pricing (12,5 % de ses consultations ou plus)",
  ],
  "leaving: { above: 60% }": [
    "is thought to have left (probability above 60%)",
    "est considéré comme parti (probabilité supérieure à 60 %)",
    "is not thought to have left (probability above 60%)",
    "n’est pas considéré comme parti (probabilité supérieure à 60 %)",
  ],
  "digests: { ignored: 3 }": [
    "has not visited since the last 3 digests",
    "n’est venu après aucun des 3 derniers récapitulatifs",
    "has visited since one of the last 3 digests, or got fewer",
    "est venu après l’un des 3 derniers récapitulatifs, ou en a reçu moins",
  ],
  "digests: { ignored: 1 }": [
    "has not visited since the last digest",
    "n’est pas venu depuis le dernier récapitulatif",
    "has visited since the last digest, or got none",
    "est venu depuis le dernier récapitulatif, ou n’en a reçu aucun",
  ],
  "live: { starts_within: 3 days, themes: [pricing] }": [
    "has a live to attend on pricing within the next 3 days",
    "a un live à suivre sur pricing dans les 3 prochains jours",
    "has no live to attend on pricing within the next 3 days",
    "n’a aucun live à suivre sur pricing dans les 3 prochains jours",
  ],
  "segment: newcomers": [
    'is in the segment "newcomers"',
    "est dans le segment « newcomers »",
    'is not in the segment "newcomers"',
    "n’est pas dans le segment « newcomers »",
  ],
};

describe("conditions in plain words", () => {
  it.each(Object.entries(SAID))("%s", (written, said) => {
    const condition = read(written);
    const opposite: Condition = { kind: "not", argument: null, parts: [condition] };
    expect([
      describeCondition(condition, "en"),
      describeCondition(condition, "fr"),
      describeCondition(opposite, "en"),
      describeCondition(opposite, "fr"),
    ]).toEqual(said);
  });

  it("are there for every kind", () => {
    const said = new Set(Object.keys(SAID).map((written) => written.split(":")[0]));
    expect([...CONDITION_KINDS.keys()].filter((kind) => !said.has(kind))).toEqual(["all", "any", "not"]);
  });
});

/** What the member has beside what is asked for, and the verdict. */
const MEASURED: Readonly<Record<string, Measured & { readonly holds: boolean }>> = {
  "inactive: 7 days": { value: "2026-11-15T07:00:00.000Z", bound: "2026-11-17T23:00:00.000Z", holds: true },
  "active: { within: 7 days }": { value: "2026-11-15T07:00:00.000Z", bound: "2026-11-17T23:00:00.000Z", holds: false },
  "never_visited: true": { value: false, bound: true, holds: false },
  "joined: { within: 14 days }": { value: "2026-05-08T07:00:00.000Z", bound: "2026-11-10T23:00:00.000Z", holds: false },
  "later_than_usual: 2x": { value: "2026-11-15T07:00:00.000Z", bound: "2026-11-18T07:00:00.000Z", holds: true },
  "unseen: { at_least: 1 }": { value: 2, bound: 1, holds: true },
  "visits: { at_most: 1, within: 30 days }": { value: 4, bound: 1, holds: false },
  "visits: { at_least: 2, at_most: 5 }": { value: 5, bound: [2, 5], holds: true },
  "views: { at_least: 1, types: [video] }": { value: 1, bound: 1, holds: true },
  "did: { activity: [Comment Created, Badge Earned], at_least: 5 }": { value: 4, bound: 5, holds: false },
  "did: { activity: Comment Created, top: 1%, within: 90 days }": { value: 3, bound: 3, holds: true },
  "did: { activity: Badge Earned, top: 1%, within: 90 days }": { value: 1, bound: null, holds: false },
  "renewal: { within: 14 days }": {
    value: "2026-12-10T00:00:00.000Z",
    bound: ["2026-11-23T23:00:00.000Z", "2026-12-07T23:00:00.000Z"],
    holds: false,
  },
  "digests: { ignored: 2 }": { value: 2, bound: 2, holds: true },
  "live: { starts_within: 3 days }": {
    value: "2026-11-26T17:00:00.000Z",
    bound: "2026-11-26T23:00:00.000Z",
    holds: true,
  },
  "member: { plan: premium }": { value: "premium", bound: "premium", holds: true },
  "member: { company.size: { more_than: 50 }, role: expert }": {
    value: ["120", "member"],
    bound: ["more_than 50", "expert"],
    holds: false,
  },
};

describe("what a condition measures", () => {
  const measure = (condition: Condition, member: MemberFacts): Measured | undefined =>
    kindOf(condition.kind).measure?.(condition.argument, { evaluation, catalogue: CATALOGUE })(member);

  it.each(Object.entries(MEASURED))("is the member's value beside the bound: %s", (written, expected) => {
    const condition = read(written);
    const holds = evaluateMember(condition, MEMBER_AGO, CATALOGUE, evaluation);
    expect({ ...measure(condition, MEMBER_AGO), holds }).toEqual(expected);
  });

  it("is a share for interests and for the probability of having left", () => {
    const interest = measure(read("interested_in: pricing"), MEMBER_AGO);
    expect(interest?.bound).toBe(0.2);
    expect(interest?.value).toBeCloseTo(
      (2 ** (-20 / 60) + 2 ** (-10 / 60)) / (2 + 2 ** (-20 / 60) + 2 ** (-10 / 60)),
      6,
    );
    const left = measure(read("leaving: { above: 60% }"), MEMBER_AGO);
    // Four repeat days, the last 21 days after the first, 30 days ago.
    const odds = (0.75 / (2.5 + 3)) * ((4.5 + 30) / (4.5 + 21)) ** 4.25;
    expect(left?.value).toBeCloseTo(1 - 1 / (1 + odds), 12);
    expect(left?.bound).toBe(0.6);
  });

  it("has no value where the member has none, and no bound where the community has none", () => {
    const unknown = { ...MEMBER_AGO, lastActAt: null, visits: [], renewalAt: null };
    expect(measure(read("renewal: { within: 1 day }"), unknown)?.value).toBeNull();
    expect(measure(read("active: { within: 1 day }"), unknown)?.value).toBeNull();
    expect(measure(read("leaving: { above: 60% }"), unknown)?.value).toBeNull();
    const { community: _, ...without } = evaluation;
    const scene = { evaluation: without, catalogue: CATALOGUE };
    const late = read("later_than_usual: 2x");
    expect(kindOf(late.kind).measure?.(late.argument, scene)(unknown)).toEqual({ value: null, bound: null });
  });

  it("is there for every kind but those that only combine others", () => {
    const without = [...CONDITION_KINDS.values()].filter((kind) => kind.measure === undefined);
    expect(without.map(({ name }) => name)).toEqual(["segment", "all", "any", "not"]);
  });
});

describe("what conditions have to know of the community", () => {
  it("is asked once, from wherever they stand", () => {
    const needs = communityNeeds([
      read("all: [{ later_than_usual: 2x }, { not: { later_than_usual: 3x } }]"),
      read("any: [{ did: { activity: [B, A, A], top: 7%, within: 2 weeks } }, { did: { activity: A } }]"),
      read("leaving: { above: 60% }"),
    ]);
    expect(needs).toEqual([
      { kind: "usual_interval" },
      { kind: "top_count", key: '[["A","B"],0.07,14]', activities: ["A", "B"], share: 0.07, withinDays: 14 },
      { kind: "rhythm" },
    ]);
  });
});
