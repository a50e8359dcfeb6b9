import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, NOW } from "../support/outbox.ts";
import { openMemberPages, preferencesPath, unsubscribePath } from "../support/preference-scene.ts";

let db: TestDatabase;
let pages: Awaited<ReturnType<typeof openMemberPages>>;
let outbox: ReturnType<typeof fillOutbox>;

const run = (text: string, ...values: unknown[]) => db.database.query({ text, values });

beforeAll(async () => {
  db = await createTestDatabase();
  outbox = fillOutbox(db.database);
  pages = await openMemberPages(db.database);
});
afterAll(async () => {
  await pages.server.close();
  await db.drop();
});
afterEach(async () => {
  pages.at = NOW;
  await run(
    "TRUNCATE digest, digest_mail, pick, member, member_preference, unsubscribe_reason, suppression, content, feedback",
  );
});

async function addMember(locale: string | null = null, email = "marie.curie@members.example"): Promise<DigestKey> {
  const key = await outbox.addDigest({ email });
  await run("UPDATE member SET locale = $2 WHERE id = $1", key.memberId, locale);
  return key;
}

const addThemes = (...themes: string[]) =>
  run(
    `INSERT INTO content (external_id, title, url, published_at, themes)
     SELECT 'on ' || t, 'On ' || t, 'https://a.example/' || n, $2, ARRAY[t] FROM unnest($1::text[]) WITH ORDINALITY AS x(t, n)`,
    themes,
    new Date("2026-11-01T00:00:00Z"),
  );

type Fields = readonly (readonly [string, string])[];

const get = (key: DigestKey) => pages.server.inject({ method: "GET", url: preferencesPath(key) });
const post = (key: DigestKey, fields: Fields) =>
  pages.server.inject({
    method: "POST",
    url: preferencesPath(key),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
  });

const stored = async ({ memberId }: DigestKey) => {
  const [row] = await db.database.query<Record<string, unknown>>({
    text: `SELECT frequency, themes_off AS off, language, paused_until AS until, changed_by AS by, version
           FROM member_preference WHERE member_id = $1`,
    values: [memberId],
  });
  return row ?? null;
};

const versionIn = (body: string): string => /name="of" value="(\d+)"/.exec(body)?.[1] ?? "none";

describe("GET /p/:token", () => {
  it("shows what stands in the member's language, the address half hidden, and changes nothing", async () => {
    const key = await addMember("fr-FR");
    await addThemes("Tarifs <b>", "Éclairage", "accueil");
    for (const method of ["GET", "HEAD"] as const) {
      const page = await pages.server.inject({ method, url: preferencesPath(key), headers: { purpose: "prefetch" } });
      expect(page.statusCode).toBe(200);
      expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
      expect(page.headers["set-cookie"]).toBeUndefined();
    }
    const { body } = await get(key);
    expect(body).toContain('<html lang="fr">');
    expect(body).toContain("m•••@members.example");
    expect(body).not.toContain("marie.curie");
    expect(body).toContain("Café &amp; &lt;Co&gt;");
    expect(body).toContain("Tarifs &lt;b&gt;");
    expect(body).not.toMatch(/<script|src=/);
    expect(body.indexOf("accueil")).toBeLessThan(body.indexOf("Éclairage"));
    expect(body.indexOf("Éclairage")).toBeLessThan(body.indexOf("Tarifs"));
    expect(await stored(key)).toBeNull();
    expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
  });

  it.each(["x", "1p-AAAA-1-1-AAAAAAAAAAAAAAAAAAAAAA", "..%2f..%2fetc", "%00"])(
    "helps whoever comes with a link that is not ours (%s)",
    async (token) => {
      for (const method of ["GET", "POST"] as const) {
        const page = await pages.server.inject({ method, url: `/p/${token}` });
        expect(page.statusCode).toBe(404);
        expect(page.body).toContain("This link does not work");
      }
    },
  );

  it("opens to no token of another purpose", async () => {
    const key = await addMember();
    const other = unsubscribePath(key).replace("/u/", "/p/");
    expect((await pages.server.inject({ method: "GET", url: other })).statusCode).toBe(404);
    const own = preferencesPath(key).replace("/p/", "/u/");
    expect((await pages.server.inject({ method: "POST", url: own })).statusCode).toBe(404);
    expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
  });
});

