import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import type { DigestKey } from "../../src/core/community.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import type { CheckedRule } from "../../src/core/rules/rule.ts";
import type { Settings } from "../../src/core/rules/settings.ts";
import { composeDigests } from "../../src/digest/compose-digests.ts";
import type { MailTemplates } from "../../src/digest/mails/ports.ts";
import type { ComposeDeps } from "../../src/digest/ports.ts";
import { createCandidateCache } from "../../src/digest/prepare-candidates.ts";
import { type ProposedDigest, proposePicks } from "../../src/digest/propose-picks.ts";
import { renderSample } from "../../src/digest/render-sample.ts";
import { unpackBody } from "../../src/platform/mail/mail-body.ts";
import { openTemplates } from "../../src/platform/mail/templates/templates.ts";
import { createDigestStore } from "../../src/platform/postgres/digest/digest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { LINKS } from "../support/outbox.ts";

const AT = new Date("2026-11-22T08:00:00Z");
const EMAILS = fileURLToPath(new URL("../../emails", import.meta.url));

let test: TestDatabase;
let templates: MailTemplates;
beforeAll(async () => {
  test = await createTestDatabase();
  templates = await openTemplates({ emailsDirectory: EMAILS });
});
afterAll(() => test.drop());

const run = <Row>(text: string, values: unknown[] = []): Promise<Row[]> => test.database.query<Row>({ text, values });

const SETTINGS = `
brand: { name: The Club, colour: "#0b5fff", postal_address: 12 rue des Lilas, legal: { en: Club SAS, fr: Club SAS } }
from: { name: The Club, address: hello@club.example }
languages: [en, fr]
timezone: UTC
holdout: { share: 10%, by: member }
links: { utm: { source: rekindle, medium: email, campaign: "{{ rule }}" } }
`;

function ruleText(name: string, digest: string, more = ""): string {
  return `rule: ${name}\nstate: live\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\n${more}digest:\n  template: digest\n  subject: { en: "{{ picks.size }} things", fr: "{{ picks.size }} contenus" }\n${digest}\n`;
}

function folder(rules: string[], settings = SETTINGS): { rules: readonly CheckedRule[]; settings: Settings } {
  const files = rules.map((text) => ({ file: `${/rule: (\S+)/.exec(text)?.[1]}.yaml`, text }));
  const checked = checkFolder([{ file: "settings.yaml", text: settings }, ...files]);
  expect(checked.mistakes.filter(({ severity }) => severity === "mistake")).toEqual([]);
  if (checked.settings === null) throw new Error("the settings of this test are broken");
  return { rules: checked.rules, settings: checked.settings };
}

const FIVE = "  picks: { hot: 3, cold: 2 }\n  skip_below: 1";

function depsFor(given: ReturnType<typeof folder>, at = AT): ComposeDeps {
  return {
    store: createDigestStore(test.database),
    templates,
    rules: { find: async (name) => given.rules.find((rule) => rule.name === name) ?? null },
    settings: { ...given.settings, sending: "on" },
    clock: fixedClock(at),
    cache: createCandidateCache(),
    unsubscribeUrl: ({ memberId, digestId }) => `https://news.example/u/${memberId}-${digestId}`,
    preferencesUrl: ({ memberId, digestId }) => `https://news.example/p/${memberId}-${digestId}`,
    calendarUrl: ({ memberId, digestId }, contentId) =>
      `https://news.example/c/${memberId}-${digestId}/${contentId}.ics`,
    mailLinks: LINKS,
  };
}

/** Members 1 to n, contents 1 to m a day old, and nothing viewed or mailed. */
async function community(members: number, contents: number): Promise<void> {
  await run(
    "TRUNCATE member, member_preference, content, view, slot, digest, pick, digest_mail, assignment, experiment_phase, exposure RESTART IDENTITY",
  );
  await run(
    `INSERT INTO member (external_id, email, first_name, locale, joined_at)
     SELECT 'm' || n, 'm' || n || '@club.example', 'Name' || n, CASE WHEN n % 2 = 0 THEN 'fr-FR' ELSE 'en' END, '2026-01-01'
     FROM generate_series(1, $1::int) n`,
    [members],
  );
  await run(
    `INSERT INTO content (external_id, title, url, themes, published_at)
     SELECT 'c' || n, 'Content ' || n, 'https://club.example/c/' || n, ARRAY['t' || n % 3], $2::timestamptz - n * interval '1 hour'
     FROM generate_series(1, $1::int) n`,
    [contents, AT],
  );
}

