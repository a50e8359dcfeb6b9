import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { countsOf as counts, useImportScene } from "../support/import-scene.ts";
import { readFacts } from "../support/ingest-facts.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const scene = useImportScene(NOW, {
  passiveEvents: ["Newsletter Received"],
  events: { article_read: "Content Viewed" },
});
const { take } = scene;
const rows = (table: string, columns: string) => scene.rows(`SELECT ${columns} FROM ${table} ORDER BY 1`);

describe("members", () => {
  it("are kept as the file says, what no column claims as attributes", async () => {
    const result = await take(
      "members",
      "id,email,firstName,locale,reads,timezone,createdAt,renewalAt,role,subscribed,company,plan,company.size,code\n" +
        "-12,Ana@Example.ORG,Ana,pt_BR,pt-BR|en,America/Sao_Paulo,2026-01-02T03:04:05Z,2027-01-02T00:00:00+01:00,expert,yes,ACME,premium,250,007\n",
    );
    expect(result).toEqual({
      new: 1,
      changed: 0,
      unchanged: 0,
      refused: 0,
      mistakes: [],
      warnings: [],
      notices: ["Kept as attributes, which rules can use: plan, company.size, code."],
      rejectedFile: null,
    });
    const [member] = await rows("member", "*");
    expect(member).toMatchObject({
      external_id: "-12",
      email: "Ana@Example.ORG",
      first_name: "Ana",
      locale: "pt-BR",
      reads: ["pt", "en"],
      timezone: "America/Sao_Paulo",
      created_at: new Date("2026-01-02T03:04:05Z"),
      joined_at: new Date("2026-01-02T03:04:05Z"),
      renewal_at: new Date("2027-01-01T23:00:00Z"),
      role: "expert",
      subscribed: true,
      company: "ACME",
      attributes: { plan: "premium", "company.size": 250, code: "007" },
    });
  });

  it("change only where the file says otherwise: a column that is not there is not spoken of, an empty cell empties", async () => {
    await take("members", "id,email,firstName,plan\na,a@x.org,Ana,gold\nb,b@x.org,Bo,gold\n");
    expect(counts(await take("members", "id,firstName,plan\na,Ana,\nb,Bob,gold\nb,Bob,gold\nc,,\n"))).toEqual([
      1, 2, 1, 0,
    ]);
    expect(await rows("member", "external_id, email, first_name, attributes")).toEqual([
      { external_id: "a", email: "a@x.org", first_name: "Ana", attributes: {} },
      { external_id: "b", email: "b@x.org", first_name: "Bob", attributes: { plan: "gold" } },
      { external_id: "c", email: null, first_name: null, attributes: {} },
    ]);
  });

  it("and contents may have French headers, as programs write them", async () => {
    const members =
      "Identifiant;Courriel;Pre\u0301nom;Nom;Langue;Inscrit le;Société\na;ana@x.org;Ana;Roux;fr;2026-01-02T00:00:00Z;Acme\n";
    expect((await take("members", members)).notices).toContain('Column "Langue" is read as locale.');
    expect(await rows("member", "external_id, email, first_name, last_name, locale, company")).toEqual([
      { external_id: "a", email: "ana@x.org", first_name: "Ana", last_name: "Roux", locale: "fr", company: "Acme" },
    ]);
    const contents =
      "Identifiant;Titre;Lien;Publié le;Thèmes;Langue\nc;Bonjour;https://club.example/c;2026-01-02T00:00:00Z;prix|accueil;fr\n";
    expect(counts(await take("content", contents))).toEqual([1, 0, 0, 0]);
  });

  it("have one hash for addresses that differ in case and spaces only", async () => {
    await take("members", "id,email\na, Ana@X.org \nb,ana@x.ORG\nc,other@x.org\n");
    const hashes = (await rows("member", "external_id, encode(email_hash, 'hex') AS hash")).map(({ hash }) => hash);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it("are kept, and said, when an address cannot be mailed or a timezone does not exist", async () => {
    const evil = '"a@x.org\r\nBcc: all@x.org"';
    const result = await take(
      "members",
      `id,email,timezone,locale\na,not an address,Mars/Olympus,xx-Unknown\nb,${evil},,fr\n`,
    );
    expect(counts(result)).toEqual([2, 0, 0, 0]);
    expect(result.warnings).toEqual([
      { code: "address", says: expect.stringContaining("never mailed"), count: 2, lines: [2, 3] },
      { code: "timezone", says: expect.stringContaining("settings.timezone"), count: 1, lines: [2] },
    ]);
    expect(await rows("member", "external_id, email, email_hash, timezone, locale")).toEqual([
      { external_id: "a", email: null, email_hash: null, timezone: null, locale: "xx-Unknown" },
      { external_id: "b", email: null, email_hash: null, timezone: null, locale: "fr" },
    ]);
  });

  it("keep their own no when a file without a time says yes, and take a later yes", async () => {
    await take("members", "id,subscribed,consentAt,consentSource\na,false,2026-11-01T00:00:00Z,unsubscribe\n");
    await take("members", "id,subscribed\na,true\n");
    expect(await rows("member", "subscribed")).toEqual([{ subscribed: false }]);
    await take("members", "id,subscribed,consentAt,consentSource\na,true,2026-11-02T00:00:00Z,form\n");
    expect(await rows("member", "subscribed, consent_source")).toEqual([{ subscribed: true, consent_source: "form" }]);
  });

  const suppress = (reason: string, email: string) =>
    scene.test.database.query({
      text: `INSERT INTO suppression (email_hash, reason, source, at) SELECT DISTINCT email_hash, $1, 'x', $2::timestamptz FROM member WHERE email = $3`,
      values: [reason, new Date("2026-11-10T00:00:00Z"), email],
    });
  const lifted = async () => (await rows("suppression", "reason")).length === 0;
  const YES = "id,email,subscribed,consentAt\na,a@x.org,true";

  it("who say yes after they unsubscribed may be mailed again, once the yes is later than the no", async () => {
    await take("members", "id,email\na,a@x.org\nb,b@x.org\n");
    await suppress("unsubscribed", "a@x.org");
    await suppress("unsubscribed", "b@x.org");
    for (const notYet of [",2026-11-09T00:00:00Z", ",2026-11-10T00:00:00Z", ",", ",2099-01-01T00:00:00Z"]) {
      await take("members", `${YES}${notYet}\n`);
      expect(await rows("suppression", "reason"), notYet).toHaveLength(2);
    }
    await take("members", `${YES},2026-11-10T00:00:01Z\n`);
    expect(await rows("suppression", "reason")).toHaveLength(1);
    expect(await lifted()).toBe(false);
  });

  it.each(["complaint", "hard_bounce", "soft_bounces"])("who say yes lift no %s", async (reason) => {
    await take("members", "id,email\na,a@x.org\n");
    await suppress(reason, "a@x.org");
    await take("members", `${YES},2026-11-20T00:00:00Z\n`);
    expect(await rows("suppression", "reason")).toEqual([{ reason }]);
    expect(await rows("member", "subscribed")).toEqual([{ subscribed: true }]);
  });

  it("who share an address keep their own no when another of them says yes", async () => {
    await take("members", "id,email,subscribed,consentAt\na,a@x.org,false,2026-11-01\nb,a@x.org,,\n", {
      timezone: "UTC",
    });
    await suppress("unsubscribed", "a@x.org");
    await take("members", "id,email,subscribed,consentAt\nb,a@x.org,true,2026-11-20T00:00:00Z\n");
    expect(await lifted()).toBe(true);
    expect(await rows("member", "external_id AS id, subscribed")).toEqual([
      { id: "a", subscribed: false },
      { id: "b", subscribed: true },
    ]);
  });

  it("whose no is their own keep it against a yes of the same instant, and of a day that has not come", async () => {
    const no = "id,subscribed,consentAt,consentSource\na,false,2026-11-01T00:00:00Z,profile\n";
    for (const date of ["2026-11-01T00:00:00Z", "2026-11-22T12:00:01Z", "2099-01-01T00:00:00Z"]) {
      await take("members", no);
      await take("members", `id,subscribed,consentAt,consentSource\na,true,${date},form\n`);
      expect(await rows("member", "subscribed, consent_source"), date).toEqual([
        { subscribed: false, consent_source: "profile" },
      ]);
    }
  });

  it("come by Segment's identify as well, from standard input", async () => {
    const line = { type: "identify", userId: 42, traits: { email: "a@x.org", company: { id: "acme", size: 12 } } };
    const result = await take("members", `${JSON.stringify(line)}\n`, { name: "-" });
    expect(counts(result)).toEqual([1, 0, 0, 0]);
    expect(await rows("member", "external_id, email, company, attributes, joined_at")).toEqual([
      { external_id: "42", email: "a@x.org", company: "acme", attributes: { "company.size": 12 }, joined_at: NOW },
    ]);
  });
});

describe("contents", () => {
  it("are kept with line breaks taken out of titles, and languages by their primary subtag", async () => {
    await take(
      "content",
      '\ufeffid;title;url;type;themes;language;publishedAt\r\n-1;"Deux\r\nlignes ""ici""";https://x.org/1;video;a|b|a;pt-BR;2026-11-01T08:00:00Z\r\n',
    );
    expect(await rows("content", "external_id, title, url, type, themes, language, published_at")).toEqual([
      {
        external_id: "-1",
        title: 'Deux lignes "ici"',
        url: "https://x.org/1",
        type: "video",
        themes: ["a", "b"],
        language: "pt",
        published_at: new Date("2026-11-01T08:00:00Z"),
      },
    ]);
  });

  it("are corrected by a later file, and hold on to what an event said later", async () => {
    const file = (title: string) => `id,title,url,publishedAt\nc,${title},https://x.org/c,2026-11-01T08:00:00Z\n`;
    await take("content", file("First"));
    expect(counts(await take("content", file("Second")))).toEqual([0, 1, 0, 0]);
    await take("events", "event,contentId,timestamp,userId,title\nContent Updated,c,2026-11-02T08:00:00Z,,Third\n");
    await take("content", file("Second"));
    expect(await rows("content", "title")).toEqual([{ title: "Third" }]);
  });

  it("are published, updated and withdrawn by events, which are no activities", async () => {
    const events = [
      { event: "Content Withdrawn", contentId: "c", timestamp: "2026-11-05T08:00:00Z" },
      {
        type: "track",
        event: "Content Published",
        timestamp: "2026-11-01T08:00:00Z",
        messageId: "p",
        properties: { contentId: "c", title: "T", url: "https://x.org/c", themes: ["a"], type: "question" },
      },
    ];
    const text = events.map((event) => JSON.stringify(event)).join("\n");
    expect(counts(await take("events", text, { name: "e.ndjson" }))).toEqual([2, 0, 0, 0]);
    expect(counts(await take("events", text, { name: "e.ndjson" }))).toEqual([0, 0, 2, 0]);
    expect(await rows("content", "type, title, themes, published_at, withdrawn_at")).toEqual([
      {
        type: "question",
        title: "T",
        themes: ["a"],
        published_at: new Date("2026-11-01T08:00:00Z"),
        withdrawn_at: new Date("2026-11-05T08:00:00Z"),
      },
    ]);
    expect(await rows("activity", "name")).toEqual([]);
    expect(await rows("member", "external_id")).toEqual([]);
  });
});

describe("events", () => {
  const header = "messageId,timestamp,userId,event,contentId\n";

  it("make visits and views of own acts only", async () => {
    await take(
      "events",
      `${header}1,2026-11-01T08:00:00Z,a,article_read,c1
2,2026-11-01T08:30:00Z,a,Comment Created,c2
3,2026-11-01T09:00:00.001Z,a,Live Registered,c3
4,2026-11-01T12:00:00Z,a,Message Received,c4
5,2026-11-01T13:00:00Z,a,Newsletter Received,c5
`,
    );
    const { visits, views, members, latestActAt } = await readFacts(scene.test.database);
    const at = (time: string) => new Date(`2026-11-01T${time}Z`);
    expect(visits).toEqual([
      { id: "a", startedAt: at("08:00:00"), endedAt: at("08:30:00"), acts: 2 },
      { id: "a", startedAt: at("09:00:00.001"), endedAt: at("09:00:00.001"), acts: 1 },
    ]);
    expect(views).toEqual([
      { id: "a", content: "c1", at: at("08:00:00") },
      { id: "a", content: "c2", at: at("08:30:00") },
    ]);
    expect(members).toMatchObject([{ visits: 2, views: 2, lastVisitAt: at("09:00:00.001"), joinedAt: at("08:00:00") }]);
    expect(latestActAt).toEqual(at("09:00:00.001"));
    expect(await rows("activity", "name, passive")).toContainEqual({ name: "Newsletter Received", passive: true });
  });

  it("count once without a messageId too, in either format, and once for each source", async () => {
    const csv = "timestamp,userId,event,contentId,survey,score\n2026-11-01T08:00:00Z,a,Survey Answered,,NPS,9\n";
    const json =
      '{"event":"Survey Answered","userId":"a","timestamp":"2026-11-01T09:00:00+01:00","properties":{"survey":"nps","score":9}}';
    expect(counts(await take("events", csv + csv.split("\n")[1]))).toEqual([1, 0, 1, 0]);
    expect(counts(await take("events", json, { name: "e.ndjson" }))).toEqual([0, 0, 1, 0]);
    expect(counts(await take("events", csv, { source: "app" }))).toEqual([1, 0, 0, 0]);
    const properties = { survey: "nps", score: 9, scale: 10 };
    expect(await rows("activity", "properties")).toEqual([{ properties }, { properties }]);
  });

  it("leave stubs of members and contents not known yet, which later files complete", async () => {
    await take("events", `${header}1,2026-11-01T08:00:00Z,a,Content Viewed,c\n`);
    expect(await rows("content", "external_id, published_at")).toEqual([{ external_id: "c", published_at: null }]);
    await take("content", "id,title,url,publishedAt\nc,T,https://x.org/c,2026-10-01T00:00:00Z\n");
    await take("members", "id,email,createdAt\na,a@x.org,2026-09-01T00:00:00Z\n");
    expect(await rows("view JOIN content ON content.id = content_id", "title, first_viewed_at")).toEqual([
      { title: "T", first_viewed_at: new Date("2026-11-01T08:00:00Z") },
    ]);
    expect(await rows("member", "email, joined_at, visit_count")).toEqual([
      { email: "a@x.org", joined_at: new Date("2026-09-01T00:00:00Z"), visit_count: 1 },
    ]);
  });

  it("are passive by their context, and pages of Segment are own acts", async () => {
    const lines = [
      {
        type: "track",
        event: "Points Expired",
        userId: "a",
        timestamp: "2026-11-01T08:00:00Z",
        context: { passive: true },
      },
      {
        type: "page",
        name: "Home",
        userId: "a",
        timestamp: "2026-11-01T09:00:00Z",
        properties: { url: "https://x.org" },
      },
    ];
    await take("events", lines.map((line) => JSON.stringify(line)).join("\n"), { name: "e.jsonl" });
    expect(await rows("activity", "name, passive, properties")).toEqual([
      { name: "Page Viewed", passive: false, properties: { url: "https://x.org" } },
      { name: "Points Expired", passive: true, properties: null },
    ]);
  });

  it("may come from two imports at the same time, the same or not, and count once", async () => {
    const lines = (from: number) =>
      Array.from({ length: 9_000 }, (_, n) => {
        const id = from + n;
        return `${id},${new Date(Date.UTC(2026, id % 11, 1) + id * 1_000).toISOString()},m${(id * 7) % 90},Content Viewed,c${id % 13}`;
      });
    const text = (from: number, reversed: boolean) =>
      header + (reversed ? lines(from).reverse() : lines(from)).join("\n");
    const results = await Promise.all([
      take("events", text(0, false), { name: "a.csv" }),
      take("events", text(4_500, true), { name: "b.csv" }),
      take("events", text(0, true), { name: "c.csv" }),
    ]);
    expect(results.reduce((sum, { new: added }) => sum + added, 0)).toBe(13_500);
    expect(await rows("activity", "count(*)")).toEqual([{ count: 13_500 }]);
    const facts = await readFacts(scene.test.database);
    await scene.deps.store.recomputeFacts(30 * 60_000);
    expect(await readFacts(scene.test.database)).toEqual(facts);
  });
});

describe("what cannot be taken", () => {
  it("is refused with all its mistakes at once, and written beside the file as it was", async () => {
    const text =
      "messageId,timestamp,userId,event,contentId\n" +
      "1,2026-11-01T08:00:00Z,a,Content Viewed,c\n" +
      '2,2026-11-01 08:00,,"Bad\u0007name",c\n' +
      "3,2026-11-24T12:00:00Z,a,Content Viewed,c\n" +
      "4,2026-02-30T12:00:00Z,a\n" +
      `5,2026-11-01T08:00:00Z,${"x".repeat(257)},Content Viewed,c\n`;
    const result = await take("events", text);
    expect(counts(result)).toEqual([1, 0, 0, 4]);
    expect(result.rejectedFile).toBe(join(scene.folder, "file.csv.rejected.csv"));
    const rejected = (await readFile(result.rejectedFile ?? "", "utf8")).split("\r\n");
    expect(rejected[0]).toBe("\ufeffline,reason,messageId,timestamp,userId,event,contentId");
    expect(rejected[1]).toMatch(
      /^3,"timestamp: expected an ISO 8601 time with its zone.*--timezone.*event: expected.*userId: expected an id, found nothing"/,
    );
    expect(rejected[1]).toContain(',2,2026-11-01 08:00,,"Bad\u0007name",c'.replaceAll('"', ""));
    expect(rejected[2]).toContain("no later than 24 hours from now");
    expect(rejected[3]).toContain("row: expected 5 cells, found 3");
    expect(rejected[4]).toContain("userId: expected an id of 1 to 256 characters");
  });

  it("can be corrected in the rejected file and imported from it", async () => {
    const { rejectedFile } = await take("events", "userId,event,timestamp\na,Search Performed,yesterday\n");
    const corrected = (await readFile(rejectedFile ?? "", "utf8")).replace(/,yesterday/, ",2026-11-21T08:00:00Z");
    const result = await take("events", corrected, { name: "file.csv.rejected.csv" });
    expect(counts(result)).toEqual([1, 0, 0, 0]);
    expect(await rows("activity", "properties")).toEqual([{ properties: null }]);
  });

  it("leaves no rejected file of an earlier import behind once nothing is refused", async () => {
    const first = await take("members", "id\na\n\u0007\n");
    expect(first.refused).toBe(1);
    expect((await take("members", "id\na\n")).rejectedFile).toBeNull();
    await expect(readFile(first.rejectedFile ?? "")).rejects.toThrow("ENOENT");
  });

  it("is told from standard input in import.rejected.csv", async () => {
    const result = await take(
      "events",
      '{"userId":"a"}\nnot json\n{"__proto__":{"x":1},"userId":"a","event":"E","timestamp":"2026-11-01T08:00:00Z"}\n',
      { name: "-" },
    );
    expect(counts(result)).toEqual([0, 0, 0, 3]);
    expect(result.rejectedFile).toBe(join(scene.folder, "import.rejected.csv"));
  });

  it("stops a file whose header lacks a column, saying what was likely meant", async () => {
    const wrong = take("events", "userid,evnt,when\na,b,c\n");
    await expect(wrong).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(
        /lacks columns "event" \(is "evnt" meant\?\), "timestamp"\. Its first line has "userid", "evnt", "when"/,
      ),
    });
    await expect(take("members", "")).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("is empty"),
    });
    await expect(
      take("members", "id,title,url,publishedAt\n1,One,https://a.example/1,2026-11-01T00:00:00Z\n"),
    ).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/holds content, not members: it has "title", "url", "publishedAt"/),
      remedy: expect.stringMatching(/rekindle import content .*file\.csv$/),
    });
    const event = { messageId: "m", timestamp: "2026-11-01T00:00:00Z", userId: "1", event: "Content Viewed" };
    await expect(take("members", JSON.stringify(event), { name: "e.ndjson" })).rejects.toMatchObject({
      remedy: expect.stringContaining("rekindle import events"),
    });
    expect(await rows("member", "external_id")).toEqual([]);
    await expect(take("members", "id,__proto__\n1,2\n")).rejects.toMatchObject({ code: "usage" });
    await expect(take("members", "id,Email,email\n1,2,3\n")).rejects.toMatchObject({
      message: expect.stringContaining("two columns"),
    });
  });
});

