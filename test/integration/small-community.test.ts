import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import type { Settings } from "../../src/core/rules/settings.ts";
import { createAdviceStore } from "../../src/platform/postgres/report/advice-store.ts";
import { listPhases } from "../../src/platform/postgres/report/pool-programmes.ts";
import { createReportStore } from "../../src/platform/postgres/report/report-store.ts";
import { adviseHoldout } from "../../src/report/advice/advise-holdout.ts";
import { presentAdvice } from "../../src/report/advice/present-advice.ts";
import { measureLift } from "../../src/report/lift/measure-lift.ts";
import { presentReport } from "../../src/report/present-report.ts";
import { PLANTED_EFFECT } from "../../src/simulate/behaviour.ts";
import { createCommunity, endOfProgramme } from "../../src/simulate/community.ts";
import { runProgramme } from "../../src/simulate/programme.ts";
import { PROGRAMME_FILES } from "../statistics/simulated-lift.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/** Eight weeks of 300 members, of whom a tenth is held out, as the simulator lives them; the effect is there, and large. */
describe("a community of 300 members", () => {
  let test: TestDatabase;
  let settings: Settings;
  const community = createCommunity({
    seed: 300,
    members: 300,
    start: "2026-09-07",
    weeks: 8,
    historyWeeks: 8,
    contentsPerWeekday: 2,
  });
  const to = endOfProgramme(community);
  const plain = (text: string) => text.replace(/\s+/g, " ");

  beforeAll(async () => {
    const files = PROGRAMME_FILES.map(({ file, text }) => ({ file, text: text.replace("share: 50%", "share: 10%") }));
    const read = checkFolder(files);
    if (read.settings === null) throw new Error("the programme has mistakes");
    settings = read.settings;
    const { lives } = runProgramme(community, { settings, rules: read.rules }, PLANTED_EFFECT);
    test = await createTestDatabase();
    const insert = (text: string, rows: readonly object[]) =>
      test.database.query({ text, values: [JSON.stringify(rows)] });
    await insert(
      `INSERT INTO member (id, external_id, email, email_hash, role, subscribed, joined_at, first_visit_at) OVERRIDING SYSTEM VALUE
       SELECT id, external_id, email, convert_to(email, 'UTF8'), role, subscribed, to_timestamp(joined / 1000.0), to_timestamp(first / 1000.0)
       FROM jsonb_to_recordset($1::jsonb) AS r (id int, external_id text, email text, role text, subscribed boolean, joined float8, first float8)`,
      lives.map(({ member, visits, facts }, index) => ({
        id: index + 1,
        external_id: member.externalId,
        email: member.email,
        role: member.role,
        subscribed: member.subscribed,
        joined: facts.joinedAt.getTime(),
        first: visits[0]?.startsAt ?? null,
      })),
    );
    await insert(
      `INSERT INTO visit (member_id, started_at, ended_at, acts)
       SELECT id, to_timestamp(at / 1000.0), to_timestamp(until / 1000.0), 1 FROM jsonb_to_recordset($1::jsonb) AS r (id int, at float8, until float8)`,
      lives.flatMap(({ visits }, index) =>
        visits.map(({ startsAt, endsAt }) => ({ id: index + 1, at: startsAt, until: endsAt })),
      ),
    );
    await insert(
      `INSERT INTO exposure (experiment, member_id, unit, arm, phase, rule, digest_id, exposed_at)
       SELECT 'programme', id, unit, arm, 1, rule, id, to_timestamp(at / 1000.0)
       FROM jsonb_to_recordset($1::jsonb) AS r (id int, unit text, arm text, rule text, at float8)`,
      lives.flatMap(({ member, digests: [first] }, index) =>
        first === undefined
          ? []
          : [
              {
                id: index + 1,
                unit: member.externalId,
                arm: first.arm,
                rule: first.rule,
                at: first.slotAt.getTime(),
              },
            ],
      ),
    );
    await test.database.query({
      text: "INSERT INTO experiment_phase (experiment, phase, share, by, opened_at) VALUES ('programme', 1, 0.1, 'member', $1)",
      values: [new Date("2026-09-07T00:00:00Z")],
    });
  }, 120_000);
  afterAll(() => test.drop());

  it("is told that it is too early to say, and what it would take", async () => {
    const report = await measureLift(
      { store: createReportStore(test.database), settings },
      { from: null, to, rule: null, now: to },
    );
    expect(report.headline).toBe("too_early");
    const [programme] = report.experiments;
    expect(programme?.verdict).toEqual({ code: "too_early", reason: "small_arm" });
    expect(programme?.outcomes.every(({ verdict }) => verdict === "too_early")).toBe(true);
    // A group that the report would not show is no way to see anything.
    expect(report.holdoutPlan.map(({ smallestEffect }) => smallestEffect !== null)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const english = plain(presentReport(report, "text", "en"));
    expect(english).toMatch(
      /Too early to say: the smaller group has \d\d members, and below 100 no interval can be trusted\./,
    );
    expect(english).toMatch(
      /An effect of 10% would take about [\d,]+ members with this holdout, more than the community has\./,
    );
    expect(english).toContain("rekindle report --advise");
    expect(english).not.toMatch(/\(between|Verdict: (keep|change|stop)/);
    const french = plain(presentReport(report, "text", "fr"));
    expect(french).toMatch(/Il est trop tôt pour conclure : le plus petit groupe compte \d\d membres/);
    expect(french).toMatch(/il faudrait environ [\d ]+ membres, plus que la communauté n’en compte/);
    expect(french).toContain("rekindle report --advise");
    if (process.env.SHOW === "1") console.log(presentReport(report, "text", "en"), presentReport(report, "text", "fr"));
  });

  it("is advised that no holdout shows a lift of 10%, what half held out shows, and how many members it would take", async () => {
    const advice = await adviseHoldout(
      { store: createAdviceStore(test.database), listPhases: () => listPhases(test.database), settings },
      to,
    );
    expect(advice).toMatchObject({ code: "not_seen", visits: null, ownShare: 0.1 });
    expect(advice.membersNeeded).toBeGreaterThan(advice.members);
    const half = advice.shares.find(({ share }) => share === 0.5);
    expect(half?.visits.map(({ basis }) => basis)).toEqual(["measured", "measured", "measured", "expected"]);
    for (const { smallest } of half?.visits ?? []) {
      expect(smallest).toBeGreaterThan(0.2);
      expect(smallest).toBeLessThan(1);
    }
    const english = plain(presentAdvice(advice, "en", false));
    expect(english).toMatch(
      /no holdout shows a lift of 10% in visits a week, not even in half a year\. Half held out shows \d\d% after 12 weeks/,
    );
    expect(english).toMatch(/Now 10% are held out, about 2\d: below 100 the report shows no effect\./);
    expect(plain(presentAdvice(advice, "fr", false))).toMatch(
      /aucun groupe témoin ne montre un effet de 10 % sur les visites par semaine/,
    );
    if (process.env.SHOW === "1")
      console.log(presentAdvice(advice, "en", false), "\n\n", presentAdvice(advice, "fr", false));
  });
});