/** Plans a digest of this rule for every member, the last `heldOut` of them held out. */
async function plan(rule: string, { heldOut = 0, day = "2026-11-22" } = {}): Promise<DigestKey[]> {
  const instant = new Date(`${day}T08:00:00Z`);
  await run(
    `INSERT INTO assignment (experiment, unit, phase, arm)
     SELECT 'programme', external_id, 1, CASE WHEN id > (SELECT max(id) FROM member) - $1::int THEN 'held_out' ELSE 'treated' END
     FROM member ON CONFLICT DO NOTHING`,
    [heldOut],
  );
  return run<DigestKey>(
    `WITH s AS (
       INSERT INTO slot (rule, rule_hash, timezone, period, local_time, instant, state, planned_at, programme)
       VALUES ($1, 'h', 'UTC', $2, '08:00', $3, 'planned', $3, 'programme') RETURNING id
     )
     INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm)
     SELECT m.id, s.id, $1, 'h', $2, 'UTC', $3, $2::date, $2::date, $3::timestamptz + interval '20 hours', a.arm
     FROM s, member m JOIN assignment a ON a.experiment = 'programme' AND a.unit = m.external_id
     RETURNING member_id AS "memberId", id AS "digestId"`,
    [rule, day, instant],
  );
}

/** What is proposed, with what became of every content beside it. */
function asData(proposed: readonly ProposedDigest[]) {
  return proposed.map(({ explain, ...digest }) => ({ ...digest, contents: explain?.() }));
}

const states = () =>
  run<{ state: string; reason: string | null; n: number }>(
    "SELECT state, reason, count(*) AS n FROM digest GROUP BY 1, 2 ORDER BY 1, 2",
  );

const everything = () =>
  run(
    "SELECT (SELECT json_agg(d ORDER BY id) FROM digest d) AS digests, (SELECT json_agg(p ORDER BY digest_id, position) FROM pick p) AS picks, (SELECT json_agg(md5(m.body) ORDER BY digest_id) FROM digest_mail m) AS mails, (SELECT json_agg(e ORDER BY member_id, experiment) FROM exposure e) AS exposures",
  );

