import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainMembers } from "../../src/audience/explaining/explain-members.ts";
import { type LoadedRules, loadRules } from "../../src/audience/load-rules.ts";
import { previewRule } from "../../src/audience/preview-rule.ts";
import { DAY_MS } from "../../src/core/calendar.ts";
import { fixedClock } from "../../src/core/clock.ts";
import type { CheckedRule } from "../../src/core/rules/rule.ts";
import type { ProposeDeps } from "../../src/digest/ports.ts";
import { createCandidateCache } from "../../src/digest/prepare-candidates.ts";
import { proposePicks } from "../../src/digest/propose-picks.ts";
import { importContent } from "../../src/ingest/import-content.ts";
import { importEvents } from "../../src/ingest/import-events.ts";
import { importMembers } from "../../src/ingest/import-members.ts";
import { rehearseCycle } from "../../src/jobs/run-cycle.ts";
import { openImport } from "../../src/platform/files/open-import.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createMemberReader } from "../../src/platform/postgres/audience/member-reader.ts";
import { createRuleStore } from "../../src/platform/postgres/audience/rule-store.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createDigestStore } from "../../src/platform/postgres/digest/digest-store.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { openRuleFiles } from "../../src/platform/rules/rule-files.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createInstallation, type Installation } from "../support/rekindle.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/deskdrop-2016/", import.meta.url));

/** A Tuesday, a Sunday before local midnight in half of the timezones, and a Thursday after all that is known. */
const INSTANTS = [
  ["2016-09-20T12:00:00Z", "[1 per day, 3 per 7 days]"],
  ["2016-06-12T02:30:00Z", "[1 per day, 1 per 3 days]"],
  ["2017-03-02T11:00:00Z", "[]"],
] as const;

/** Beside the shipped ones: with them every condition is asked. */
const MORE_RULES: Readonly<Record<string, string>> = {
  "often-away": "when: { any: [{ not: { active: { within: 36 hours } } }, { joined: { within: 3 weeks } }] }",
  "from-brazil": `when: { all: [{ member: { country: BR } }, { segment: newcomers }, { unseen: { at_least: 2, types: [article], not_yet_mailed: true } }] }
holdout: 20%`,
  "on-themes": "when: { unseen: { at_least: 1, published_within: 30 days, themes: [google, cloud, android] } }",
  busy: "when: { any: [{ visits: { at_least: 3, within: 30 days } }, { did: { activity: Comment Created, at_least: 1, within: 8 weeks } }] }",
  readers:
    "when: { all: [{ views: { at_least: 5, at_most: 60 } }, { did: { activity: Reaction Added, top: 10%, within: 90 days } }] }",
  renewing: "when: { any: [{ renewal: { within: 45 days } }, { digests: { ignored: 1 } }] }",
  slipping: "when: { any: [{ later_than_usual: 3x }, { leaving: { above: 60% } }] }",
  fans: "when: { all: [{ interested_in: { themes: [google, cloud], above: 10% } }, { not: { segment: super-users } }] }",
  "coming-live": "when: { all: [{ live: { starts_within: 3 days } }, { never_visited: false }] }",
};

/** Rule and member → where the member ends; `planned` and `withheld` are told apart, and picks stand in their order. */
type Answers = ReadonlyMap<string, string>;
type Funnels = ReadonlyMap<string, Readonly<Record<string, number>>>;

const LOSSES = ["unsubscribed", "suppressed", "no_email", "again_after", "capped", "outranked"];
const FUNNEL = ["matched", ...LOSSES, "planned"];
const SKIPS = ["already_proposed", "nothing_open"];
const DIGESTS = ["planned", "withheld", ...SKIPS];
const ENDS = [...DIGESTS, ...LOSSES, "no_match", "not_in_rules"];

