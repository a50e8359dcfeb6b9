import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createForecastStore } from "../../src/platform/postgres/report/forecast-store.ts";
import type { ForecastStore } from "../../src/report/forecast/ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const AT = new Date("2026-03-01T08:00:00Z");
const SINCE = new Date(AT.getTime() - 56 * DAY_MS);
const team = ["@our-company.example"];

/** Two who come, one who came for the first time 14 days ago, one who never came; around them, those who must not count. */
const COMMUNITY = `
CREATE TABLE rekindle_partitions.activity_any PARTITION OF activity DEFAULT;
INSERT INTO member (id, external_id, email, email_hash, role, joined_at, subscribed, consent_at, first_visit_at, last_act_at, renewal_at)
OVERRIDING SYSTEM VALUE VALUES
  (1, 'm1', 'm1@x.example', '\\x01', 'member', '2025-06-01Z', true, '2025-06-01Z', '2025-06-01Z', '2026-02-27Z', '2026-03-03T10:00Z'),
  (2, 'm2', 'm2@x.example', '\\x02', 'expert', '2025-06-01Z', NULL, NULL, '2025-06-01Z', '2026-01-20Z', '2026-03-08T23:30Z'),
  (3, 'm3', 'm3@x.example', '\\x03', 'member', '2026-01-30T08:00Z', true, NULL, '2026-02-15T08:00Z', '2026-02-15Z', '2026-03-09T22:30Z'),
  (4, 'm4', 'm4@x.example', '\\x04', 'member', '2026-01-14T08:00Z', NULL, NULL, NULL, NULL, '2026-05-01Z'),
  (5, 'unsubscribed', 'm5@x.example', '\\x05', 'member', '2025-06-01Z', false, NULL, '2025-06-01Z', NULL, '2026-03-02Z'),
  (6, 'suppressed', 'm6@x.example', '\\x06', 'member', '2025-06-01Z', NULL, NULL, '2025-06-01Z', NULL, NULL),
  (7, 'no-email', NULL, NULL, 'member', '2025-06-01Z', NULL, NULL, '2025-06-01Z', NULL, NULL),
  (8, 'staff', 's@x.example', '\\x08', 'staff', '2025-06-01Z', NULL, NULL, NULL, NULL, '2026-03-02Z'),
  (9, 'colleague', 'Me@our-company.example', '\\x09', 'member', '2025-06-01Z', NULL, NULL, NULL, NULL, '2026-03-02Z'),
  (10, 'later', 'm10@x.example', '\\x0a', 'member', '2026-03-02Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO suppression (email_hash, reason, source, at) VALUES ('\\x06', 'hard_bounce', 'test', '2026-01-01Z');
INSERT INTO member_preference (member_id, themes_off, frequency, changed_at, changed_by)
VALUES (2, '{pricing}', 'weekly', '2026-01-01Z', 'test');

INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT member_id, at::timestamptz, at::timestamptz, 1 FROM (VALUES
  (1, '2025-12-01T10:00Z'), (1, '2026-02-20T10:00Z'), (1, '2026-02-20T18:00Z'), (1, '2026-02-27T10:00Z'),
  (2, '2026-01-20T10:00Z'), (3, '2026-02-15T08:00Z'), (8, '2026-02-20T10:00Z'), (1, '2026-03-01T09:00Z')) AS v (member_id, at);

INSERT INTO content (id, external_id, title, type, published_at, starts_at, ends_at, withdrawn_at, language, themes)
OVERRIDING SYSTEM VALUE VALUES
  (1, 'c1', 'Old', 'article', '2026-01-01Z', NULL, NULL, NULL, 'en', '{pricing}'),
  (2, 'c2', 'New', 'article', '2026-02-19Z', NULL, NULL, NULL, 'en', '{pricing}'),
  (3, 'live1', 'To come', 'live', '2026-02-19Z', '2026-03-05T16:00Z', '2026-03-05T17:00Z', NULL, 'en', '{pricing}'),
  (4, 'live2', 'Over', 'live', '2026-01-19Z', '2026-02-05T16:00Z', '2026-02-05T17:00Z', NULL, NULL, '{}'),
  (5, 'live3', 'Called off', 'live', '2026-01-19Z', '2026-03-06T16:00Z', NULL, '2026-02-01Z', NULL, '{}'),
  (6, 'c6', 'Scheduled', 'article', '2026-03-10Z', NULL, NULL, NULL, 'en', '{pricing}');
INSERT INTO "view" (member_id, content_id, first_viewed_at) VALUES
  (1, 1, '2026-02-20T10:00Z'), (1, 2, '2026-02-20T10:01Z'), (1, 3, '2026-02-27T10:00Z'), (2, 1, '2026-01-20T10:00Z'),
  (8, 1, '2026-02-20T10:00Z');
INSERT INTO activity (member_id, occurred_at, name, content_id) VALUES
  (1, '2026-02-27T10:00Z', 'Live Registered', 3), (1, '2026-02-27T10:01Z', 'Live Registered', 3), (2, '2026-02-28T10:00Z', 'Live Registered', 3);
UPDATE installation SET latest_act_at = '2026-02-28T10:00Z';

INSERT INTO rule_status (rule, live_since) VALUES ('waits', '2026-01-31T08:00Z');
INSERT INTO digest (member_id, id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
OVERRIDING SYSTEM VALUE
SELECT member_id, id, 1, 'waits', 'x', id::text, 'UTC', at::timestamptz, at::date, at::date, '2026-03-02Z', 'treated', state
FROM (VALUES (1, 1, '2026-02-28T10:00Z', 'accepted'), (1, 2, '2026-02-23T10:00Z', 'delivered'), (2, 3, '2026-02-21T10:00Z', 'bounced'),
  (2, 4, '2026-02-21T11:00Z', 'withheld'), (3, 5, '2026-02-21T11:00Z', 'skipped'), (1, 6, '2025-12-21T11:00Z', 'accepted')) AS d (member_id, id, at, state);
INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason, held) VALUES (2, 3, 1, 2, 'hot', 1, '{}', true);
`;