describe("files", () => {
  it("open as Excel writes them in France: semicolons, windows-1252, day-first dates in a named zone", async () => {
    const text = "id;First Name;createdAt\r\n1;Zoé;01/07/2026 09:30\r\n";
    const bytes = Buffer.from(text, "latin1");
    expect(counts(await take("members", bytes))).toEqual([0, 0, 0, 1]);
    const result = await take("members", bytes, { timezone: "Europe/Paris", dates: "dmy" });
    expect(result.notices).toEqual([
      "The text is read as windows-1252 (as Excel writes it).",
      "Cells are separated by semicolons.",
      'Column "First Name" is read as firstName.',
    ]);
    expect(await rows("member", "first_name, created_at")).toEqual([
      { first_name: "Zoé", created_at: new Date("2026-07-01T07:30:00Z") },
    ]);
  });

  it("open gzipped, and tell how far they are", async () => {
    const text = `id,email\n${Array.from({ length: 9_000 }, (_, n) => `${n},m${n}@x.org`).join("\n")}\n`;
    const packed = gzipSync(text);
    const progress: number[] = [];
    const onProgress = ({ bytesRead, bytesTotal }: { bytesRead: number; bytesTotal: number | null }) => {
      expect(bytesTotal).toBe(packed.length);
      progress.push(bytesRead);
    };
    expect(counts(await take("members", packed, { name: "m.csv.gz", onProgress }))).toEqual([9_000, 0, 0, 0]);
    expect(progress.at(-1)).toBe(packed.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it("that are broken say so, and where", async () => {
    await expect(take("members", gzipSync("id\n1\n").subarray(0, 15), { name: "m.csv.gz" })).rejects.toMatchObject({
      code: "usage",
    });
    await expect(take("members", 'id,name\n1,"a"\n2,"never closed\n3,b\n')).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("opens in line 3 or later is never closed"),
    });
    await expect(take("members", '[{"id":1}]', { name: "m.json" })).rejects.toMatchObject({ code: "usage" });
    await expect(take("members", "id\n1\n", { timezone: "Paris" })).rejects.toMatchObject({ code: "usage" });
  });
});
