import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { type Composition, composeDigests } from "../../src/digest/compose-digests.ts";
import type { MailTemplates } from "../../src/digest/mails/ports.ts";
import type { ComposeDeps } from "../../src/digest/ports.ts";
import { renderSample } from "../../src/digest/render-sample.ts";
import { unpackBody } from "../../src/platform/mail/mail-body.ts";
import { openTemplates } from "../../src/platform/mail/templates/templates.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  UPON_SETTINGS,
  type UponFolder,
  uponComposer,
  uponFolder,
  uponRule,
  uponScene,
} from "../support/upon-scene.ts";

const EMAILS = fileURLToPath(new URL("../../emails", import.meta.url));

let test: TestDatabase;
let scene: ReturnType<typeof uponScene>;
let templates: MailTemplates;
beforeAll(async () => {
  test = await createTestDatabase();
  scene = uponScene(test.database);
  templates = await openTemplates({ emailsDirectory: EMAILS });
});
afterAll(() => test.drop());

const at = (time: string, day = "10") => new Date(`2026-03-${day}T${time}:00Z`);
const LIVE = at("00:00", "01");

const depsFor = (folder: UponFolder, now: Date): ComposeDeps => uponComposer(test.database, templates, folder, now);

const planned = () =>
  scene.run<DigestKey>(
    `SELECT member_id AS "memberId", id AS "digestId" FROM digest WHERE state = 'planned' ORDER BY id`,
  );

async function compose(folder: UponFolder, now: Date): Promise<Composition> {
  return composeDigests(depsFor(folder, now), await planned());
}

