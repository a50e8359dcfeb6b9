import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LoadedRules, loadRules } from "../../src/audience/load-rules.ts";
import { fixedClock } from "../../src/core/clock.ts";
import type { FactsNotice } from "../../src/delivery/notices/notice.ts";
import { sendNotices } from "../../src/delivery/notices/send-notices.ts";
import type { MailTransport } from "../../src/delivery/ports.ts";
import { type NotifyDependencies, notifyTeam } from "../../src/jobs/notify-team.ts";
import { openSmtpTransport } from "../../src/platform/mail/smtp/smtp-transport.ts";
import { createTeamMailWriter } from "../../src/platform/mail/smtp/team-message.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createBrakeStore } from "../../src/platform/postgres/audience/brake-store.ts";
import { createRuleStore } from "../../src/platform/postgres/audience/rule-store.ts";
import { createWatchStore } from "../../src/platform/postgres/audience/watch-store.ts";
import { createNoticeStore } from "../../src/platform/postgres/delivery/notice-store.ts";
import { createReturnWatch } from "../../src/platform/postgres/delivery/return-watch.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { LINKS } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let test: TestDatabase;
let sink: SmtpSink;
let transport: MailTransport;
/** Mails of earlier tests. */
let before = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  sink = await openSmtpSink();
  transport = openSmtpTransport({ url: sink.url, lanes: 2 });
});
afterAll(async () => {
  await transport.close(0);
  await sink.close();
  await test.drop();
});
afterEach(async () => {
  await run("TRUNCATE notice, slot, digest, member, rule_hold, rule_version, rule_status RESTART IDENTITY");
  before = sink.mails.length;
});

const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => test.database.query<Row>({ text, values });

const RULE = `rule: a
state: live
when: { inactive: 7 days }
send: { every: day, at: "08:00" }
digest: { subject: { en: Hello, fr: Bonjour } }
`;
const SETTINGS = `from: { name: Us, address: us@example.org }
timezone: UTC
holdout: { share: 0% }
review: { before: 2 hours, to: [pat@example.org] }
alerts: { to: [pat@example.org, sam@example.org] }
`;

const load = (files: Record<string, string>): Promise<LoadedRules> =>
  loadRules({
    files: { read: async () => Object.entries(files).map(([file, text]) => ({ file, text })) },
    rules: createRuleStore(test.database),
    options: {},
  });

/** One process that looks after the team. */
function deps(change: Partial<NotifyDependencies> = {}): NotifyDependencies {
  return {
    audiences: createAudienceStore(test.database),
    rules: createRuleStore(test.database),
    brakes: createBrakeStore(test.database),
    watch: createWatchStore(test.database),
    returns: createReturnWatch(test.database),
    links: LINKS,
    renderSample: async (_, rule, __, memberId) => ({
      externalId: `m${memberId}`,
      subject: `Hello from ${rule.name}`,
      html: `<html lang="en"><body><p>Member ${memberId}</p></body></html>`,
    }),
    send: ({ settings }, at, notices) =>
      sendNotices(
        {
          store: createNoticeStore(test.database),
          writer: createTeamMailWriter(null),
          transport,
          clock: fixedClock(at),
          settings,
        },
        notices,
      ),
    ...change,
  };
}

const at = (text: string) => new Date(text);
const notices = () => run("SELECT kind, key, recipient, state FROM notice ORDER BY kind, key, recipient");
const mails = () => sink.mails.slice(before);
const received = async () => Promise.all(mails().map(({ raw }) => simpleParser(raw)));