describe("composing planned digests", () => {
  const away = folder([ruleText("away", FIVE)]);
  beforeEach(() => community(20, 8));

  it("renders the treated and withholds the held out, with picks for both and a mail for the treated only", async () => {
    const keys = await plan("away", { heldOut: 4 });
    const composition = await composeDigests(depsFor(away), keys);
    expect(composition).toMatchObject({ skipped: [], failed: [] });
    expect(composition.rendered).toHaveLength(16);
    expect(composition.withheld).toHaveLength(4);
    expect(await states()).toEqual([
      { state: "rendered", reason: null, n: 16 },
      { state: "withheld", reason: null, n: 4 },
    ]);
    expect(await run("SELECT count(*) AS picks, count(DISTINCT digest_id) AS digests FROM pick WHERE held")).toEqual([
      { picks: 100, digests: 20 },
    ]);
    expect(
      await run("SELECT count(*) AS n FROM digest_mail JOIN digest d ON d.id = digest_id WHERE d.arm = 'held_out'"),
    ).toEqual([{ n: 0 }]);
  });

  it("writes in the language that a member chose, on no theme that they switched off, and leads to their page", async () => {
    await run(
      `INSERT INTO member_preference (member_id, language, themes_off, changed_at, changed_by)
       VALUES (1, 'fr', '{t0,t1}', $1, 'test'), (2, 'en', '{}', $1, 'test'), (3, 'xx', '{t0,t1,t2}', $1, 'test')`,
      [AT],
    );
    const keys = await plan("away");
    const { rendered, skipped } = await composeDigests(depsFor(away), keys);
    expect(rendered).toHaveLength(19);
    expect(skipped).toMatchObject([{ key: { memberId: 3 } }]);
    const mails = await run<{ id: number; digestId: number; subject: string; body: Buffer; themes: string[] }>(
      `SELECT m.member_id AS id, m.digest_id AS "digestId", m.subject, m.body,
         ARRAY(SELECT DISTINCT c.themes[1] FROM pick p JOIN content c ON c.id = p.content_id WHERE p.member_id = m.member_id) AS themes
       FROM digest_mail m WHERE m.member_id <= 2 ORDER BY 1`,
    );
    expect(mails.map(({ subject, themes }) => [subject, themes])).toEqual([
      ["3 contenus", ["t2"]],
      ["5 things", expect.arrayContaining(["t0", "t1"])],
    ]);
    for (const { id, digestId, body } of mails) {
      const { html, text } = unpackBody(body);
      expect(html).toContain(`lang="${id === 1 ? "fr" : "en"}"`);
      for (const part of [html, text]) {
        expect(part).toContain(`https://news.example/p/${id}-${digestId}`);
        expect(part).toContain(`https://news.example/u/${id}-${digestId}`);
      }
    }
  });

  it("stamps each exposure once, at the slot's instant, in both arms, whatever comes later", async () => {
    const deps = depsFor(away);
    await composeDigests(deps, await plan("away", { heldOut: 4 }));
    await composeDigests(
      depsFor(away, new Date("2026-11-23T08:00:00Z")),
      await plan("away", { heldOut: 4, day: "2026-11-23" }),
    );
    expect(
      await run(
        "SELECT experiment, arm, rule, exposed_at AS at, count(*) AS n FROM exposure GROUP BY 1, 2, 3, 4 ORDER BY 2",
      ),
    ).toEqual([
      { experiment: "programme", arm: "held_out", rule: "away", at: AT, n: 4 },
      { experiment: "programme", arm: "treated", rule: "away", at: AT, n: 16 },
    ]);
  });

  it("exposes nobody in a trial, and both arms to what has not expired once mails may leave", async () => {
    const exposed = () => run("SELECT arm, exposed_at AS at, count(*) AS n FROM exposure GROUP BY 1, 2 ORDER BY 1");
    for (const sending of ["off", { only: ["m1@example.org"] }] as const) {
      const deps = depsFor(away);
      const trial = { ...deps, settings: { ...deps.settings, sending } };
      const day = sending === "off" ? "2026-11-22" : "2026-11-23";
      await composeDigests(trial, await plan("away", { heldOut: 4, day }));
      expect(await exposed(), day).toEqual([]);
    }
    await run("UPDATE digest SET expires_at = $1 WHERE local_date = '2026-11-22'", [AT]);
    await run("UPDATE digest SET expires_at = $1::timestamptz + interval '1 hour' WHERE local_date = '2026-11-23'", [
      AT,
    ]);
    const [{ at }] = (await run("SELECT DISTINCT slot_at AS at FROM digest WHERE local_date = '2026-11-23'")) as [
      { at: Date },
    ];
    const { store } = depsFor(away);
    for (const _ of [1, 2]) {
      await store.exposeWaiting({ at: AT, holdoutBy: "member" });
      expect(await exposed()).toEqual([
        { arm: "held_out", at, n: 4 },
        { arm: "treated", at, n: 16 },
      ]);
    }
  });

  it("changes nothing when it runs again", async () => {
    const keys = await plan("away", { heldOut: 4 });
    await composeDigests(depsFor(away), keys);
    const before = await everything();
    expect(await composeDigests(depsFor(away), keys)).toEqual({ rendered: [], withheld: [], skipped: [], failed: [] });
    expect(await everything()).toEqual(before);
  });

  it("composes each digest once when several composers have the same keys", async () => {
    const keys = await plan("away", { heldOut: 4 });
    const compositions = await Promise.all([1, 2, 3, 4].map(() => composeDigests(depsFor(away), keys)));
    expect(compositions.flatMap(({ failed }) => failed)).toEqual([]);
    expect(compositions.flatMap(({ rendered }) => rendered)).toHaveLength(16);
    expect(compositions.flatMap(({ withheld }) => withheld)).toHaveLength(4);
    expect(await run("SELECT count(*) AS n FROM pick")).toEqual([{ n: 100 }]);
  });

  it("never proposes a content twice to a member, though two rules compose at the same time", async () => {
    const both = folder([ruleText("away", FIVE), ruleText("second", FIVE)]);
    const keys = [await plan("away"), await plan("second")];
    await Promise.all([
      ...keys.map((some) => composeDigests(depsFor(both), some)),
      composeDigests(depsFor(both), keys.flat().reverse()),
    ]);
    // Eight contents: five in one digest, the three that are left in the other.
    expect(
      await run(
        "SELECT array_agg(n ORDER BY n) AS picks, count(*) AS members FROM (SELECT member_id, digest_id, count(*) AS n FROM pick GROUP BY 1, 2) d GROUP BY member_id HAVING array_agg(n ORDER BY n) <> '{3,5}'",
      ),
    ).toEqual([]);
    expect(await run("SELECT count(*) AS n, count(DISTINCT (member_id, content_id)) AS once FROM pick")).toEqual([
      { n: 160, once: 160 },
    ]);
  });

  it("proposes again what a released digest gave back", async () => {
    await composeDigests(depsFor(away), await plan("away"));
    await run("UPDATE pick SET held = false");
    const again = await composeDigests(depsFor(away), await plan("away", { day: "2026-11-23" }));
    expect(again.rendered).toHaveLength(20);
  });

  it("tells apart that all was proposed from that nothing is open, and then touches nothing else", async () => {
    const quota = folder([ruleText("away", "  picks: { hot: 8, cold: 0 }\n  skip_below: 1")]);
    await composeDigests(depsFor(quota), await plan("away"));
    await run("INSERT INTO view (member_id, content_id, first_viewed_at) SELECT 1, id, '2026-11-22' FROM content");
    await run("TRUNCATE exposure");
    const day = "2026-11-23";
    const composition = await composeDigests(depsFor(quota, new Date(`${day}T08:00:00Z`)), await plan("away", { day }));
    expect(composition.skipped.filter(({ reason }) => reason === "nothing_open")).toHaveLength(1);
    expect(composition.skipped.filter(({ reason }) => reason === "already_proposed")).toHaveLength(19);
    expect(await run("SELECT count(*) AS n FROM exposure")).toEqual([{ n: 0 }]);
    expect(await states()).toContainEqual({ state: "skipped", reason: "nothing_open", n: 1 });
  });

  it("skips who would get fewer than skip_below", async () => {
    await run(
      "INSERT INTO view (member_id, content_id, first_viewed_at) SELECT 1, id, '2026-11-22' FROM content WHERE id > 2",
    );
    const three = folder([ruleText("away", "  picks: { hot: 3, cold: 2 }\n  skip_below: 3")]);
    const composition = await composeDigests(depsFor(three), await plan("away"));
    expect(composition.skipped).toEqual([
      { key: { memberId: 1, digestId: expect.any(Number) }, reason: "nothing_open" },
    ]);
  });

  it("picks from all that is unseen, also where the rule counts the unseen of one theme", async () => {
    const when = "{ unseen: { at_least: 1, themes: [t0] } }";
    const narrowed = folder([ruleText("away", FIVE).replace("{ inactive: 7 days }", when)]);
    await composeDigests(depsFor(narrowed), await plan("away"));
    expect(
      await run(
        "SELECT DISTINCT unnest(c.themes) AS theme FROM pick p JOIN content c ON c.id = p.content_id WHERE p.member_id = 1 ORDER BY 1",
      ),
    ).toEqual([{ theme: "t0" }, { theme: "t1" }, { theme: "t2" }]);
  });

  it("never picks what is viewed by now, own, withdrawn by now, closed, unpublished or in a language not read", async () => {
    await run(
      "INSERT INTO view (member_id, content_id, first_viewed_at) SELECT id, 1, '2026-11-22T07:59:59Z' FROM member",
    );
    await run("UPDATE content SET author_id = 'm2' WHERE id = 2");
    await run("UPDATE content SET withdrawn_at = '2026-11-22T07:00Z' WHERE id = 3");
    await run("UPDATE content SET open_to = '{}' WHERE id = 4");
    await run("UPDATE content SET published_at = NULL WHERE id = 5");
    await run("UPDATE content SET published_at = '2026-11-22T08:00:01Z' WHERE id = 6");
    await run("UPDATE content SET language = 'de' WHERE id = 7");
    await run("UPDATE content SET language = 'fr' WHERE id = 8");
    await composeDigests(depsFor(away), await plan("away"));
    expect(
      await run(
        "SELECT content_id AS content, count(*) AS members, bool_or(member_id = 2) AS own FROM pick GROUP BY 1 ORDER BY 1",
      ),
    ).toEqual([
      { content: 2, members: 19, own: false },
      { content: 8, members: 20, own: true },
    ]);
  });

  it("chooses again what was withdrawn after the candidates were prepared", async () => {
    const deps = depsFor(away);
    const [first = { memberId: 0, digestId: 0 }, ...rest] = await plan("away");
    await composeDigests(deps, [first]);
    await run("UPDATE content SET withdrawn_at = '2026-11-22T07:30Z' WHERE id = 1");
    const composition = await composeDigests(deps, rest);
    expect(composition.rendered).toHaveLength(19);
    expect(await run("SELECT member_id AS member FROM pick WHERE content_id = 1")).toEqual([
      { member: first.memberId },
    ]);
  });

  it("writes each member's mail in their language, with their links, and keeps it as it will be sent", async () => {
    await composeDigests(depsFor(away), await plan("away"));
    const mails = await run<{
      member: number;
      digest: number;
      subject: string;
      body: Buffer;
      messageId: string;
      links: number;
    }>(
      `SELECT member_id AS member, digest_id AS digest, subject, body, message_id AS "messageId", links FROM digest_mail ORDER BY 1 LIMIT 2`,
    );
    expect(mails.map(({ subject }) => subject)).toEqual(["5 things", "5 contenus"]);
    const urls = new Map(
      (await run<{ id: number; url: string }>("SELECT id, url FROM link")).map(({ id, url }) => [id, url]),
    );
    const [installation] = await run<{ identity: string }>("SELECT identity FROM installation");
    for (const { member, digest, body, messageId, links } of mails) {
      const { html, text } = unpackBody(body);
      expect(html).toContain(`Name${member}`);
      expect(text).toContain(`https://news.example/u/${member}-${digest}`);
      const tokens = [...html.matchAll(/https:\/\/news\.example\.org\/l\/([\w-]+)/g)].map(([, token]) => token ?? "");
      const targets = tokens.map((token) => LINKS.verifyClick(token));
      expect(new Set(targets.map((target) => target?.position)).size).toBe(links);
      expect(links).toBe(5);
      for (const target of targets) {
        expect(target?.key).toEqual({ memberId: member, digestId: digest });
        expect(urls.get(target?.link ?? 0)).toMatch(
          /^https:\/\/club\.example\/.*utm_source=rekindle.*utm_campaign=away/,
        );
      }
      for (const token of new Set(tokens)) expect(text).toContain(token);
      expect(`${html}${text}`).not.toContain("utm_");
      expect(messageId).toBe(`<d.${member}.${digest}.${installation?.identity.slice(0, 8)}@club.example>`);
    }
  });

  it("puts an image that tells of opens into mails where the settings ask for it, and into no others", async () => {
    const html = async () =>
      (
        await run<{ memberId: number; digestId: number; body: Buffer }>(
          `SELECT member_id AS "memberId", digest_id AS "digestId", body FROM digest_mail ORDER BY 1`,
        )
      ).map(({ body, ...key }) => ({ key, html: unpackBody(body).html, text: unpackBody(body).text }));
    await composeDigests(depsFor(away), await plan("away"));
    const without = await html();
    expect(without).toHaveLength(20);
    for (const mail of without) expect(mail.html).not.toContain(LINKS.pixelUrl(mail.key));
    for (const mail of without) expect(mail.html).not.toMatch(/\/o\/1o-|width="1" height="1"/);

    await run("TRUNCATE digest, pick, digest_mail, exposure");
    const on = folder([ruleText("away", FIVE)], SETTINGS.replace("links: {", "links: { clicks: off, opens: on,"));
    await composeDigests(depsFor(on), await plan("away", { day: "2026-11-23" }));
    const mails = await html();
    expect(mails).toHaveLength(20);
    for (const { key, html, text } of mails) {
      const image = `<img src="${LINKS.pixelUrl(key)}" alt="" width="1" height="1" style="display:block">`;
      expect(html.split(image)).toHaveLength(2);
      expect(html.split(image)[1]).toMatch(/^<\/body>\s*<\/html>\s*$/);
      expect(`${html.replace(image, "")}${text}`).not.toContain("/o/1o-");
    }
  });

  it("tells the site's own statistics where visitors of its front page come from, as with every link to it", async () => {
    const rule = ruleText("away", FIVE).replace("template: digest", "template: welcome");
    const straight = SETTINGS.replace("links: {", "links: { clicks: off,");
    await composeDigests(depsFor(folder([rule], straight)), await plan("away"));
    const tagged = "https://club.example/?utm_source=rekindle&utm_medium=email&utm_campaign=away";
    const [mail] = await run<{ body: Buffer }>("SELECT body FROM digest_mail LIMIT 1");
    const { html, text } = unpackBody(mail?.body ?? Buffer.alloc(0));
    expect(html).toContain(`href="${tagged.replaceAll("&", "&amp;")}"`);
    expect(text).toContain(`${tagged}\n`);
  });

  it("exposes in a rule's own experiment too, but not those whom the programme holds out", async () => {
    const own = folder([ruleText("away", FIVE, "holdout: 20%\n")]);
    const keys = await plan("away", { heldOut: 4 });
    await run(
      "INSERT INTO assignment (experiment, unit, phase, arm) SELECT 'away', external_id, 1, 'treated' FROM member",
    );
    await composeDigests(depsFor(own), keys);
    expect(await run("SELECT experiment, count(*) AS n FROM exposure GROUP BY 1 ORDER BY 1")).toEqual([
      { experiment: "away", n: 16 },
      { experiment: "programme", n: 20 },
    ]);
  });

  it("exposes nobody in the programme without a holdout", async () => {
    const none = folder([ruleText("away", FIVE)], SETTINGS.replace("10%", "0%"));
    await composeDigests(depsFor(none), await plan("away"));
    expect(await run("SELECT count(*) AS n FROM exposure")).toEqual([{ n: 0 }]);
  });

  it("holds up no rule by another that cannot be composed", async () => {
    const both = folder([ruleText("away", FIVE), ruleText("broken", FIVE)]);
    const keys = [...(await plan("broken")), ...(await plan("away"))];
    const unknown = {
      ...depsFor(both),
      rules: { find: async (name: string) => (name === "broken" ? null : (both.rules[0] ?? null)) },
    };
    const composition = await composeDigests(unknown, keys);
    expect(composition.failed.map(({ rule, keys }) => [rule, keys.length])).toEqual([["broken", 20]]);
    expect(composition.rendered).toHaveLength(20);
    expect(await states()).toContainEqual({ state: "planned", reason: null, n: 20 });
  });

  it("holds up no member by another whose own data a text cannot be made of", async () => {
    await run("UPDATE member SET attributes = '{\"points\": 1000000000}' WHERE id = 3");
    const counting = "  intro: { en: '{% for n in (1..member.points) %}*{% endfor %}', fr: Bonjour }\n";
    const stars = folder([ruleText("stars", `${FIVE}\n${counting}`)]);
    const composition = await composeDigests(depsFor(stars), await plan("stars"));
    expect(composition.failed.map(({ rule, keys }) => [rule, keys.length])).toEqual([["stars", 1]]);
    expect(composition.rendered).toHaveLength(19);
    expect(await run("SELECT member_id AS member FROM digest WHERE state = 'planned'")).toEqual([{ member: 3 }]);
  });

  it("asks once what the community tells of whom a content is pinned for, not with each batch", async () => {
    await community(4, 9);
    await run("CREATE TABLE IF NOT EXISTS rekindle_partitions.activity_any PARTITION OF activity DEFAULT");
    await run(
      `INSERT INTO activity (member_id, occurred_at, name)
       SELECT m, $1::timestamptz - n * interval '1 day', 'Comment Created' FROM (VALUES (1, 1), (2, 2), (3, 5)) AS who (m, times),
         generate_series(1, times) AS n`,
      [AT],
    );
    const top = "{ did: { activity: Comment Created, top: 30%, within: 30 days } }";
    const pinned = folder([ruleText("away", FIVE)], `${SETTINGS}pinned: [{ content: c9, for: ${top} }]\n`);
    const deps = depsFor(pinned);
    let asked = 0;
    const communityFacts: typeof deps.store.communityFacts = (question) => {
      asked += 1;
      return deps.store.communityFacts(question);
    };
    const keys = await plan("away");
    for (const key of keys) await composeDigests({ ...deps, store: { ...deps.store, communityFacts } }, [key]);
    expect(await run("SELECT member_id AS member FROM pick WHERE kind = 'pinned'")).toEqual([{ member: 3 }]);
    expect(asked).toBe(1);
  });

  it("puts pinned content first, and only before those for whom it is pinned", async () => {
    const pinned = folder(
      [ruleText("away", FIVE)],
      `${SETTINGS}pinned: [{ content: c8, until: 2026-11-30, for: { member: { firstName: Name1 } } }, { content: c7, until: 2026-11-21 }]\n`,
    );
    await composeDigests(depsFor(pinned), await plan("away"));
    expect(await run("SELECT member_id AS member, content_id AS content FROM pick WHERE kind = 'pinned'")).toEqual([
      { member: 1, content: 8 },
    ]);
  });
});