interface ReadMail {
  readonly member: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

async function mails(): Promise<ReadMail[]> {
  const rows = await scene.run<{ member: string; subject: string; body: Buffer }>(
    "SELECT external_id AS member, subject, body FROM digest_mail JOIN member m ON m.id = member_id ORDER BY digest_id",
  );
  return rows.map(({ body, ...row }) => ({ ...row, ...unpackBody(body) }));
}

const REPLIES = uponRule("replies", "activity: Comment Created, to: [author, followers]");
const MESSAGES = uponRule("messages", "activity: Message Received, gather: 10 minutes", "transactional: true\n");

describe("the mail of what happened", () => {
  const folder = uponFolder([REPLIES, MESSAGES]);
  beforeEach(async () => {
    await scene.reset(8);
    await scene.addContent("c1", { author: "m1", themes: ["pricing"] });
    await scene.addContent("c2", { author: "m2" });
    await scene.goLive(folder, LIVE);
  });

  it("groups by content, names who did it, and says why it came, in the member's language", async () => {
    await scene.addActivities([
      { by: "m2", on: "c1", name: "Content Followed", at: at("08:00") },
      ...["m3", "m4", "m5", "m6", "m6"].map((by, index) => ({ by, on: "c1", at: at(`10:0${index}`) })),
      { by: "m3", on: "c2", at: at("10:10") },
    ]);
    await scene.cycle(folder, at("10:30"));
    expect(await compose(folder, at("10:30"))).toMatchObject({ skipped: [], failed: [], rendered: [{}, {}] });
    const [english, french] = await mails();
    expect(english).toMatchObject({ member: "m1", subject: "1 subjects" });
    expect(english?.text).toMatch(
      /Hello Name1,\n\nHere is what is new for you in The Club\.\n\nTitle of c1\nName6, Name5, Name4 and another wrote 5 comments\nhttps:\/\/club\.example\/c1\n/,
    );
    expect(english?.text).toContain("because you wrote what it is about");
    expect(french).toMatchObject({ member: "m2", subject: "2 sujets" });
    expect(french?.text).toMatch(
      /Title of c2\nName3 a écrit un commentaire\n[\s\S]*Title of c1\nName6, Name5, Name4 et une autre personne ont écrit 5 commentaires\n/,
    );
    expect(french?.text).toContain("parce que vous avez écrit le contenu dont il parle");
    expect(french?.html).toContain('lang="fr"');
    for (const { html, text } of [english, french] as ReadMail[]) {
      expect(html).toContain("https://news.example.org/u/1u-");
      expect(`${html}${text}`).not.toMatch(/undefined|\[object|\{\{|\{%/);
    }
  });

  it("tells of a message whom it is from, where that is known, and leads to it, or to the site", async () => {
    const message = (to: string, time: string, properties?: Record<string, unknown>) => ({
      by: to,
      name: "Message Received",
      at: at(time),
      passive: true,
      ...(properties === undefined ? {} : { properties }),
    });
    await scene.addActivities([
      message("m1", "10:00", { fromUserId: "m3", url: "https://club.example/inbox/7" }),
      message("m2", "10:00", { fromName: "Zoé Martin" }),
      message("m2", "10:05"),
      message("m3", "10:00"),
    ]);
    await scene.cycle(folder, at("10:10"));
    await compose(folder, at("10:10"));
    const [first, second, third] = await mails();
    expect(first?.text).toMatch(/Name3 sent you a message\nhttps:\/\/club\.example\/inbox\/7\n/);
    expect(second?.text).toMatch(
      /Zoé et une autre personne vous ont envoyé 2 messages\nOuvrir The Club :\nhttps:\/\/club\.example\/\n/,
    );
    expect(second?.text).toContain("parce qu’il vous concerne personnellement");
    expect(third?.text).toContain("You have a new message\n");
  });

  it("escapes what members and sites write", async () => {
    await scene.run(`UPDATE content SET title = '<b>"A" & {{ brand.name }}</b>' WHERE external_id = 'c1'`);
    await scene.run("UPDATE member SET first_name = '<i>Eve' WHERE external_id = 'm3'");
    await scene.addActivities([{ by: "m3", on: "c1", at: at("10:00") }]);
    await scene.cycle(folder, at("10:30"));
    await compose(folder, at("10:30"));
    const [mail] = await mails();
    expect(mail?.html).toContain("&lt;b&gt;&#34;A&#34; &amp; {{ brand.name }}&lt;/b&gt;");
    expect(mail?.html).toContain("&lt;i&gt;Eve wrote a comment");
  });

  it("leaves out what was withdrawn since it was planned, and is no mail where nothing is left", async () => {
    await scene.addActivities([
      { by: "m2", on: "c1", name: "Content Followed", at: at("08:00") },
      { by: "m3", on: "c1", at: at("10:00") },
      { by: "m3", on: "c2", at: at("10:00") },
    ]);
    await scene.cycle(folder, at("10:30"));
    await scene.run("UPDATE content SET withdrawn_at = '2026-03-10T10:30:00Z' WHERE external_id = 'c1'");
    const composition = await compose(folder, at("10:31"));
    expect(composition.skipped).toMatchObject([{ reason: "withdrawn" }]);
    expect((await mails()).map(({ member, text }) => [member, text.includes("Title of c1")])).toEqual([["m2", false]]);
    expect(await scene.run("SELECT count(*) AS n FROM told")).toEqual([{ n: 1 }]);
  });

  it("is composed again when a content that it tells of is withdrawn while it is", async () => {
    await scene.addActivities([{ by: "m3", on: "c1", at: at("10:00") }]);
    await scene.cycle(folder, at("10:30"));
    const deps = depsFor(folder, at("10:31"));
    const loadTold: typeof deps.store.loadTold = async (...asked) => {
      const told = await deps.store.loadTold(...asked);
      await scene.run("UPDATE content SET withdrawn_at = '2026-03-10T10:30:30Z' WHERE external_id = 'c1'");
      return told;
    };
    const composition = await composeDigests({ ...deps, store: { ...deps.store, loadTold } }, await planned());
    expect(composition).toMatchObject({ rendered: [], skipped: [{ reason: "withdrawn" }] });
  });

  it("withholds those held out, with an exposure in both arms, and stamps none for what is transactional", async () => {
    const held = uponFolder([REPLIES, MESSAGES], UPON_SETTINGS.replace("share: 0%", "share: 50%"));
    const followers = ["m2", "m3", "m4", "m5", "m6", "m7"];
    await scene.addActivities([
      ...followers.map((by) => ({ by, on: "c1", name: "Content Followed", at: at("08:00") })),
      ...followers.map((by) => ({ by, name: "Message Received", at: at("10:10"), passive: true })),
      { by: "m8", on: "c1", at: at("10:00") },
    ]);
    await scene.cycle(held, at("10:30"));
    const { rendered, withheld } = await compose(held, at("10:30"));
    expect(rendered.length + withheld.length).toBe(13);
    const rows = await scene.run<{ rule: string; arm: string; state: string; exposed: boolean }>(
      `SELECT rule, arm, state, EXISTS (SELECT FROM exposure e WHERE e.digest_id = d.id) AS exposed FROM digest d GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`,
    );
    expect(rows).toEqual([
      { rule: "messages", arm: "treated", state: "rendered", exposed: false },
      { rule: "replies", arm: "held_out", state: "withheld", exposed: true },
      { rule: "replies", arm: "treated", state: "rendered", exposed: true },
    ]);
  });

  it("may have picks beside, and leaves without them as well; its subject is none of them", async () => {
    const beside = uponFolder([
      `rule: replies\nstate: live\nupon: { activity: Comment Created, to: author }\ndigest: { subject: { en: s, fr: s }, picks: { hot: 2 } }\n`,
    ]);
    await scene.goLive(beside, LIVE);
    await scene.addContent("fresh", { publishedAt: at("08:00") });
    await scene.addActivities([
      { by: "m3", on: "c1", at: at("10:00") },
      { by: "m3", on: "c2", at: at("10:00") },
    ]);
    await scene.run(
      `INSERT INTO view (member_id, content_id, first_viewed_at) SELECT 2, id, timestamptz '2026-03-05' FROM content`,
    );
    await scene.run(
      `INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason) VALUES (1, 9999, 0, 1, 'hot', 1, '{"code":"new"}')`,
    );
    await scene.cycle(beside, at("10:30"));
    expect(await compose(beside, at("10:30"))).toMatchObject({ rendered: [{}, {}], skipped: [] });
    const [first, second] = await mails();
    expect(first?.text).toMatch(/Title of c1\n[\s\S]*You may also like\n-+\n\nTitle of (fresh|c2)\n/);
    expect(second?.text).not.toContain("Cela peut aussi vous intéresser");
    expect(await scene.run("SELECT count(*) AS n FROM pick WHERE member_id = 1 AND content_id = 1")).toEqual([
      { n: 1 },
    ]);
  });

  it("of a live tells when it starts where the member is, with its calendar file", async () => {
    const lives = uponFolder([uponRule("lives", "activity: Live Starting, to: registered, before: 1 day")]);
    await scene.goLive(lives, LIVE);
    await scene.addContent("live", { type: "live", startsAt: at("17:00", "11"), endsAt: at("18:00", "11") });
    await scene.run("UPDATE member SET timezone = 'America/New_York' WHERE external_id = 'm3'");
    await scene.addActivities(
      ["m2", "m3"].map((by) => ({ by, on: "live", name: "Live Registered", at: at("08:00", "05") })),
    );
    await scene.cycle(lives, at("17:00"));
    await compose(lives, at("17:00"));
    const texts = new Map((await mails()).map(({ member, text }) => [member, text]));
    expect(texts.get("m2")).toMatch(/Title of live\nLe live commence mercredi 11 mars à 18:00/);
    expect(texts.get("m2")).toMatch(/Ajouter à mon agenda :\nhttps:\/\/news\.example\.org\/c\/1c-[\w-]+\/3\.ics\n/);
    expect(texts.get("m3")).toMatch(/The live starts on Wednesday, March 11 at 1:00 PM/);
  });

  it("is the same in a sample, which writes nothing and signs nobody off", async () => {
    await scene.addActivities([{ by: "m3", on: "c1", at: at("10:00") }]);
    const deps = {
      ...depsFor(folder, at("10:05")),
      sampleUnsubscribeUrl: "https://news.example/u/sample",
      samplePreferencesUrl: "https://news.example/p/sample",
      sampleCalendarUrl: "https://news.example/c/sample",
      sampleUsefulUrl: "https://news.example/f/sample",
    };
    const [rule] = folder.rules.filter(({ name }) => name === "replies");
    if (rule === undefined) throw new Error("no rule");
    const sample = await renderSample(deps, 1, rule, at("10:05"));
    expect(sample?.text).toContain("Name3 wrote a comment");
    expect(sample?.html).toContain("https://news.example/u/sample");
    expect(await renderSample(deps, 4, rule, at("10:05"))).toBeNull();
    expect(await scene.run("SELECT count(*) AS n FROM told")).toEqual([{ n: 0 }]);
  });
});
