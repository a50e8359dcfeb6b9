import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePartitions } from "../../src/platform/postgres/ingest/partitions.ts";
import { createIndicatorStore } from "../../src/platform/postgres/report/indicators/indicator-store.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { createSponsorStore } from "../../src/platform/postgres/report/sponsor/sponsor-store.ts";
import { measureSponsor } from "../../src/report/sponsor/measure-sponsor.ts";
import { presentSponsor } from "../../src/report/sponsor/present-sponsor.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOW = new Date("2026-04-01T00:00:00Z");

/**
 * Members first exposed on 1 February. At risk are those with a renewal within 60 days and no visit in the 30 days before:
 * 1, 2 (whose date has moved on since they renewed), 3 and, held out, 5 and 6. Not: 4 (came in January), 7 (due in a year),
 * 8 (joined last week), 9 (first exposed ten days ago), 10 (of the team), 11 (ended long before).
 */
const COMMUNITY = `
INSERT INTO member (id, external_id, role, joined_at, renewal_at) OVERRIDING SYSTEM VALUE VALUES
  (1, 'm1', 'member', '2025-06-01Z', '2026-03-01Z'), (2, 'm2', 'member', '2025-06-01Z', '2027-02-20Z'),
  (3, 'm3', 'expert', '2025-06-01Z', '2026-04-02Z'), (4, 'm4', 'member', '2025-06-01Z', '2026-03-01Z'),
  (5, 'm5', 'member', '2025-06-01Z', '2026-03-01Z'), (6, 'm6', 'member', '2025-06-01Z', NULL),
  (7, 'm7', 'member', '2025-06-01Z', '2027-02-01Z'), (8, 'm8', 'member', '2026-01-25Z', '2026-03-01Z'),
  (9, 'm9', 'member', '2025-06-01Z', '2026-04-15Z'), (10, 'm10', 'staff', '2025-06-01Z', '2026-03-01Z'),
  (11, 'm11', 'member', '2025-06-01Z', NULL);
INSERT INTO visit (member_id, started_at, ended_at, acts)
SELECT member_id, at::timestamptz, at::timestamptz, 1 FROM (VALUES
  (1, '2026-01-02T07:00Z'), (1, '2026-03-03T08:00Z'), (2, '2026-02-05T10:00Z'), (3, '2026-03-03T09:00Z'), (4, '2026-01-20T10:00Z'),
  (4, '2026-02-03T10:00Z'), (6, '2026-02-01T09:00Z'), (10, '2026-02-02T10:00Z')) AS v (member_id, at);
INSERT INTO activity (member_id, name, occurred_at, passive)
SELECT member_id, name, at::timestamptz, true FROM (VALUES
  (2, 'Membership Renewed', '2026-02-20Z'), (6, 'Membership Ended', '2026-03-25Z'), (11, 'Membership Ended', '2026-01-15Z')) AS a (member_id, name, at);
INSERT INTO experiment_phase (experiment, phase, share, "by", opened_at) VALUES ('programme', 1, 0.5, 'member', '2026-01-01Z');
INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
SELECT 'programme', id, 'u' || id, CASE WHEN id IN (5, 6, 7) THEN 'held_out' ELSE 'treated' END, 1, 'seven-days-away', 100 + id,
  CASE WHEN id = 9 THEN '2026-03-22T08:00Z' ELSE '2026-02-01T08:00Z' END::timestamptz
FROM member;
`;

describe("the sponsor's page of a community", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  const measure = () =>
    measureSponsor(
      {
        store: createReportStore(test.database),
        indicators: createIndicatorStore(test.database),
        sponsor: createSponsorStore(test.database),
        settings: { timezone: "Europe/Paris", languages: ["en"], team: [] },
        community: "Club Ormeau",
        worth: { currency: "CHF", visit: 2, avoidedCall: null, source: null },
      },
      { from: null, to: null, now: NOW },
    );

  it("says nothing of one of which nothing is known", async () => {
    const page = await measure();
    expect(page).toMatchObject({ visits: { reason: "no_exposures" }, atRisk: { known: false, cameBack: null } });
    expect(presentSponsor(page, "text", "en")).toContain("No sum is named before that can be said");
  });

  it("counts renewals at risk by what was so before an arm could change it", async () => {
    await ensurePartitions(test.database, ["2026-01", "2026-02", "2026-03"]);
    for (const text of COMMUNITY.split(/;\n/).filter((part) => part.trim() !== "")) {
      await test.database.query({ text, values: [] });
    }
    const { atRisk, visits } = await measure();
    expect(atRisk.known).toBe(true);
    expect(atRisk.cameBack?.arms).toMatchObject([
      // Back within 30 days to the minute: 1 came on the last, 3 an hour too late. 10 was made staff since, and stays.
      { arm: "treated", members: 4, numerator: 3 },
      { arm: "held_out", members: 2, numerator: 1 },
    ]);
    expect(atRisk.cameBack?.verdict).toBe("too_early");
    expect(visits).toMatchObject({ reason: "small_arm", visits: null, lift: null });
  });

  it("counts each content once under all of its themes, and readers who are members", async () => {
    const text = `
      WITH published AS (
        INSERT INTO content (external_id, type, title, themes, published_at)
        SELECT 'c' || n, 'article', 'c' || n, themes, '2026-03-10Z'
        FROM (VALUES (1, '{b,a}'::text[]), (2, '{a,b}'), (3, '{a}'), (4, '{}')) AS c (n, themes)
        RETURNING id, external_id
      )
      INSERT INTO "view" (member_id, content_id, first_viewed_at)
      SELECT m.id, p.id, '2026-03-12Z' FROM published p, member m
      WHERE (p.external_id, m.external_id) IN (('c1', 'm1'), ('c1', 'm2'), ('c1', 'm10'), ('c2', 'm1'), ('c4', 'm3'))`;
    await test.database.query({ text, values: [] });
    const window = { from: new Date("2026-03-01Z"), to: NOW, languages: ["en"] as const, team: [] };
    expect(await createSponsorStore(test.database).listThemeSets(window)).toEqual([
      { themes: [], contents: 1, views: 1, squares: 1 },
      { themes: ["a"], contents: 1, views: 0, squares: 0 },
      { themes: ["a", "b"], contents: 2, views: 3, squares: 5 },
    ]);
  });
});
