import { fileURLToPath } from "node:url";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedClock } from "../../src/core/clock.ts";
import type { DigestKey } from "../../src/core/community.ts";
import { showCalendar } from "../../src/delivery/calendar/show-calendar.ts";
import type { SubmittedDigests } from "../../src/delivery/submit-digests.ts";
import { composeDigests } from "../../src/digest/compose-digests.ts";
import type { MailTemplates } from "../../src/digest/mails/ports.ts";
import { openTemplates } from "../../src/platform/mail/templates/templates.ts";
import { createCalendarStore } from "../../src/platform/postgres/delivery/calendar-store.ts";
import { calendarRoutes } from "../../src/web/members/calendar-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { LINKS, openSubmitter, type Submitter } from "../support/outbox.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";
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
let sink: SmtpSink;
let submitter: Submitter;
let server: FastifyInstance;
beforeAll(async () => {
  test = await createTestDatabase();
  scene = uponScene(test.database);
  templates = await openTemplates({ emailsDirectory: EMAILS });
  sink = await openSmtpSink();
  submitter = openSubmitter(test.database, { url: sink.url });
  server = Fastify();
  const deps = { store: createCalendarStore(test.database), links: LINKS, sender: "hello@club.example" };
  await server.register(calendarRoutes((token, contentId) => showCalendar(deps, token, contentId)));
});
afterAll(async () => {
  await server.close();
  await submitter.transport.close(0);
  await sink.close();
  await test.drop();
});

const at = (time: string, day = "10") => new Date(`2026-03-${day}T${time}:00Z`);
const LIVE = at("00:00", "01");
const REPLIES = uponRule("replies", "activity: Comment Created, to: author");
const MESSAGES = uponRule("messages", "activity: Message Received, gather: 10 minutes", "transactional: true\n");

const keysIn = (...states: string[]) =>
  scene.run<DigestKey>(
    `SELECT member_id AS "memberId", id AS "digestId" FROM digest WHERE state = ANY($1::text[]) ORDER BY id`,
    states,
  );

/** Everything that a cycle does at an instant: plans, composes, submits. */
async function cycle(folder: UponFolder, now: Date): Promise<SubmittedDigests> {
  await scene.cycle(folder, now);
  await composeDigests(uponComposer(test.database, templates, folder, now), await keysIn("planned"));
  return submit(folder, now);
}

const submit = async ({ settings }: UponFolder, now: Date): Promise<SubmittedDigests> =>
  submitter.submit(await keysIn("rendered"), { settings, clock: fixedClock(now) });

let before = 0;
const sent = () => sink.mails.slice(before);

const outbox = () =>
  scene.run<{ rule: string; state: string; reason: string | null; told: number }>(
    `SELECT rule, state, reason, (SELECT count(*) FROM told t WHERE t.member_id = d.member_id AND t.digest_id = d.id) AS told
     FROM digest d ORDER BY id`,
  );