describe("proposing picks", () => {
  const away = folder([ruleText("away", FIVE)]);
  beforeEach(() => community(6, 8));

  it("answers what composing would pick, in words, and writes nothing", async () => {
    const [rule] = away.rules;
    if (rule === undefined) throw new Error("no rule");
    const before = await everything();
    const proposed = await proposePicks(depsFor(away), [3, 1, 2], rule, AT);
    expect(proposed.map(({ externalId }) => externalId)).toEqual(["m1", "m2", "m3"]);
    expect(await everything()).toEqual(before);
    await composeDigests(depsFor(away), await plan("away"));
    const picks = await run<{ content: string }>(
      "SELECT c.external_id AS content FROM pick p JOIN content c ON c.id = p.content_id WHERE member_id = 1 ORDER BY position",
    );
    expect(proposed[0]?.picks.map(({ contentId }) => contentId)).toEqual(picks.map(({ content }) => content));
    expect(proposed[1]?.picks[0]?.says).toMatch(/^Nouveau/);
  });

  it("is as of the instant asked for: what was mailed or viewed after it does not count", async () => {
    const [rule] = away.rules;
    if (rule === undefined) throw new Error("no rule");
    const before = await proposePicks(depsFor(away), [1, 2, 3], rule, AT, true);
    await run("INSERT INTO view (member_id, content_id, first_viewed_at) SELECT 1, id, $1 FROM content", [
      new Date(AT.getTime() + 1000),
    ]);
    await composeDigests(depsFor(away, new Date("2026-11-23T08:00:00Z")), await plan("away", { day: "2026-11-23" }));
    expect(asData(await proposePicks(depsFor(away), [1, 2, 3], rule, AT, true))).toEqual(asData(before));
  });

  it("renders a sample whose way out signs nobody off", async () => {
    const [rule] = away.rules;
    if (rule === undefined) throw new Error("no rule");
    const deps = {
      ...depsFor(away),
      sampleUnsubscribeUrl: "https://news.example/u/sample",
      samplePreferencesUrl: "https://news.example/p/sample",
      sampleCalendarUrl: "https://news.example/c/sample",
      sampleUsefulUrl: "https://news.example/f/sample",
    };
    const sample = await renderSample(deps, 2, rule, AT);
    expect(sample).toMatchObject({ externalId: "m2", language: "fr", subject: "5 contenus" });
    expect(sample?.html).toContain("https://news.example/u/sample");
    expect(await renderSample(deps, 99, rule, AT)).toBeNull();
  });
});