describe.skipIf(!existsSync(FOLDER))("a real year of a community, asked four ways", { timeout: 300_000 }, () => {
  let template: TestDatabase;

  beforeAll(async () => {
    template = await createTestDatabase();
    await loadCommunity(template.database);
    await template.database.close();
  }, 300_000);
  afterAll(() => template.drop());

  const ends = new Set<string>();

  it.each(INSTANTS)("never disagrees about a member at %s, with caps %s", async (instant, caps) => {
    const at = new Date(instant);
    const test = await createTestDatabase(new URL(template.url).pathname.slice(1));
    const here = install(test, caps);
    try {
      await mailTwoDaysBefore(here, test, at);
      const loaded = await loadRules({
        files: openRuleFiles(here.rules),
        rules: createRuleStore(test.database),
        options: {},
      });
      const audiences = createAudienceStore(test.database);
      // They only look, so none waits for another.
      const [explained, previewed, rehearsal] = await Promise.all([
        explain(loaded, test.database, at),
        preview(loaded, test.database, at),
        rehearseCycle({ loadRules: async () => loaded, audiences }, { at, ignoreHour: true }),
      ]);
      const rehearsed = funnelsOf(rehearsal.slots);

      expect(withDigest(explained.answers)).toEqual(previewed.answers);
      expect(explained.funnels).toEqual(previewed.funnels);
      for (const [rule, funnel] of rehearsed) expect([rule, funnel]).toEqual([rule, explained.funnels.get(rule)]);

      const dry = JSON.parse(
        (await succeed(here, "run", "--at", instant, "--ignore-hour", "--dry-run", "--json")).stdout,
      );
      expect(funnelsOf(dry.slots)).toEqual(rehearsed);
      const run = JSON.parse((await succeed(here, "run", "--at", instant, "--ignore-hour", "--json")).stdout);
      expect(funnelsOf(run.slots)).toEqual(rehearsed);
      const due = new Set(rehearsed.keys());
      expect(await digestsOf(test.database, at)).toEqual(
        new Map([...withDigest(explained.answers)].filter(([key]) => due.has(key.split(" ")[0] ?? ""))),
      );
      for (const answer of explained.answers.values()) ends.add(endOf(answer));
    } finally {
      here.remove();
      await test.drop();
    }
  });

  it("has members who end in each of all ways, or it would prove little", () => {
    expect(ENDS.filter((end) => !ends.has(end))).toEqual([]);
  });
});

function install(test: TestDatabase, caps: string): Installation {
  const here = createInstallation({
    DATABASE_URL: test.url,
    SECRET_KEY: "0123456789abcdef0123456789abcdef",
    BASE_URL: "https://mail.site.example",
  });
  here.editSettings((text) => text.replace(/^sending: on/m, "sending: off").replace(/^caps: .*$/m, `caps: ${caps}`));
  for (const name of ["weekly-catch-up", "welcome-back-month"]) {
    const file = join(here.rules, `${name}.yaml`);
    writeFileSync(file, readFileSync(file, "utf8").replace(/^state: draft/m, "state: live"));
  }
  for (const [name, text] of Object.entries(MORE_RULES)) {
    here.writeRule(
      name,
      `rule: ${name}\nstate: live\n${text}\nsend: { every: day, at: "08:00" }\ndigest: { subject: News, picks: { hot: 2, cold: 2 } }\n`,
    );
  }
  return here;
}

async function succeed(here: Installation, ...args: string[]) {
  const ended = await here.run(...args);
  expect(ended.stderr).toBe("");
  expect(ended.status).toBe(0);
  return ended;
}

async function loadCommunity(database: Database): Promise<void> {
  const open = (name: string) =>
    openImport({ path: `${FOLDER}${name}`, standardInput: Readable.from([]), workingDirectory: FOLDER });
  const deps = {
    store: createIngestStore(database),
    clock: fixedClock(new Date("2026-11-22T00:00:00Z")),
    settings: {
      visitGap: { count: 30, unit: "minutes" as const },
      passiveEvents: [],
      timezone: "Europe/Paris",
      events: {},
    },
  };
  await importMembers(deps, await open("members.csv"));
  await importContent(deps, await open("content.csv"));
  await importEvents(deps, await open("events.csv.gz"));
  // The files know neither refusals nor staff.
  for (const text of [
    "UPDATE member SET subscribed = false WHERE id % 17 = 0",
    "UPDATE member SET email = NULL, email_hash = NULL WHERE id % 19 = 0",
    "UPDATE member SET role = 'staff' WHERE id % 23 = 0",
    "INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, 'bounced', 'test', now() FROM member WHERE id % 29 = 0 AND email_hash IS NOT NULL",
    ...INSTANTS.map(
      ([at], index) =>
        `UPDATE member SET renewal_at = '${at}'::timestamptz + interval '20 days' WHERE id % 37 = ${index}`,
    ),
    ...INSTANTS.map(
      ([at], index) => `INSERT INTO content (external_id, type, title, url, published_at, starts_at, ends_at)
SELECT 'live-${index}', 'live', 'A live', 'https://community.example/live', t.at - interval '5 days', t.at + interval '1 day', t.at + interval '25 hours'
FROM (SELECT '${at}'::timestamptz AS at) t`,
    ),
    "UPDATE member SET attributes = attributes || '{\"key_account\": true}' WHERE id % 31 = 0",
  ]) {
    await database.query({ text, values: [] });
  }
}

/** So that spacing and caps have something to hold: what was rendered then counts as accepted. */
async function mailTwoDaysBefore(here: Installation, test: TestDatabase, at: Date): Promise<void> {
  const before = new Date(at.getTime() - 2 * DAY_MS).toISOString();
  await succeed(here, "run", "--at", before, "--ignore-hour");
  await test.database.query({
    text: "UPDATE digest SET state = CASE state WHEN 'rendered' THEN 'accepted' ELSE state END, accepted_at = slot_at, exposes_programme = NULL, exposes_own = NULL",
    values: [],
  });
}

