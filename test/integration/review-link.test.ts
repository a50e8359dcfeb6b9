import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { holdMailing, releaseMailing, showMailing } from "../../src/audience/holding/hold-mailing.ts";
import type { MomentPlan } from "../../src/audience/ports.ts";
import { addDays, instantOf, startOfLocalDay } from "../../src/core/calendar.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createBrakeStore } from "../../src/platform/postgres/audience/brake-store.ts";
import { createCycleStore } from "../../src/platform/postgres/jobs/cycle-store.ts";
import { reviewRoutes } from "../../src/web/team/review-routes.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { LINKS } from "../support/outbox.ts";

let test: TestDatabase;
let server: FastifyInstance;
let now = new Date("2026-03-10T05:00:00Z");

beforeAll(async () => {
  test = await createTestDatabase();
  const deps = { brakes: createBrakeStore(test.database), links: LINKS, clock: { now: () => now } };
  server = Fastify();
  await server.register(
    reviewRoutes({
      brand: async () => ({ name: "The <Club>", colour: "#0b5fff" }),
      show: (token) => showMailing(deps, token),
      hold: (token) => holdMailing(deps, token),
      release: (token) => releaseMailing(deps, token),
    }),
  );
});
afterAll(async () => {
  await server.close();
  await test.drop();
});
beforeEach(async () => {
  now = new Date("2026-03-10T05:00:00Z");
  await run("TRUNCATE member, digest, slot, rule_hold RESTART IDENTITY");
  await run(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, 10) n`);
});

const run = <Row>(text: string): Promise<Row[]> => test.database.query<Row>({ text, values: [] });
const pathOf = (url: string) => new URL(url).pathname;
const LINK = pathOf(LINKS.reviewUrl({ rule: "a", localDate: "2026-03-10" }));
const get = (path = LINK, language = "en") =>
  server.inject({ method: "GET", url: path, headers: { "accept-language": language } });
const post = (action: string, path = LINK) => server.inject({ method: "POST", url: `${path}?do=${action}` });

/** Rule `a` at 08:00 of a timezone and a date, for every member with an even or an odd id. */
async function plan(timezone: string, parity: 0 | 1, { localDate = "2026-03-10", rule = "a" } = {}) {
  const instant = instantOf(localDate, "08:00", timezone);
  const given: MomentPlan = {
    timezone,
    localDate,
    localTime: "08:00",
    instant,
    at: instant,
    expiresAt: new Date(instant.getTime() + 20 * 3_600_000),
    dayEndsAt: startOfLocalDay(addDays(localDate, 1), timezone),
    brake: null,
    rules: [
      {
        rule,
        hash: "0",
        blockedAfter: localDate,
        blockedSince: null,
        heldOut: null,
        planned: true,
        transactional: false,
        wait: null,
      },
    ],
    audiences: { relations: [], selects: ["SELECT id AS member_id FROM member WHERE id % 2 = $1"], values: [parity] },
    caps: [],
    consent: "assumed",
    programme: null,
    holdoutBy: "member",
  };
  const [slot] = await createAudienceStore(test.database).planMoment(given);
  return slot?.heldBy;
}

const states = () => run("SELECT rule, timezone, period, state, held_by FROM slot ORDER BY rule, period, timezone");
const waiting = async () => {
  const cycles = createCycleStore(test.database);
  return cycles.countPlanned(await cycles.openSlots(), []);
};

describe("the link of a proof", () => {
  it("shows how the mailing stands, and changes nothing however often it is opened", async () => {
    const before = await get();
    expect(before.statusCode).toBe(200);
    expect(before.body).toContain("None of it has been planned yet");
    await plan("Europe/Paris", 0);
    for (const method of ["GET", "HEAD"] as const) await server.inject({ method, url: `${LINK}?do=hold` });
    const page = await get();
    expect(page.body).toContain("Digests that wait to leave: 5.");
    expect(page.body).toContain("The &lt;Club&gt;");
    expect(await states()).toMatchObject([{ state: "planned", held_by: null }]);
    expect(await run("SELECT * FROM rule_hold")).toEqual([]);
    expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  });

  it("holds at a press what is planned and what is yet to be, of that rule and date in every timezone", async () => {
    await plan("Asia/Tokyo", 0);
    await plan("Asia/Tokyo", 1, { rule: "b" });
    const held = await post("hold");
    expect(held.body).toContain("This mailing is held");
    expect(held.body).toContain("?do=release");
    expect(await plan("Europe/Paris", 1)).toBe("review");
    expect(await plan("Europe/Paris", 1, { localDate: "2026-03-11" })).toBeNull();
    expect(await states()).toEqual([
      { rule: "a", timezone: "Asia/Tokyo", period: "2026-03-10", state: "braked", held_by: "review" },
      { rule: "a", timezone: "Europe/Paris", period: "2026-03-10", state: "braked", held_by: "review" },
      { rule: "a", timezone: "Europe/Paris", period: "2026-03-11", state: "planned", held_by: null },
      { rule: "b", timezone: "Asia/Tokyo", period: "2026-03-10", state: "planned", held_by: null },
    ]);
    expect(await run("SELECT timezone, held_until FROM slot WHERE state = 'braked' ORDER BY 1")).toEqual([
      { timezone: "Asia/Tokyo", held_until: new Date("2026-03-10T15:00:00Z") },
      { timezone: "Europe/Paris", held_until: new Date("2026-03-10T23:00:00Z") },
    ]);
    // Of rule a, only what is planned for the 11th can be composed; of b all.
    expect(await waiting()).toBe(10);
    expect((await post("hold")).body).toContain("Digests that wait to leave: 10.");
  });

  it("lets it go again at a press, and so does the command", async () => {
    await plan("Asia/Tokyo", 0);
    await post("hold");
    const released = await post("release");
    expect(released.body).toContain("This mailing goes on");
    expect(await plan("Europe/Paris", 1)).toBeNull();
    await post("hold");
    expect(await createBrakeStore(test.database).release("a", null, now)).toHaveLength(2);
    expect((await get()).body).toContain("This mailing goes on");
    expect(await waiting()).toBe(10);
  });

  it("holds only what has not left", async () => {
    await plan("Asia/Tokyo", 0);
    await run("UPDATE digest SET state = 'accepted' WHERE member_id <= 4");
    expect((await post("hold")).body).toMatch(/wait to leave: 3\. Digests that have left: 2\./);
  });

  it("does nothing once the date is over in every timezone", async () => {
    await plan("Pacific/Honolulu", 0);
    now = new Date("2026-03-11T12:00:00Z");
    const late = await post("hold");
    expect(late.body).toContain("day is over");
    expect(late.body).not.toContain("<form");
    expect(await states()).toMatchObject([{ state: "planned" }]);
  });

  it("is of no use when it was cut or made up, nor is any other link of ours", async () => {
    const others = [
      LINK.slice(0, -1),
      LINK.replace("03-10", "03-11"),
      "/r/sample",
      pathOf(LINKS.unsubscribeUrl({ memberId: 1, digestId: 1 })).replace("/u/", "/r/"),
    ];
    for (const path of others) {
      expect((await get(path)).statusCode).toBe(404);
      expect((await post("hold", path)).statusCode).toBe(404);
    }
    for (const action of ["", "constructor", "__proto__", "drop"]) expect((await post(action)).statusCode).toBe(200);
    expect(await run("SELECT * FROM rule_hold")).toEqual([]);
  });

  it("speaks the reader's language", async () => {
    const { body } = await get(LINK, "fr-FR,fr;q=0.9");
    expect(body).toContain('<html lang="fr">');
    expect(body).toContain("a, 10 mars 2026");
    expect(body).toContain("Retenir cet envoi");
  });
});

describe("a press while a moment is being planned", () => {
  it("is never lost between the two", async () => {
    for (let day = 11; day < 21; day++) {
      const localDate = `2026-03-${day}`;
      const link = pathOf(LINKS.reviewUrl({ rule: "a", localDate }));
      await Promise.all([plan("UTC", 0, { localDate }), post("hold", link)]);
    }
    expect(await run("SELECT DISTINCT state FROM slot")).toEqual([{ state: "braked" }]);
  });
});