describe("offering again", () => {
  const rule = ruleText("away", "  picks: { hot: 0, cold: 2 }\n  skip_below: 2");
  const never = folder([rule]);
  const after = folder([rule], `${SETTINGS}offer_again: after 60 days\n`);
  // Two contents, cold since December; the first digest proposes both.
  beforeEach(async () => {
    await community(3, 2);
    await run("UPDATE content SET published_at = '2026-06-01'");
    await composeDigests(depsFor(after, new Date("2026-09-01T08:00:00Z")), await plan("away", { day: "2026-09-01" }));
    await run("UPDATE digest SET state = 'accepted'");
  });
  const on = async (given: typeof never, day: string) => {
    const deps = depsFor(given, new Date(`${day}T08:00:00Z`));
    const [read] = given.rules;
    const proposed = read === undefined ? [] : await proposePicks(deps, [1, 2, 3], read, deps.clock.now());
    const composed = await composeDigests(deps, await plan("away", { day }));
    // What is proposed beforehand is what is composed.
    expect(proposed.filter(({ skipped }) => skipped === null)).toHaveLength(composed.rendered.length);
    return composed;
  };
  const picks = () =>
    run(
      "SELECT d.period, p.kind, p.held, count(*) AS n FROM pick p JOIN digest d ON d.id = p.digest_id GROUP BY 1, 2, 3 ORDER BY 1, 3",
    );

  it("is never, unless the settings say so", async () => {
    const { rendered, skipped } = await on(never, "2027-06-01");
    expect(rendered).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual(Array(3).fill("already_proposed"));
  });

  it("begins on the sixtieth day after the slot, and the older pick gives its content up to the newer one", async () => {
    expect((await on(after, "2026-10-30")).rendered).toEqual([]);
    expect((await on(after, "2026-10-31")).rendered).toHaveLength(3);
    expect(await picks()).toEqual([
      { period: "2026-09-01", kind: "cold", held: false, n: 6 },
      { period: "2026-10-31", kind: "cold", held: true, n: 6 },
    ]);
    // From the newer one on it takes sixty days again.
    await run("UPDATE digest SET state = 'accepted' WHERE state = 'rendered'");
    expect((await on(after, "2026-12-29")).rendered).toEqual([]);
    expect((await on(after, "2026-12-30")).rendered).toHaveLength(3);
  });

  it("is not of what the member has seen meanwhile", async () => {
    await run("INSERT INTO view (member_id, content_id, first_viewed_at) VALUES (1, 1, '2026-09-02')");
    const { rendered, skipped } = await on(after, "2026-12-01");
    expect(rendered).toHaveLength(2);
    expect(skipped).toMatchObject([{ key: { memberId: 1 }, reason: "nothing_open" }]);
  });

  it("leaves the older pick as it was when the newer digest loses its picks", async () => {
    const deps = depsFor(after, new Date("2026-12-01T08:00:00Z"));
    const [key] = await plan("away", { day: "2026-12-01" });
    if (key === undefined) throw new Error("no digest");
    // Another digest of the day has taken content 2 in the meantime.
    await run("UPDATE pick SET held = false WHERE member_id = $1 AND content_id = 2", [key.memberId]);
    const [other] = await plan("other", { day: "2026-12-01" }).then((keys) =>
      keys.filter(({ memberId }) => memberId === key.memberId),
    );
    await run(
      `INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason) VALUES ($1, $2, 0, 2, 'cold', 1, '{"code":"unseen"}')`,
      [key.memberId, other?.digestId],
    );
    const picked = [1, 2].map((contentId) => ({
      contentId,
      kind: "cold" as const,
      score: 1,
      reason: { code: "unseen" as const },
    }));
    const digest = {
      key,
      state: "withheld" as const,
      picks: picked,
      subjects: null,
      experiments: { programme: false, own: null },
    };
    const context = { at: deps.clock.now(), holdoutBy: "member" as const, longAgo: "2026-10-02", exposes: true };
    expect(await deps.store.settle([digest], context)).toEqual({ settled: [], lost: [key] });
    expect(
      await run(
        "SELECT p.content_id, p.held, p.replaced_at FROM pick p WHERE member_id = $1 AND digest_id < $2 ORDER BY 1",
        [key.memberId, key.digestId],
      ),
    ).toEqual([
      { content_id: 1, held: true, replaced_at: null },
      { content_id: 2, held: false, replaced_at: null },
    ]);
  });

  it("changes nothing of what was held at an instant before", async () => {
    const [read] = after.rules;
    if (read === undefined) throw new Error("no rule");
    const asOf = () => proposePicks(depsFor(after), [1, 2, 3], read, new Date("2026-10-01T08:00:00Z"), true);
    const before = await asOf();
    expect(before.map(({ skipped }) => skipped)).toEqual(Array(3).fill("already_proposed"));
    await on(after, "2026-10-31");
    expect(asData(await asOf())).toEqual(asData(before));
  });
});

