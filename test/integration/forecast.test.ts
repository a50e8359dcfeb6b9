import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Forecast } from "../../src/report/forecast/forecast.ts";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";

/** A Monday. The members came once, on the first of March, and saw one of the twelve contents. */
const AT = "2026-03-16T06:00:00Z";
const MEMBERS = 20;

const RULE = `rule: away
state: live
when: { all: [ { inactive: 7 days }, { unseen: { at_least: 1 } } ] }
send: { every: day, at: "08:00" }
digest: { template: digest, subject: { en: "-", fr: "-" }, picks: { hot: 3, cold: 2 } }
limits: { again_after: 7 days }
`;

const WAITING = `rule: messages-too
state: live
upon: { activity: Message Received, to: member }
digest: { template: activity, subject: { en: "-", fr: "-" }, picks: { hot: 0, cold: 0 } }
`;

describe("rekindle forecast", { timeout: 120_000 }, () => {
  let here: Installation;
  beforeAll(async () => {
    here = createInstallation();
    here.editSettings((text) => text.replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }"));
    for (const name of ["seven-days-away", "three-new-in-ten-days", "first-steps"]) {
      here.writeRule(
        name,
        `rule: ${name}\n${RULE.split("\n").slice(1).join("\n")}`.replace("state: live", "state: draft"),
      );
    }
    here.writeRule("away", RULE);
    here.writeRule("messages-too", WAITING);
    const files = writeSmallCommunity(here.folder, MEMBERS);
    for (const kind of ["members", "content", "events"] as const) {
      expect(await here.run("import", kind, files[kind])).toMatchObject({ status: 0, stderr: "" });
    }
    const more = here.writeFile(
      "more.csv",
      `id,title,url,type,themes,language,publishedAt,startsAt,endsAt
live1,Ask us anything,https://site.example/c/live1,live,pricing,en,2026-03-10T06:00:00Z,2026-03-26T16:00:00Z,2026-03-26T17:00:00Z
`,
    );
    expect(await here.run("import", "content", more)).toMatchObject({ status: 0 });
    const renewing = here.writeFile(
      "renewing.csv",
      "id,email,locale,timezone,createdAt,renewalAt\nm1,m1@members.example,en,UTC,2026-01-05T00:00:00Z,2026-03-25T00:00:00Z\n",
    );
    expect(await here.run("import", "members", renewing)).toMatchObject({ status: 0 });
  }, 120_000);
  afterAll(() => here.remove());

  it("says by rule and week what leaves, who is short of contents, what is in stock, which lives and renewals come", async () => {
    const forecast = await here.json<Forecast>("forecast", "--at", AT);
    expect(forecast).toMatchObject({
      at: "2026-03-16T06:00:00.000Z",
      days: 30,
      members: { reachable: MEMBERS, lookedAt: MEMBERS },
      rhythm: "past",
      pastWeeks: 2,
      silentSince: "2026-03-01T10:00:00.000Z",
      lives: [{ contentId: "live1", startsAt: "2026-03-26T16:00:00.000Z", registered: 0, themes: ["pricing"] }],
    });
    expect(forecast.weeks.map(({ from, days }) => [from, days])).toEqual([
      ["2026-03-16", 7],
      ["2026-03-23", 7],
      ["2026-03-30", 7],
      ["2026-04-06", 7],
      ["2026-04-13", 2],
    ]);
    const [away, waiting] = forecast.rules;
    expect(away).toMatchObject({ rule: "away", basis: "lived" });
    // Nobody comes any more, and twelve contents are left: five each week, and more as they are published.
    expect(away?.weeks.slice(0, 2).map(({ mails }) => mails?.estimate)).toEqual([MEMBERS, MEMBERS]);
    for (const { mails, tooFew } of away?.weeks.slice(0, 4) ?? []) {
      expect((mails?.estimate ?? 0) + (tooFew?.estimate ?? 0)).toBe(MEMBERS);
    }
    expect(waiting).toMatchObject({
      rule: "messages-too",
      basis: "unknown",
      weeks: [{ mails: null, tooFew: null }, {}, {}, {}, {}],
    });
    expect(forecast.stock).toEqual([
      expect.objectContaining({ theme: "pricing", language: "en", now: expect.objectContaining({ hot: 11, cold: 2 }) }),
    ]);
    expect(forecast.renewals).toEqual([
      { due: 0, away: 0 },
      { due: 1, away: 0 },
      { due: 0, away: 0 },
      { due: 0, away: 0 },
      { due: 0, away: 0 },
    ]);
    expect(await here.json<Forecast>("forecast", "--at", AT)).toEqual(forecast);
  });

  it("is told in 100 columns, in English and in French, for 30 days or 90 and no others", async () => {
    const english = await here.run("forecast", "--at", AT);
    expect(english).toMatchObject({ status: 0, stderr: "" });
    const french = await here.run("forecast", "--at", AT, "--days", "90", "--lang", "fr");
    expect(english.stdout).toContain("What is to come, 16 March to 14 April");
    expect(french.stdout).toContain("Ce qui s’annonce, du 16 mars au 13 juin");
    for (const line of [...english.stdout.split("\n"), ...french.stdout.split("\n")]) {
      expect(line.length).toBeLessThanOrEqual(100);
      expect(line).toBe(line.trimEnd());
    }
    const wrong = await here.run("forecast", "--days", "45");
    expect(wrong).toMatchObject({ status: 2, stdout: "" });
    expect(wrong.stderr).toContain("Allowed choices are 30, 90");
  });
});