describe("saving", () => {
  const ALL: Fields = [
    ["do", "save"],
    ["frequency", "weekly"],
    ["language", "fr"],
    ["shown", "pricing"],
    ["shown", "tools"],
    ["theme", "tools"],
  ];

  it("keeps frequency, language and themes at once, says so, and may be repeated", async () => {
    const key = await addMember("en");
    await addThemes("pricing", "tools", "later");
    const page = await post(key, ALL);
    expect(page.statusCode).toBe(200);
    expect(page.headers["set-cookie"]).toBeUndefined();
    expect(page.body).toContain("C’est enregistré");
    const kept = {
      frequency: "weekly",
      off: ["pricing"],
      language: "fr",
      until: null,
      by: "preference page",
      version: 1,
    };
    expect(await stored(key)).toEqual(kept);
    expect((await post(key, ALL)).body).toContain("Il n’y avait rien à changer");
    expect(await stored(key)).toEqual(kept);
  });

  it("keeps no language where it is that of the site's profile, so that the mails follow it", async () => {
    const key = await addMember("fr-CA");
    await post(key, [
      ["do", "save"],
      ["frequency", "monthly"],
      ["language", "fr"],
    ]);
    expect(await stored(key)).toMatchObject({ frequency: "monthly", language: null });
  });

  it("switches off no theme that the form did not show, and forgets none that is not shown any more", async () => {
    const key = await addMember();
    await addThemes("a", "b");
    await post(key, [
      ["do", "save"],
      ["shown", "a"],
    ]);
    await run("DELETE FROM content");
    await addThemes("b", "c");
    expect((await get(key)).body).toContain('value="a"');
    await post(key, [
      ["do", "save"],
      ["shown", "b"],
    ]);
    expect((await stored(key))?.off).toEqual(["a", "b"]);
  });

  it("takes the rest where a theme is no longer there, and says so", async () => {
    const key = await addMember();
    await addThemes("a");
    const page = await post(key, [
      ["do", "save"],
      ["frequency", "weekly"],
      ["shown", "a"],
      ["shown", "never was"],
    ]);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain("no longer there");
    expect(await stored(key)).toMatchObject({ frequency: "weekly", off: ["a"] });
  });

  it("takes nothing of a form with a wrong word, and leaves on the page what was right", async () => {
    const key = await addMember();
    await addThemes("a");
    await post(key, [
      ["do", "save"],
      ["frequency", "monthly"],
    ]);
    const before = await stored(key);
    for (const [field, value, says] of [
      ["frequency", "hourly", "How often: please choose"],
      ["language", "xx", "Language: please choose"],
      ["language", "", "Language: please choose"],
    ] as const) {
      const page = await post(key, [
        ["do", "save"],
        ["shown", "a"],
        [field, value],
        [field === "frequency" ? "language" : "frequency", field === "frequency" ? "fr" : "weekly"],
      ]);
      expect(page.statusCode).toBe(400);
      expect(page.body).toContain(says);
      expect(page.body).toContain(`value="${field === "frequency" ? "fr" : "weekly"}" checked`);
      expect(page.body).not.toContain('value="a" checked');
      expect(await stored(key)).toEqual(before);
    }
  });

  it.each([
    ["nothing", ""],
    ["an act that there is none of", "do=erase"],
    ["an undo of nothing", "do=undo&of=-1"],
    ["a version that is no number", "do=undo&of=1e9"],
    ["a reason that nobody offered", "do=reason&reason=%3Cscript%3E"],
    ["what is no form", "\u0000\uFFFF%%%"],
  ])("answers %s with a clear page, and changes nothing", async (_name, payload) => {
    const key = await addMember();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const page = await pages.server.inject({ method: "POST", url: preferencesPath(key), headers, payload });
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain("Please look at this");
    expect(page.body).toContain("Your e-mails");
    expect(page.body).not.toContain("<script>");
    expect(await stored(key)).toBeNull();
    expect(await run("SELECT reason FROM unsubscribe_reason")).toEqual([]);
  });

  it.each(["application/json", "multipart/form-data; boundary=b", "text/plain", ";;;", undefined])(
    "answers a body of type %s with a clear page",
    async (type) => {
      const key = await addMember();
      const headers = type === undefined ? {} : { "content-type": type };
      const page = await pages.server.inject({
        method: "POST",
        url: preferencesPath(key),
        headers,
        payload: "do=stop",
      });
      expect(page.statusCode).toBe(400);
      expect(page.body).toContain("The form did not arrive in one piece");
      expect(await outbox.read(key)).toMatchObject({ state: "rendered" });
    },
  );

  it("answers a form that is far too long with a clear page, and reads no more of it", async () => {
    const key = await addMember("fr");
    const page = await post(key, [
      ["do", "save"],
      ["theme", "x".repeat(300_000)],
    ]);
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain("plus long");
    expect(await stored(key)).toBeNull();
  });

  it("reads four hundred themes, of the longest names, in one form", async () => {
    const key = await addMember();
    const themes = Array.from({ length: 200 }, (_, n) => `theme ${String(n).padStart(3, "0")} ${"é".repeat(60)}`);
    await addThemes(...themes);
    const page = await post(key, [["do", "save"], ...themes.map((theme) => ["shown", theme] as const)]);
    expect(page.statusCode).toBe(200);
    expect((await stored(key))?.off).toHaveLength(200);
  });
});