describe("the claim of a digest that tells what happened", () => {
  beforeEach(async () => {
    await scene.reset(4);
    await scene.addContent("c1", { author: "m1" });
    await scene.addContent("c2", { author: "m1" });
    before = sink.mails.length;
  });

  it("holds it through quiet hours, but never what is transactional", async () => {
    const folder = uponFolder([REPLIES, MESSAGES]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities([
      { by: "m2", on: "c1", at: at("21:00") },
      { by: "m1", name: "Message Received", at: at("21:10"), passive: true },
    ]);
    expect(await cycle(folder, at("21:30"))).toMatchObject({ accepted: 1, held: 1 });
    expect(sent().map(({ headers }) => headers.get("feedback-id"))).toEqual(["messages:digest:rekindle:club.example"]);
    expect(await submit(folder, at("06:29", "11"))).toMatchObject({ held: 1 });
    expect(await submit(folder, at("06:30", "11"))).toMatchObject({ accepted: 1 });
  });

  it("checks caps again, and what they hold back is told by a later mail", async () => {
    const folder = uponFolder([REPLIES], UPON_SETTINGS.replace("caps: []", "caps: [1 per day]"));
    await scene.goLive(folder, LIVE);
    await scene.addActivities([{ by: "m2", on: "c1", at: at("21:00") }]);
    await cycle(folder, at("21:30"));
    await scene.run(
      `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
       VALUES (1, 1, 'other', 'h', '2026-03-11', 'Europe/Paris', '2026-03-10T20:00:00Z', '2026-03-11', '2026-03-11', '2026-03-12', 'treated', 'accepted')`,
    );
    expect(await submit(folder, at("06:30", "11"))).toMatchObject({ skipped: 1 });
    expect(await outbox()).toMatchObject([{ rule: "replies", state: "skipped", reason: "capped", told: 0 }, {}]);
    await scene.run("UPDATE digest SET state = 'failed' WHERE rule = 'other'");
    expect(await cycle(folder, at("07:00", "11"))).toMatchObject({ accepted: 1 });
    expect((await scene.told()).map(({ told }) => told)).toEqual([["m2@21:00"]]);
  });

  it("leaves transactional mails out of what counts under a cap", async () => {
    const folder = uponFolder([REPLIES, MESSAGES], UPON_SETTINGS.replace("caps: []", "caps: [1 per day]"));
    await scene.goLive(folder, LIVE);
    await scene.addActivities([
      { by: "m1", name: "Message Received", at: at("10:00"), passive: true },
      { by: "m2", on: "c1", at: at("10:00") },
      { by: "m1", name: "Message Received", at: at("11:00"), passive: true },
    ]);
    for (const time of ["10:10", "10:30", "11:10"])
      expect(await cycle(folder, at(time))).toMatchObject({ accepted: 1 });
    expect(sent()).toHaveLength(3);
  });

  it("refuses what is transactional to who said no since", async () => {
    const folder = uponFolder([MESSAGES]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities([{ by: "m1", name: "Message Received", at: at("10:00"), passive: true }]);
    await scene.cycle(folder, at("10:10"));
    await composeDigests(uponComposer(test.database, templates, folder, at("10:10")), await keysIn("planned"));
    await scene.run("UPDATE member SET subscribed = false WHERE id = 1");
    expect(await submit(folder, at("10:11"))).toMatchObject({ suppressed: 1 });
    expect(sent()).toEqual([]);
  });

  it("has it composed again without a content that was withdrawn, and drops it where nothing is left", async () => {
    const folder = uponFolder([REPLIES]);
    await scene.goLive(folder, LIVE);
    await scene.addActivities(["c1", "c2"].map((on) => ({ by: "m2", on, at: at("10:00") })));
    await scene.cycle(folder, at("10:30"));
    const compose = async (now: Date) =>
      composeDigests(uponComposer(test.database, templates, folder, now), await keysIn("planned"));
    await compose(at("10:30"));
    await scene.run("UPDATE content SET withdrawn_at = '2026-03-10T10:31:00Z' WHERE external_id = 'c1'");
    const { recompose } = await submit(folder, at("10:32"));
    expect(recompose).toHaveLength(1);
    await compose(at("10:32"));
    expect(await submit(folder, at("10:33"))).toMatchObject({ accepted: 1, recompose: [] });
    const text = Buffer.from(sent()[0]?.raw.split("\r\n\r\n")[2]?.split("\r\n--")[0] ?? "", "base64").toString();
    expect(text).toContain("Title of c2");
    expect(text).not.toContain("Title of c1");

    await scene.addActivities([{ by: "m2", on: "c2", at: at("11:00") }]);
    await scene.cycle(folder, at("11:30"));
    await compose(at("11:30"));
    await scene.run("UPDATE content SET withdrawn_at = '2026-03-10T11:31:00Z'");
    await submit(folder, at("11:32"));
    await compose(at("11:32"));
    expect((await outbox())[1]).toMatchObject({ state: "skipped", reason: "withdrawn" });
  });
});

describe("GET /c/:token/:content.ics", () => {
  async function remind(): Promise<string> {
    const folder = uponFolder([uponRule("lives", "activity: Live Starting, to: registered, before: 1 day")]);
    await scene.reset(2);
    await scene.goLive(folder, LIVE);
    await scene.addContent("live", { type: "live", startsAt: at("17:00", "11"), endsAt: at("18:00", "11") });
    await scene.addContent("over", { type: "live", startsAt: at("17:00", "09") });
    await scene.addContent("next", { type: "live", startsAt: at("17:00", "30") });
    await scene.addActivities([{ by: "m1", on: "live", name: "Live Registered", at: at("08:00", "05") }]);
    await cycle(folder, at("17:00"));
    const [key] = await keysIn("accepted");
    if (key === undefined) throw new Error("no mail");
    return new URL(LINKS.calendarUrl(key, 1)).pathname;
  }

  it("is the live as a file that calendars take, and acts on nothing", async () => {
    const answer = await server.inject({ method: "GET", url: await remind() });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toContain("text/calendar");
    expect(answer.headers["content-disposition"]).toContain("event.ics");
    expect(answer.body).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*UID:content-1@club\.example\r\n[\s\S]*END:VCALENDAR\r\n$/);
    expect(answer.body).toContain("DTSTART:20260311T170000Z\r\nDTEND:20260311T180000Z\r\nSUMMARY:Title of live\r\n");
    expect(await outbox()).toMatchObject([{ state: "accepted" }]);
  });

  it("is any live that was to come, as a mail lists them, and nothing for a link that is not ours, or a live that was over or withdrawn", async () => {
    const path = await remind();
    const next = await server.inject({ method: "GET", url: path.replace("/1.ics", "/3.ics") });
    expect([next.statusCode, next.body]).toEqual([200, expect.stringContaining("SUMMARY:Title of next")]);
    const forged = path.replace(/-[\w-]{22}\//, "-aaaaaaaaaaaaaaaaaaaaaa/");
    for (const url of [
      forged,
      path.replace("/1.ics", "/2.ics"),
      path.replace("/1.ics", "/x.ics"),
      path.replace("/c/1c", "/c/1u"),
    ]) {
      expect((await server.inject({ method: "GET", url })).statusCode, url).toBe(404);
    }
    await scene.run("UPDATE content SET withdrawn_at = '2026-03-10T18:00:00Z'");
    const gone = await server.inject({ method: "GET", url: path, headers: { "accept-language": "fr" } });
    expect([gone.statusCode, gone.body]).toEqual([404, expect.stringContaining("n’est plus au programme")]);
  });
});