describe("a mail with more than picks", () => {
  const asking = (name: string, when: string, template: string) =>
    ruleText(name, "  picks: { hot: 1, cold: 0 }\n  skip_below: 1")
      .replace("{ inactive: 7 days }", when)
      .replace("template: digest", `template: ${template}`);
  const lives = folder([asking("lives", "{ live: { starts_within: 7 days } }", "lives")]);
  const texts = async () => {
    const rows = await run<{ member: number; body: Buffer }>(
      "SELECT member_id AS member, body FROM digest_mail ORDER BY 1",
    );
    return new Map(rows.map(({ member, body }) => [member, unpackBody(body).text]));
  };

  async function addLives(): Promise<void> {
    await community(2, 4);
    await run("UPDATE content SET type = 'live', title = 'Live ' || id, language = 'en' WHERE id <= 4");
    await run("UPDATE content SET starts_at = $1::timestamptz + interval '6 days' WHERE id = 1", [AT]);
    await run("UPDATE content SET starts_at = $1::timestamptz + interval '1 day', language = 'fr' WHERE id = 2", [AT]);
    await run("UPDATE content SET starts_at = $1::timestamptz + interval '8 days' WHERE id = 3", [AT]);
    await run("UPDATE content SET starts_at = $1::timestamptz + interval '2 days' WHERE id = 4", [AT]);
    await run("UPDATE member SET reads = '{en}' WHERE id = 1");
  }

  it("lists the lives for which its rule asks, the first one first, seen or mailed before or not, each once", async () => {
    await addLives();
    await run("INSERT INTO view (member_id, content_id, first_viewed_at) SELECT 1, 4, '2026-11-21'");
    await composeDigests(depsFor(lives), await plan("lives"));
    const [first = "", second = ""] = (await texts()).values();
    expect([...first.matchAll(/^Live \d$/gm)].map(String)).toEqual(["Live 4", "Live 1", "Live 3"]);
    expect([...second.matchAll(/^Live \d$/gm)].map(String)).toEqual(["Live 2", "Live 4", "Live 1", "Live 3"]);
    expect(first).toContain("Tuesday, November 24 at 8:00 AM UTC\nLive 4\n");
    expect(second).toContain("mardi 24 novembre à 08:00 UTC\nLive 4\n");
    expect(first).toMatch(/https:\/\/news\.example\/c\/1-\d+\/4\.ics\n/);
    expect(first.indexOf("Live 3")).toBeGreaterThan(first.indexOf("You may also like"));
  });

  it("is none once no live is left, however many picks there are", async () => {
    await addLives();
    const keys = await plan("lives");
    await run("UPDATE content SET withdrawn_at = $1 WHERE id <> 3", [AT]);
    const composition = await composeDigests(depsFor(lives), keys);
    expect(composition.skipped.map(({ reason }) => reason)).toEqual(["nothing_open", "nothing_open"]);
  });

  it("says when a membership is due where the member lives, and what they had of it", async () => {
    await community(2, 6);
    await run("UPDATE member SET renewal_at = '2027-01-01T01:00Z', timezone = 'Europe/Paris'");
    await run("UPDATE content SET themes = CASE WHEN id <= 3 THEN '{pricing}'::text[] ELSE '{onboarding}' END");
    await run(
      "INSERT INTO view (member_id, content_id, first_viewed_at) SELECT 2, n, '2026-10-01' FROM generate_series(1, 4) n",
    );
    await run("UPDATE view SET first_viewed_at = '2025-11-01' WHERE content_id = 3");
    const rules = folder([asking("ahead", "{ renewal: { within: 60 days } }", "renewal")]);
    await composeDigests(depsFor(rules), await plan("ahead"));
    const [first = "", second = ""] = (await texts()).values();
    expect(first).toContain("Up for renewal on January 1, 2027\n");
    expect(first).not.toContain("In the past year");
    expect(second).toContain("À renouveler le 1er janvier 2027\n");
    expect(second).toContain("vous avez consulté 3 contenus, surtout sur Pricing.");
  });
});