describe("a pause", () => {
  it("lasts until the same day of the next month where the member lives, holds what is queued, and can be ended", async () => {
    const key = await addMember();
    await run("UPDATE member SET timezone = 'America/New_York' WHERE id = $1", key.memberId);
    // Still the 23rd in New York.
    pages.at = new Date("2026-11-24T03:00:00Z");
    const page = await post(key, [["do", "pause"]]);
    expect(page.body).toContain("Paused: no e-mails before 23 December 2026.");
    expect(await stored(key)).toMatchObject({ until: new Date("2026-12-23T05:00:00Z"), version: 1 });
    await post(key, [["do", "pause"]]);
    expect(await stored(key)).toMatchObject({ version: 1 });
    expect((await get(key)).body).toContain("End the pause");
    const ended = await post(key, [["do", "end-pause"]]);
    expect(ended.body).toContain("The pause is over");
    expect(await stored(key)).toMatchObject({ until: null });
    // The undo of its end is the pause again.
    await post(key, [
      ["do", "undo"],
      ["of", versionIn(ended.body)],
    ]);
    expect(await stored(key)).toMatchObject({ until: new Date("2026-12-23T05:00:00Z") });
  });

  it("is over by itself", async () => {
    const key = await addMember("fr");
    await post(key, [["do", "pause"]]);
    expect((await get(key)).body).toContain("aucun e-mail avant le 24 décembre 2026");
    pages.at = new Date("2026-12-24T00:00:00Z");
    expect((await get(key)).body).toContain("Faire une pause d’un mois");
  });

  it("is not shortened by a shorter one", async () => {
    const key = await addMember();
    const until = new Date("2027-06-01T00:00:00Z");
    await post(key, [["do", "pause"]]);
    await run("UPDATE member_preference SET paused_until = $2 WHERE member_id = $1", key.memberId, until);
    await post(key, [["do", "pause"]]);
    expect(await stored(key)).toMatchObject({ until });
  });
});

describe("the undo", () => {
  it("brings back what stood before the last change, once, however often it is asked", async () => {
    const key = await addMember();
    await addThemes("a", "b");
    await post(key, [
      ["do", "save"],
      ["frequency", "weekly"],
      ["shown", "a"],
    ]);
    const page = await post(key, [
      ["do", "save"],
      ["frequency", "monthly"],
      ["language", "fr"],
      ["shown", "a"],
      ["theme", "a"],
      ["shown", "b"],
    ]);
    const undo: Fields = [
      ["do", "undo"],
      ["of", versionIn(page.body)],
    ];
    expect((await post(key, undo)).body).toContain("Taken back");
    const first = { frequency: "weekly", off: ["a"], language: null };
    expect(await stored(key)).toMatchObject(first);
    expect((await post(key, undo)).body).toContain("Nothing had to be changed");
    expect(await stored(key)).toMatchObject(first);
  });

  it("of an old page takes back no later change", async () => {
    const key = await addMember();
    const old = await post(key, [
      ["do", "save"],
      ["frequency", "weekly"],
    ]);
    await post(key, [
      ["do", "save"],
      ["frequency", "monthly"],
    ]);
    await post(key, [
      ["do", "undo"],
      ["of", versionIn(old.body)],
    ]);
    expect(await stored(key)).toMatchObject({ frequency: "monthly" });
  });

  it("is offered on a later visit too, and back to nothing chosen", async () => {
    const key = await addMember();
    await post(key, [["do", "pause"]]);
    const { body } = await get(key);
    expect(body).toContain("You last changed something on 24 November 2026.");
    await post(key, [
      ["do", "undo"],
      ["of", versionIn(body)],
    ]);
    expect(await stored(key)).toMatchObject({ frequency: "any", off: [], language: null, until: null });
    expect((await get(key)).body).not.toContain("You last changed");
  });
});