async function explain(loaded: LoadedRules, database: Database, at: Date) {
  const rows = await database.query<{ id: number }>({ text: "SELECT id FROM member ORDER BY id", values: [] });
  const deps = proposeDeps(loaded, database);
  const members = await explainMembers(
    {
      audiences: createAudienceStore(database),
      members: createMemberReader(database),
      picks: { propose: (rule, instant, ids) => proposePicks(deps, ids, rule, instant, true) },
    },
    { loaded, memberIds: rows.map(({ id }) => id), at, rule: null, language: "en" },
  );
  expect(members).toHaveLength(rows.length);
  const answers = new Map<string, string>();
  const funnels = new Map<string, Record<string, number>>();
  for (const { member, rules } of members) {
    for (const { rule, verdict, arm, picks } of rules) {
      answers.set(`${rule.name} ${member.facts.externalId}`, answerOf(verdict, arm, picks));
      const funnel = funnels.get(rule.name) ?? Object.fromEntries(FUNNEL.map((key) => [key, 0]));
      funnels.set(rule.name, funnel);
      // A digest that finds no picks was planned all the same.
      const counted = SKIPS.includes(verdict) ? "planned" : verdict;
      for (const key of ["matched", counted]) if (counted in funnel) funnel[key] = (funnel[key] ?? 0) + 1;
    }
  }
  return { answers, funnels };
}

async function preview(loaded: LoadedRules, database: Database, at: Date) {
  const answers = new Map<string, string>();
  const funnels = new Map<string, Readonly<Record<string, number>>>();
  const deps = proposeDeps(loaded, database);
  const previewOne = async (rule: CheckedRule) => {
    const { members, funnel } = await previewRule(createAudienceStore(database), loaded, rule.name, at);
    funnels.set(rule.name, { ...funnel });
    const memberIds = members.map(({ memberId }) => memberId);
    const proposed = new Map((await proposePicks(deps, memberIds, rule, at)).map((one) => [one.memberId, one]));
    for (const { id, memberId, arm } of members) {
      const { picks = [], skipped = null } = proposed.get(memberId) ?? {};
      answers.set(`${rule.name} ${id}`, answerOf(skipped ?? "planned", arm, picks));
    }
  };
  await Promise.all(loaded.rules.map(previewOne));
  return { answers, funnels };
}

function proposeDeps({ settings }: LoadedRules, database: Database): ProposeDeps {
  return {
    store: createDigestStore(database),
    settings,
    clock: { now: () => new Date() },
    cache: createCandidateCache(),
  };
}

function answerOf(
  verdict: string,
  arm: string | null,
  picks: readonly { readonly contentId: string; readonly kind: string }[],
): string {
  if (verdict !== "planned") return verdict;
  const listed = picks.map(({ contentId, kind }) => `${kind}:${contentId}`);
  return [arm === "held_out" ? "withheld" : "planned", ...listed].join(" ");
}

/** Of who has a digest in the end, if only one without picks. */
function withDigest(answers: Answers): Answers {
  return new Map([...answers].filter(([, answer]) => DIGESTS.includes(endOf(answer))));
}

/** Without what stands in it. */
function endOf(answer: string): string {
  return answer.split(" ")[0] ?? "";
}

/** Those of the timezones together. */
function funnelsOf(slots: readonly { readonly rule: string; readonly funnel: object }[]): Funnels {
  const funnels = new Map<string, Record<string, number>>();
  for (const { rule, funnel } of slots) {
    const sum = funnels.get(rule) ?? {};
    for (const [key, members] of Object.entries(funnel)) sum[key] = (sum[key] ?? 0) + members;
    funnels.set(rule, sum);
  }
  return funnels;
}

/** What the run wrote. */
async function digestsOf(database: Database, at: Date): Promise<Answers> {
  const rows = await database.query<{
    rule: string;
    member: string;
    arm: string;
    state: string;
    reason: string | null;
    picks: { contentId: string; kind: string }[] | null;
  }>({
    text: `SELECT d.rule, m.external_id AS member, d.arm, d.state, d.reason, p.picks
FROM digest d JOIN member m ON m.id = d.member_id
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object('contentId', c.external_id, 'kind', p.kind) ORDER BY p.position) AS picks
  FROM pick p JOIN content c ON c.id = p.content_id WHERE p.member_id = d.member_id AND p.digest_id = d.id
) p ON true
WHERE d.slot_at = $1`,
    values: [at],
  });
  return new Map(
    rows.map(({ rule, member, arm, state, reason, picks }) => {
      if (state === "skipped") return [`${rule} ${member}`, reason ?? ""];
      expect(state).toBe(arm === "held_out" ? "withheld" : "rendered");
      return [`${rule} ${member}`, answerOf("planned", arm, picks ?? [])];
    }),
  );
}
