import { describe, expect, it } from "vitest";
import type { DrawnProgramme } from "../assignment.ts";
import { addDays, DAY_MS } from "../calendar.ts";
import type { CatalogueContent } from "../community.ts";
import { NOTHING_KNOWN } from "../rules/evaluation.ts";
import { checkFolder } from "../rules/read/check-folder.ts";
import { type Future, liveThrough, stockNow } from "./live-through.ts";
import { seededRandom } from "./randomness.ts";
import type { ForecastMember, ForecastScene } from "./scene.ts";

const AT = new Date("2026-07-06T05:00:00Z");
const LONG_AGO = new Date("2026-01-05T09:00:00Z");

const RULE = `rule: away
state: live
when: { all: [ { inactive: 7 days }, { unseen: { at_least: 1 } } ] }
send: { every: day, at: "08:00" }
digest: { template: digest, subject: { en: "-" }, picks: { hot: 2, cold: 3 } }
limits: { again_after: 7 days }
`;

const ALL_MAILED = "holdout: { share: 0%, by: member }";

function readRules(rule = RULE, more = ALL_MAILED) {
  const { settings, rules, mistakes } = checkFolder([
    {
      file: "settings.yaml",
      text: `brand: { name: Club, postal_address: "1 quai du Port", legal: { en: "-" } }
from: { name: Club, address: club@club.example }
languages: [en]
timezone: Europe/Paris
${more}`,
    },
    { file: "away.yaml", text: rule },
  ]);
  if (settings === null || rules.length !== 1) throw new Error(mistakes.map(({ message }) => message).join("; "));
  return { settings, rules };
}

function contentOf(id: number, publishedAt: Date): CatalogueContent {
  return {
    id,
    externalId: `c${id}`,
    type: "article",
    title: `Content ${id}`,
    url: `https://club.example/${id}`,
    summary: null,
    imageUrl: null,
    themes: ["pricing"],
    language: "en",
    authorId: null,
    publishedAt,
    withdrawnAt: null,
    startsAt: null,
    endsAt: null,
    replayUrl: null,
  };
}

function memberOf(id: number, joinedAt = LONG_AGO): ForecastMember {
  return {
    facts: {
      id,
      externalId: `m${id}`,
      joinedAt,
      lastActAt: null,
      reads: ["en"],
      views: new Map(),
      replays: new Map(),
      mailed: new Set(),
      visits: [],
      acts: new Map(),
      digests: [],
      role: "member",
      email: `m${id}@club.example`,
    },
    frequency: "any",
    pausedUntil: null,
    digests: [],
    proposedOn: new Map(),
    themesOff: new Set(),
    arms: new Map(),
  };
}