describe("everything off", () => {
  it("unsubscribes at once, names the digest, asks why, and comes back on the same page", async () => {
    const key = await addMember();
    const left = await post(key, [["do", "stop"]]);
    expect(left.body).toContain("You are unsubscribed");
    expect(left.body).toContain("Would you tell us why?");
    expect(await outbox.read(key)).toMatchObject({ state: "suppressed", reason: "unsubscribed", heldPicks: 0 });
    expect(await run("SELECT reason, source FROM suppression")).toEqual([
      { reason: "unsubscribed", source: `digest ${key.memberId}.${key.digestId}` },
    ]);
    expect(
      await run("SELECT changed_by AS by FROM digest WHERE member_id = $1 AND state = 'suppressed'", key.memberId),
    ).toEqual([{ by: "preference page" }]);

    const told = await post(key, [
      ["do", "reason"],
      ["reason", "too_many"],
    ]);
    expect(told.body).toContain("Thank you for your answer");
    expect(told.body).not.toContain("Would you tell us why?");
    await post(key, [
      ["do", "reason"],
      ["reason", "not_relevant"],
    ]);
    expect(await run("SELECT reason FROM unsubscribe_reason")).toEqual([{ reason: "not_relevant" }]);

    pages.at = new Date(NOW.getTime() + 60_000);
    for (let time = 1; time <= 2; time += 1) {
      const back = await post(key, [["do", "resubscribe"]]);
      expect(back.body).toContain("Welcome back");
      expect(back.body).toContain("How often, at most?");
    }
    expect(await run("SELECT FROM suppression")).toEqual([]);
    expect(await run("SELECT subscribed, consent_at AS at, consent_source AS source FROM member")).toEqual([
      { subscribed: true, at: pages.at, source: `preference page, digest ${key.memberId}.${key.digestId}` },
    ]);
  });

  it("is reached from the unsubscribe page, before and after", async () => {
    const key = await addMember("fr");
    const beside = `../p/${preferencesPath(key).slice("/p/".length)}`;
    const asked = await pages.server.inject({ method: "GET", url: unsubscribePath(key) });
    expect(asked.body).toContain(`href="${beside}"`);
    const left = await pages.server.inject({ method: "POST", url: unsubscribePath(key) });
    expect(left.body).toContain(`action="${beside}"`);
    expect(left.body).toContain("Les recevoir à nouveau");
    expect((await post(key, [["do", "resubscribe"]])).body).toContain("Heureux de vous retrouver");
    expect((await pages.server.inject({ method: "GET", url: unsubscribePath(key) })).body).toContain("Me désabonner");
  });

  it("finds nothing to choose for a member who was erased", async () => {
    const key = await addMember();
    await run("DELETE FROM member");
    for (const act of ["save", "pause", "stop", "resubscribe", "reason"]) {
      const page = await post(key, [
        ["do", act],
        ["reason", "too_many"],
      ]);
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain("There is nothing to choose any more");
    }
    expect(await run("SELECT FROM member_preference")).toEqual([]);
    expect(await run("SELECT FROM unsubscribe_reason")).toEqual([]);
    expect(await run("SELECT FROM suppression")).toEqual([]);
  });
});

describe("coming back", () => {
  const suppress = (key: DigestKey, reason: string) =>
    run(
      "INSERT INTO suppression (email_hash, reason, source, at) SELECT email_hash, $2, 'x', $3 FROM member WHERE id = $1",
      key.memberId,
      reason,
      NOW,
    );

  it.each([
    ["complaint", "was reported as unwanted"],
    ["hard_bounce", "came back"],
    ["soft_bounces", "came back"],
  ])("lifts no %s, and says so", async (reason, says) => {
    const key = await addMember();
    await suppress(key, reason);
    await run("UPDATE member SET subscribed = false, consent_at = $1", NOW);
    const page = await post(key, [["do", "resubscribe"]]);
    expect(page.body).toContain(says);
    expect(page.body).not.toContain("Welcome back");
    expect(await run("SELECT reason FROM suppression")).toEqual([{ reason }]);
  });

  it("goes to everyone to whom the no went, and to nobody who said no themselves", async () => {
    const shared = "shared@members.example";
    const [one, two, own] = [
      await addMember(null, shared),
      await addMember(null, shared),
      await addMember(null, shared),
    ];
    const other = await addMember(null, "other@members.example");
    await run(
      "UPDATE member SET subscribed = false, consent_at = $2, consent_source = 'profile' WHERE id = $1",
      own?.memberId,
      new Date("2026-10-01T00:00:00Z"),
    );
    await post(other, [["do", "stop"]]);
    await post(one, [["do", "stop"]]);
    await post(two, [["do", "resubscribe"]]);
    const said = await db.database.query<{ id: number; subscribed: boolean }>({
      text: "SELECT id, subscribed FROM member",
      values: [],
    });
    const of = (key: DigestKey) => said.find(({ id }) => id === key.memberId)?.subscribed;
    expect([of(one), of(two), of(own), of(other)]).toEqual([true, true, false, false]);
    expect(await run("SELECT FROM suppression")).toHaveLength(1);
  });
});