describe("a proof", () => {
  const community = () =>
    run(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, 40) n`);

  it("leaves once, two hours before, whoever of two workers comes first and however often they come back", async () => {
    await community();
    const loaded = await load({ "settings.yaml": SETTINGS, "a.yaml": RULE });
    await notifyTeam(deps(), loaded, at("2026-03-10T05:59:00Z"));
    expect(mails()).toHaveLength(0);
    await Promise.all([1, 2, 3].map(() => notifyTeam(deps(), loaded, at("2026-03-10T06:00:00Z"))));
    await notifyTeam(deps(), loaded, at("2026-03-10T06:01:00Z"));
    expect(mails()).toHaveLength(1);
    await notifyTeam(deps(), loaded, at("2026-03-11T06:00:00Z"));
    expect(mails()).toHaveLength(2);
    expect(await notices()).toEqual([
      { kind: "proof", key: "a 2026-03-10", recipient: "pat@example.org", state: "accepted" },
      { kind: "proof", key: "a 2026-03-11", recipient: "pat@example.org", state: "accepted" },
    ]);
  });

  it("is a plain mail with the funnel, three digests and a signed link", async () => {
    await community();
    await run("UPDATE member SET subscribed = false WHERE id <= 4");
    await notifyTeam(deps(), await load({ "settings.yaml": SETTINGS, "a.yaml": RULE }), at("2026-03-10T06:00:00Z"));
    const [mail] = await received();
    expect(mail?.subject).toMatch(/^\[Proof\] a, .*10 March 2026: 36 digests$/);
    expect(mail?.text).toMatch(/40 {2}meet the conditions\n.*4 {2}unsubscribed\n.*36 {2}would get a digest/);
    expect(mail?.attachments).toHaveLength(3);
    for (const [index, { filename, content }] of (mail?.attachments ?? []).entries()) {
      const [, place, member] = /^(\d)-m(\d+)\.html$/.exec(filename ?? "") ?? [];
      expect([Number(place), Number(member) > 4]).toEqual([index + 1, true]);
      expect(content.toString()).toContain(`<p>Member ${member}</p>`);
    }
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.headers.has("list-unsubscribe")).toBe(false);
    const [, token] = /\/r\/(\S+)/.exec(mail?.text ?? "") ?? [];
    expect(LINKS.verifyReview(token ?? "")).toEqual({ rule: "a", localDate: "2026-03-10" });
  });

  it("is not asked for of drafts, of rules paused by command, or where nobody is named", async () => {
    await community();
    const draft = await load({ "settings.yaml": SETTINGS, "a.yaml": RULE.replace("live", "draft") });
    await notifyTeam(deps(), draft, at("2026-03-10T06:00:00Z"));
    const loaded = await load({ "settings.yaml": SETTINGS, "a.yaml": RULE });
    await createRuleStore(test.database).setPaused("a", true);
    await notifyTeam(deps(), loaded, at("2026-03-10T06:00:00Z"));
    await createRuleStore(test.database).setPaused("a", false);
    const nobody = await load({ "settings.yaml": SETTINGS.replace("[pat@example.org]", "[]"), "a.yaml": RULE });
    await notifyTeam(deps(), nobody, at("2026-03-10T06:00:00Z"));
    expect(mails()).toHaveLength(0);
    await notifyTeam(deps(), loaded, at("2026-03-10T06:00:00Z"));
    expect(mails()).toHaveLength(1);
  });
});

describe("a notice", () => {
  const notice = (key: string): FactsNotice => ({
    kind: "silent",
    key,
    to: ["pat@example.org"],
    facts: async () => ({ kind: "silent", rule: "a", since: "2026-03-01", mailings: 3 }),
  });
  const send = async (...keys: string[]) =>
    deps().send(await load({ "settings.yaml": SETTINGS }), at("2026-03-10T06:00:00Z"), keys.map(notice));

  it("is tried again where nothing can have gone out", async () => {
    sink.misbehave("rcpt", { reply: "451 4.3.0 later" }, { times: 1 });
    expect(await send("k")).toBe(0);
    expect(await notices()).toMatchObject([{ state: "due" }]);
    expect(await send("k")).toBe(1);
    expect(await send("k")).toBe(0);
    expect(mails()).toHaveLength(1);
  });

  it("is never tried again where its fate cannot be told, nor where the server refused it", async () => {
    sink.misbehave("dot", { drop: "rst" }, { times: 1 });
    await send("unknown");
    sink.misbehave("rcpt", { reply: "550 5.1.1 no such user" }, { times: 1 });
    await send("failed");
    expect(await notices()).toMatchObject([{ state: "failed" }, { state: "unknown" }]);
    await send("unknown", "failed");
    expect(mails()).toHaveLength(0);
  });

  it("that a worker was sending as it went away is not sent again", async () => {
    await run("INSERT INTO notice VALUES ('silent', 'k', 'pat@example.org', now(), 'submitting')");
    expect(await send("k")).toBe(0);
    expect(mails()).toHaveLength(0);
  });

  it("that cannot be written keeps no other from being told", async () => {
    const broken: FactsNotice = { ...notice("broken"), facts: () => Promise.reject(new Error("no facts")) };
    const loaded = await load({ "settings.yaml": SETTINGS });
    await expect(deps().send(loaded, at("2026-03-10T06:00:00Z"), [broken, notice("k")])).rejects.toThrow("no facts");
    expect(await notices()).toMatchObject([{ key: "k", state: "accepted" }]);
  });

  it("has a Message-ID that no other installation gives it, not even one made anew", async () => {
    const loaded = await load({ "settings.yaml": SETTINGS });
    for (const _ of ["before", "made anew"]) {
      await deps().send(loaded, at("2026-03-10T06:00:00Z"), [notice("k")]);
      await run("UPDATE installation SET identity = gen_random_uuid()");
      await run("TRUNCATE notice");
    }
    expect(new Set((await received()).map(({ messageId }) => messageId)).size).toBe(2);
  });

  it("waits for a mail server that cannot be reached, without a trace", async () => {
    const nowhere = openSmtpTransport({ url: "smtp://127.0.0.1:1" });
    const loaded = await load({ "settings.yaml": SETTINGS });
    const store = createNoticeStore(test.database);
    const clock = fixedClock(at("2026-03-10T06:00:00Z"));
    const given = { store, writer: createTeamMailWriter(null), transport: nowhere, clock, settings: loaded.settings };
    expect(await sendNotices(given, [notice("k")])).toBe(0);
    expect(await notices()).toEqual([]);
    await nowhere.close(0);
  });
});

describe("alerts", () => {
  const quiet = SETTINGS.replace(/review:.*\n/, "");
  const subjects = async () => (await received()).map(({ subject }) => subject);

  it("tell of a broken file once for each text that is broken, with what goes on meanwhile", async () => {
    const good = await load({ "settings.yaml": quiet, "a.yaml": RULE });
    await createRuleStore(test.database).recordVersions(good.versions, ["a"], at("2026-03-10T06:00:00Z"));
    const broken = { "settings.yaml": quiet, "a.yaml": RULE.replace("inactive", "inactiv") };
    for (const minute of [0, 1]) await notifyTeam(deps(), await load(broken), at(`2026-03-10T07:0${minute}:00Z`));
    expect(await subjects()).toEqual(["[Rekindle] a.yaml holds a mistake", "[Rekindle] a.yaml holds a mistake"]);
    expect((await received())[0]?.text).toMatch(/last valid version goes on(.|\n)*did you mean "inactive"/);
    expect((await notices()).map((row) => (row as { recipient: string }).recipient)).toEqual([
      "pat@example.org",
      "sam@example.org",
    ]);
    await notifyTeam(deps(), await load({ "settings.yaml": quiet, "a.yaml": RULE }), at("2026-03-10T07:02:00Z"));
    await notifyTeam(deps(), await load(broken), at("2026-03-10T07:03:00Z"));
    expect(mails()).toHaveLength(2);
    const otherwise = { ...broken, "a.yaml": RULE.replace("08:00", "8h") };
    await notifyTeam(deps(), await load(otherwise), at("2026-03-10T07:04:00Z"));
    expect(mails()).toHaveLength(4);
  });

  describe("of silence", () => {
    const mailing = (day: number, funnels: Record<string, { planned: number; again_after?: number }>, hash = HASH) =>
      Promise.all(
        Object.entries(funnels).map(([timezone, funnel]) => {
          const period = `2026-03-${String(day).padStart(2, "0")}`;
          const full = { matched: 0, again_after: 0, ...funnel };
          return run(
            "INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at, funnel) VALUES ('a', $1, $2, $3, '08:00', $4, 'planned', $4, $5)",
            hash,
            timezone,
            period,
            at(`${period}T08:00:00Z`),
            JSON.stringify(full),
          );
        }),
      );
    let HASH = "";
    let loaded: LoadedRules;
    const tell = (day: number) => notifyTeam(deps(), loaded, at(`2026-03-${String(day).padStart(2, "0")}T12:00:00Z`));

    beforeAll(async () => {
      loaded = await load({ "settings.yaml": quiet.replace(", sam@example.org", ""), "a.yaml": RULE });
      HASH = loaded.rules[0]?.hash ?? "";
    });

    it("come after three mailings that reached nobody in any timezone, once an episode", async () => {
      await mailing(1, { UTC: { planned: 5 } });
      await mailing(2, { UTC: { planned: 0 }, "Europe/Paris": { planned: 1 } });
      for (const day of [3, 4, 5]) await mailing(day, { UTC: { planned: 0 }, "Europe/Paris": { planned: 0 } });
      // The day of the third is not over yet.
      await tell(5);
      expect(mails()).toHaveLength(0);
      await tell(6);
      await mailing(6, { UTC: { planned: 0 } });
      await tell(7);
      expect(await subjects()).toEqual([
        expect.stringMatching(/^\[Rekindle\] a has reached nobody since .*3 March 2026$/),
      ]);
      await mailing(7, { UTC: { planned: 1 } });
      for (const day of [8, 9, 10]) await mailing(day, { UTC: { planned: 0 } });
      await tell(11);
      expect(await subjects()).toHaveLength(2);
    });

    it("do not come where members were left out because they had just had the rule", async () => {
      await mailing(1, { UTC: { planned: 5 } });
      for (const day of [2, 3, 4, 5]) await mailing(day, { UTC: { planned: 0, again_after: 5 } });
      await tell(6);
      expect(mails()).toHaveLength(0);
    });

    it("judge a changed rule anew", async () => {
      for (const day of [1, 2]) await mailing(day, { UTC: { planned: 0 } }, "an older version");
      for (const day of [3, 4]) await mailing(day, { UTC: { planned: 0 } });
      await tell(6);
      expect(mails()).toHaveLength(0);
    });
  });

  it("tell of a mailing that is held, once for all its timezones", async () => {
    const loaded = await load({ "settings.yaml": quiet.replace(", sam@example.org", ""), "a.yaml": RULE });
    await run("INSERT INTO member (external_id, joined_at) VALUES ('m1', '2026-01-01')");
    const hold = async (id: number, timezone: string) => {
      await run(
        `INSERT INTO slot (id, rule, rule_hash, timezone, period, local_time, instant, state, planned_at, funnel, held_by, held_until, usual)
OVERRIDING SYSTEM VALUE VALUES ($1, 'a', 'h', $2, '2026-03-10', '08:00', '2026-03-10T08:00Z', 'braked', '2026-03-10T08:00Z', '{"planned": 1, "again_after": 0}', 'brake', '2026-03-11T00:00Z', 1)`,
        id,
        timezone,
      );
      await run(
        `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm)
VALUES (1, $1, 'a', 'h', $2, $2, '2026-03-10T08:00Z', '2026-03-10', '2026-03-10', '2026-03-11T04:00Z', 'treated')`,
        id,
        timezone,
      );
    };
    await hold(1, "Europe/Paris");
    await notifyTeam(deps(), loaded, at("2026-03-10T08:01:00Z"));
    await hold(2, "Europe/London");
    await notifyTeam(deps(), loaded, at("2026-03-10T09:01:00Z"));
    expect(await subjects()).toEqual([expect.stringMatching(/^\[Rekindle\] a, .*10 March 2026: 1 digest held$/)]);
    expect(await notices()).toMatchObject([{ kind: "held", key: "a 2026-03-10 brake", state: "accepted" }]);
  });

  describe("of what comes back", () => {
    let loaded: LoadedRules;
    beforeAll(async () => {
      loaded = await load({ "settings.yaml": quiet.replace(", sam@example.org", ""), "a.yaml": RULE });
    });
    const tell = (instant: string) => notifyTeam(deps(), loaded, at(instant));

    /** Digests taken at an instant, some of which came back a little later. */
    const mailed = async (
      instant: string,
      count: number,
      back: { readonly hard?: number; readonly soft?: number; readonly complaints?: number },
      told = instant,
    ) => {
      const { hard = 0, soft = 0, complaints = 0 } = back;
      await run("INSERT INTO member (external_id, joined_at) VALUES ('m1', '2026-01-01') ON CONFLICT DO NOTHING");
      await run(
        `WITH made AS (
          INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state, reason, accepted_at)
          SELECT (SELECT id FROM member), 1, 'a', 'h', $1::text || n, 'UTC', $1::timestamptz, $1::timestamptz::date, $1::timestamptz::date, $1::timestamptz, 'treated',
            CASE WHEN n <= $3::int + $4::int THEN 'bounced' WHEN n <= $3::int + $4::int + $5::int THEN 'complained' ELSE 'accepted' END,
            CASE WHEN n <= $3::int THEN 'hard_bounce' WHEN n <= $3::int + $4::int THEN 'soft_bounce' END, $1::timestamptz
          FROM generate_series(1, $2::int) n RETURNING member_id, id, state, reason
        )
        INSERT INTO feedback (source, source_id, kind, member_id, digest_id, matched, at, received_at, text)
        SELECT 'smtp', 'r' || id, CASE state WHEN 'complained' THEN 'complaint' ELSE reason END, member_id, id, true, $6::timestamptz, $6::timestamptz, ''
        FROM made WHERE state <> 'accepted'`,
        instant,
        count,
        hard,
        soft,
        complaints,
        told,
      );
    };
    afterEach(() => run("TRUNCATE feedback"));

    it("tell of dead addresses above 2% in a day, once a day", async () => {
      await mailed("2026-03-10T08:00:00Z", 200, { hard: 4, soft: 60 });
      await tell("2026-03-10T09:00:00Z");
      expect(await subjects()).toEqual([]);
      await mailed("2026-03-10T09:30:00Z", 20, { hard: 1 });
      for (const hour of [10, 11, 12]) await tell(`2026-03-10T${hour}:00:00Z`);
      expect(await subjects()).toEqual(["[Rekindle] 2.3% of the digests of the last day went to dead addresses"]);
      await tell("2026-03-11T07:00:00Z");
      await tell("2026-03-11T12:00:00Z");
      expect(await subjects()).toHaveLength(2);
      expect(await notices()).toMatchObject([{ key: "hard_bounce 2026-03-10" }, { key: "hard_bounce 2026-03-11" }]);
    });

    it("tell of complaints above 0.3% in a week, and of one or two never", async () => {
      await mailed("2026-03-04T08:00:00Z", 500, { complaints: 2 }, "2026-03-10T08:00:00Z");
      await tell("2026-03-10T09:00:00Z");
      expect(await subjects()).toEqual([]);
      await mailed("2026-03-09T08:00:00Z", 300, { complaints: 1 }, "2026-03-10T08:00:00Z");
      await tell("2026-03-10T09:01:00Z");
      expect(await subjects()).toEqual(["[Rekindle] 0.4% of the digests of the last 7 days were reported as unwanted"]);
      // Nothing new was told since.
      await tell("2026-03-11T09:00:00Z");
      expect(await subjects()).toHaveLength(1);
    });

    it("stay silent under both bounds", async () => {
      await mailed("2026-03-10T08:00:00Z", 1000, { hard: 20, complaints: 3, soft: 300 });
      await tell("2026-03-10T09:00:00Z");
      expect(await subjects()).toEqual([]);
    });
  });
});