describe("what a forecast reads", () => {
  let test: TestDatabase;
  let store: ForecastStore;
  beforeAll(async () => {
    test = await createTestDatabase();
    for (const text of COMMUNITY.split(/;\n/).filter((part) => part.trim() !== "")) {
      await test.database.query({ text, values: [] });
    }
    store = createForecastStore(test.database);
  });
  afterAll(() => test.drop());

  it("reaches whom a mail can reach, by the consent that is asked for", async () => {
    const reach = async (consent: "assumed" | "recorded", most: number) => {
      const { reachable, ids } = await store.drawMembers({ at: AT, consent, team }, most);
      return { reachable, ids: [...ids].sort((one, other) => one - other) };
    };
    expect(await reach("assumed", 10)).toEqual({ reachable: 4, ids: [1, 2, 3, 4] });
    expect(await reach("recorded", 10)).toEqual({ reachable: 1, ids: [1] });
    expect(await reach("assumed", 2)).toMatchObject({ reachable: 4, ids: [expect.any(Number), expect.any(Number)] });
  });

  it("sums habits: views on a day with a visit, those of hot contents, and how soon members come for the first time", async () => {
    const habits = await store.sumHabits({ at: AT, consent: "assumed", team, since: SINCE, hotMs: 14 * DAY_MS });
    // Days: two of m1, one of m2, one of m3. Views: three of m1, one of m2; two of them on contents of 14 days.
    expect(habits.viewsPerVisit).toBeCloseTo(4 / 4, 12);
    expect(habits.hotShare).toBeCloseTo(2 / 4, 12);
    // m3 after 16 days; m4 not in 46 days.
    expect(habits.firstVisitChance).toBeCloseTo(1 / (16 + 46), 12);
  });

  it("loads members with what blocks and what was proposed", async () => {
    await test.database.query({
      text: `INSERT INTO assignment (experiment, unit, phase, arm)
        SELECT e, external_id, 1, CASE WHEN e = 'weekly' THEN 'treated' ELSE 'held_out' END
        FROM member, unnest(ARRAY['programme', 'weekly', 'other']) e WHERE id = 2`,
      values: [],
    });
    const asked = { languages: ["en"], by: "member", experiments: ["programme", "weekly", "never drawn"] } as const;
    const [two] = await store.loadMembers([2], AT, asked);
    expect(two?.arms).toEqual(
      new Map([
        ["programme", "held_out"],
        ["weekly", "treated"],
      ]),
    );
    const [ofCompany] = await store.loadMembers([2], AT, { ...asked, by: "company" });
    expect(ofCompany?.arms.size).toBe(2);
    expect(two).toMatchObject({ frequency: "weekly", pausedUntil: null, themesOff: new Set(["pricing"]) });
    expect(two?.digests.map(({ localDate, counts }) => [localDate, counts])).toEqual([
      ["2026-02-21", true],
      ["2026-02-21", true],
    ]);
    expect(two?.proposedOn).toEqual(new Map([[2, "2026-02-21"]]));
    expect(two?.facts.mailed).toEqual(new Set([2]));
  });

  it("counts what left by week, lives to come, renewals by local week, and knows contents with a date", async () => {
    const { mails, liveSince } = await store.countPastMails(["waits"], SINCE, AT);
    expect([...mails].sort((one, other) => one.weeksAgo - other.weeksAgo)).toEqual([
      { rule: "waits", weeksAgo: 0, mails: 2 },
      { rule: "waits", weeksAgo: 1, mails: 1 },
    ]);
    expect(liveSince).toEqual(new Map([["waits", new Date("2026-01-31T08:00:00Z")]]));
    expect(await store.listLives(AT, new Date("2026-03-31T00:00:00Z"))).toMatchObject([
      { contentId: "live1", registered: 2, themes: ["pricing"] },
    ]);
    const renewals = { today: "2026-03-01", days: 30, timezone: "Europe/Paris", at: AT, team };
    // m5 and m1 in the first week; m2 at half past midnight of the 9th in Paris, m3 on the 9th, both in the second.
    expect(await store.countRenewals(renewals)).toEqual({
      known: true,
      weeks: [
        { week: 0, due: 2, away: 1 },
        { week: 1, due: 2, away: 1 },
      ],
    });
    const catalogue = await store.loadCatalogue(new Date("2026-03-31T00:00:00Z"));
    expect(catalogue.map(({ externalId }) => externalId)).toContain("c6");
    expect(await store.latestActAt()).toEqual(new Date("2026-02-28T10:00:00Z"));
  });
});