function sceneOf(given: Partial<ForecastScene> = {}): ForecastScene {
  return {
    at: AT,
    days: 28,
    ...readRules(),
    community: NOTHING_KNOWN,
    catalogue: [],
    popularity: [],
    habits: { viewsPerVisit: 0, hotShare: 0, firstVisitChance: 0 },
    drawn: [],
    pastWeeks: 8,
    ...given,
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const oldContents = (count: number) => numbers(count).map((id) => contentOf(id, LONG_AGO));
const members = numbers(10).map((id) => memberOf(id));

function live(scene: ForecastScene, given = members, seed = 1): Future {
  const living = liveThrough(scene, given, seededRandom(seed));
  for (;;) {
    const step = living.next();
    if (step.done === true) return step.value;
  }
}

describe("a future of members who never come, mailed each week", () => {
  it("uses up what there is, and then says who has too few", () => {
    // Twelve contents are five, five and two.
    const { rules } = live(sceneOf({ catalogue: oldContents(12) }));
    expect(rules).toEqual([{ mails: [10, 10, 10, 0], tooFew: [0, 0, 0, 10] }]);
  });

  it("counts what skip_below leaves unsent as too few", () => {
    const rule = RULE.replace("cold: 3 }", "cold: 3 }, skip_below: 3");
    const { rules } = live(sceneOf({ ...readRules(rule), catalogue: oldContents(12) }));
    expect(rules).toEqual([{ mails: [10, 10, 0, 0], tooFew: [0, 0, 10, 10] }]);
  });

  it("sees contents come as in the last weeks", () => {
    // Five a week, in the week that each of the coming ones repeats.
    const past = numbers(40).map((n) =>
      contentOf(n, new Date(AT.getTime() - 3_600_000 - Math.floor((n - 1) / 5) * 7 * DAY_MS - ((n - 1) % 5) * DAY_MS)),
    );
    const { rules } = live(sceneOf({ catalogue: past, days: 70 }));
    expect(rules[0]?.mails).toEqual(numbers(10).map(() => 10));
    expect(rules[0]?.tooFew.every((short) => short === 0)).toBe(true);
  });

  it("is not short where a rule waits for contents that are new", () => {
    const rule = RULE.replace("at_least: 1", "at_least: 1, published_within: 10 days");
    expect(live(sceneOf({ ...readRules(rule), catalogue: oldContents(12) })).rules).toEqual([
      { mails: [0, 0, 0, 0], tooFew: [0, 0, 0, 0] },
    ]);
  });

  it("mails none of the held out, whose contents are used up alike", () => {
    const scene = sceneOf({ ...readRules(RULE, "holdout: { share: 50%, by: member }"), catalogue: oldContents(12) });
    const many = numbers(200).map((id) => memberOf(id));
    const { rules, stockAtEnd } = live(scene, many);
    const [mails = 0] = rules[0]?.mails ?? [];
    expect(mails).toBeGreaterThan(70);
    expect(mails).toBeLessThan(130);
    expect(rules[0]?.tooFew).toEqual([0, 0, 0, mails]);
    expect(stockAtEnd).toMatchObject([{ theme: "pricing", cold: 12, readers: 200, leftCold: 0 }]);
    expect(stockNow(scene, many)).toMatchObject([{ leftCold: 2400 }]);
  });

  it("leaves each member in the arm that was drawn, whatever the share is now, and draws anew where a holdout was ended", () => {
    const rules = readRules(RULE, "holdout: { share: 10%, by: member }");
    const arms = (id: number) => new Map([["programme", id % 2 === 0 ? "held_out" : "treated"] as const]);
    const many = numbers(200).map((id) => ({ ...memberOf(id), arms: arms(id) }));
    const drawn = { experiment: "programme", openedAt: LONG_AGO, endedAt: null, by: "member" } as const;
    const mailsOf = (programme: DrawnProgramme) =>
      live(sceneOf({ ...rules, catalogue: oldContents(12), drawn: [programme] }), many).rules[0]?.mails[0] ?? 0;
    expect(mailsOf(drawn)).toBe(100);
    expect(mailsOf({ ...drawn, endedAt: LONG_AGO })).toBeGreaterThan(160);
  });

  it("honours caps, digests that stand already, pauses, what members chose and closed days", () => {
    const [one = memberOf(1), two = memberOf(2), three = memberOf(3)] = members;
    const mailedOn = (localDate: string) => ({
      rule: "away",
      slotAt: new Date(`${localDate}T06:00:00Z`),
      localDate,
      capDate: localDate,
      counts: true,
      transactional: false,
    });
    const catalogue = oldContents(40);
    const mailsOf = (member: ForecastMember, scene = sceneOf({ catalogue })) => live(scene, [member]).rules[0]?.mails;
    expect(mailsOf(one)).toEqual([1, 1, 1, 1]);
    expect(mailsOf({ ...one, pausedUntil: new Date("2026-07-20T00:00:00Z") })).toEqual([0, 0, 1, 1]);
    expect(mailsOf({ ...two, frequency: "monthly" })).toEqual([1, 0, 0, 0]);
    // Mailed on Friday: due on Friday again, and then each Friday.
    expect(mailsOf({ ...three, digests: [mailedOn("2026-07-03")] })).toEqual([1, 1, 1, 1]);
    const closed = readRules(RULE, `${ALL_MAILED}\nclosed: [2026-07-06..2026-07-19]`);
    expect(mailsOf(one, sceneOf({ ...closed, catalogue }))).toEqual([0, 0, 1, 1]);
    const capped = readRules(RULE, `${ALL_MAILED}\ncaps: [1 per 14 days]`);
    expect(mailsOf(one, sceneOf({ ...capped, catalogue }))).toEqual([1, 0, 1, 0]);
  });
});

describe("a future of members who come", () => {
  const rhythm = { r: 4, alpha: 8, a: 0.5, b: 20 };
  const regular = (id: number): ForecastMember => {
    const member = memberOf(id);
    const visits = numbers(60).map((n) => AT.getTime() - (61 - n) * 2 * DAY_MS);
    return { ...member, facts: { ...member.facts, visits, lastActAt: new Date(visits.at(-1) ?? 0) } };
  };

  it("has those away who are expected to be, and sees what they see", () => {
    const habits = { viewsPerVisit: 3, hotShare: 0, firstVisitChance: 0 };
    const scene = sceneOf({ catalogue: oldContents(400), community: { ...NOTHING_KNOWN, rhythm }, habits });
    const present = live(scene, numbers(50).map(regular));
    const absent = live(
      scene,
      numbers(50).map((id) => memberOf(id)),
    );
    const sum = ({ rules }: Future) => (rules[0]?.mails ?? []).reduce((total, mails) => total + mails, 0);
    expect(sum(absent)).toBe(200);
    // Every other day: a week away is rare, but for those who leave.
    expect(sum(present)).toBeLessThan(40);
    // They viewed nothing so far, so they are taken to view little: a third of a content on each of some fourteen days.
    expect(present.stockAtEnd[0]?.leftCold).toBeLessThan(50 * 400 - 100);
    expect(present.stockAtEnd[0]?.leftCold).toBeGreaterThan(50 * 400 - 500);
  });

  it("tells for how many of those who care for a theme nothing of it is left", () => {
    // Both old contents on CRM are seen; of the ten left on pricing, all are proposed within two weeks.
    const crm = [101, 102].map((id) => ({ ...contentOf(id, LONG_AGO), themes: ["crm"] }));
    const reader = (id: number, contents: readonly number[]): ForecastMember => {
      const member = memberOf(id);
      const views = new Map(contents.map((content) => [content, AT.getTime() - 20 * DAY_MS]));
      return { ...member, facts: { ...member.facts, views } };
    };
    const given = [
      ...numbers(5).map((id) => reader(id, [1, 2])),
      ...numbers(3).map((id) => reader(10 + id, [101, 102])),
      ...numbers(4).map((id) => reader(20 + id, [])),
    ];
    const { themes } = live(sceneOf({ catalogue: [...oldContents(12), ...crm] }), given);
    expect(themes).toEqual([
      { theme: "pricing", carers: 5, withoutNow: 0, without: [0, 5, 5, 5] },
      { theme: "crm", carers: 3, withoutNow: 3, without: [3, 3, 3, 3] },
    ]);
  });

  it("goes by the last weeks where there is no rhythm, and is the same for the same seed", () => {
    const scene = sceneOf({ catalogue: oldContents(400) });
    const given = numbers(30).map(regular);
    expect(live(scene, given, 7)).toEqual(live(scene, given, 7));
    expect(live(scene, given, 7).rules[0]?.mails.reduce((total, mails) => total + mails, 0)).toBeLessThan(30);
  });

  it("has newcomers as in the last eight weeks", () => {
    const rule = `rule: away
state: live
when: { joined: { within: 3 days } }
send: { every: day, at: "08:00" }
digest: { template: digest, subject: { en: "-" }, picks: { hot: 1, cold: 2 } }
limits: { again_after: 30 days }
`;
    const joined = numbers(4).map((n) => memberOf(n, new Date(`${addDays("2026-07-06", 7 * n - 55)}T12:00:00Z`)));
    const { rules } = live(sceneOf({ ...readRules(rule), catalogue: oldContents(9) }), joined);
    expect(rules[0]?.mails).toEqual([0, 1, 1, 1]);
  });
});
