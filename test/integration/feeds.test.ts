import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FeedConnector, feedConnector } from "../../src/core/connectors/feed-schema.ts";
import { type PollDeps, pollFeeds } from "../../src/ingest/feeds/poll-feeds.ts";
import type { FeedRequest } from "../../src/ingest/feeds/ports.ts";
import { fetchFeed } from "../../src/platform/connectors/fetch-feed.ts";
import { createFeedStore } from "../../src/platform/postgres/ingest/feed-store.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const sample = (name: string) => readFile(new URL(`../feeds/${name}`, import.meta.url));

let test: TestDatabase;
let server: Server;
let base: string;
let answer: Answer;
let asked: IncomingMessage[];
let now: Date;
let deps: PollDeps;

beforeAll(async () => {
  test = await createTestDatabase();
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await test.drop();
});

beforeEach(async () => {
  await emptyIngest(test.database);
  await test.database.query({ text: "TRUNCATE feed", values: [] });
  asked = [];
  now = new Date("2026-11-25T12:00:00Z");
  deps = {
    store: createIngestStore(test.database),
    clock: { now: () => now },
    feeds: createFeedStore(test.database),
    fetchFeed: (request) => fetchFeed(request, { withinMs: 1_000, mostBytes: 200_000 }),
  };
});

const feed = (more: Partial<FeedConnector> = {}): FeedConnector => ({
  ...feedConnector("blog", { kind: "rss", url: `${base}/feed`, private: true }),
  ...more,
});

const send =
  (body: string | Uint8Array, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "application/xml", ...headers });
    response.end(body);
  };

async function poll(body: string | Uint8Array | Answer, more: Partial<FeedConnector> = {}) {
  answer = typeof body === "function" ? body : send(body);
  const [polled] = await pollFeeds(deps, [feed(more)], { all: true });
  if (polled === undefined) throw new Error("nothing was due");
  return polled;
}

const contents = () =>
  test.database.query<Record<string, unknown>>({
    text: `SELECT external_id AS id, type, title, url, summary, image_url AS image, themes, language,
      published_at AS at, withdrawn_at AS withdrawn FROM content ORDER BY external_id COLLATE "C"`,
    values: [],
  });
const state = async () =>
  (await test.database.query<Record<string, unknown>>({ text: "SELECT * FROM feed", values: [] }))[0];

const rss = (...items: readonly string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://b.example.org/</link>${items
    .map(
      (id) => `<item><title>${id}</title><link>https://b.example.org/${id}</link><guid isPermaLink="false">${id}</guid>
      <pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item>`,
    )
    .join("")}</channel></rss>`;

describe("a feed", () => {
  it("of RSS becomes contents, as its mapping says; what has no link is refused; twice changes nothing", async () => {
    const mapping = {
      idPrefix: "blog-",
      type: "document",
      themes: ["Blog"],
      categories: { news: "Actualités" },
    } as const;
    const body = await sample("blog.rss.xml");
    expect(await poll(body, mapping)).toEqual({
      name: "blog",
      new: 3,
      changed: 0,
      unchanged: 0,
      withdrawn: 0,
      refused: ["Sans lien: url: expected a URL that begins with http:// or https://, found nothing"],
      notices: [],
      trouble: null,
    });
    expect(await contents()).toEqual([
      expect.objectContaining({ id: "blog-https://blog.example.org/premier", title: "Premier" }),
      expect.objectContaining({ id: "blog-post-2", url: "https://blog.example.org/second", themes: ["Blog"] }),
      {
        id: "blog-post-3",
        type: "document",
        title: "L’été des jardins",
        url: "https://blog.example.org/ete",
        summary: "Trois idées éprouvées.",
        image: "https://blog.example.org/ete.jpg",
        themes: ["Blog", "Actualités", "Jardin"],
        language: "fr",
        at: new Date("2026-11-24T07:00:00Z"),
        withdrawn: null,
      },
    ]);
    expect(await poll(body, mapping)).toMatchObject({ new: 0, changed: 0, unchanged: 3 });
  });

  it("of Atom is read too, packed; its updates change", async () => {
    const body = await sample("forum.atom.xml");
    expect(await poll(send(gzipSync(body), { "content-encoding": "gzip" }))).toMatchObject({ new: 1, trouble: null });
    expect(await contents()).toMatchObject([
      {
        id: "tag:forum.example.org,2026:7",
        title: "Questions & answers",
        summary: "Where to ask",
        language: "en",
        themes: ["Help"],
        at: new Date("2026-11-20T10:00:00Z"),
      },
    ]);
    const later = body
      .toString()
      .replaceAll("2026-11-24T09:00:00Z", "2026-11-25T09:00:00Z")
      .replace("Where to", "How to");
    expect(await poll(later)).toMatchObject({ new: 0, changed: 1 });
    expect(await contents()).toMatchObject([{ summary: "How to ask" }]);
  });

  it("has categories of any name, also of one that every object has", async () => {
    const named = rss("a").replace("</item>", "<category>constructor</category><category>toString</category></item>");
    expect(await poll(named)).toMatchObject({ new: 1, refused: [] });
    expect(await contents()).toMatchObject([{ themes: ["constructor", "toString"] }]);
  });

  it("is asked with what its server said of its version, and read no more than it changed", async () => {
    answer = (request, response) => {
      if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end();
      else send(rss("a"), { etag: '"v1"', "last-modified": "Mon, 23 Nov 2026 08:00:00 GMT" })(request, response);
    };
    await pollFeeds(deps, [feed()], { all: true });
    expect(await pollFeeds(deps, [feed()], { all: true })).toMatchObject([{ new: 0, unchanged: 0, trouble: null }]);
    expect(asked[1]?.headers["if-modified-since"]).toBe("Mon, 23 Nov 2026 08:00:00 GMT");
    expect(await pollFeeds(deps, [feed()])).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it("withdraws what vanishes from between others, not what makes room at its end; what comes back is open again", async () => {
    await poll(rss("d", "c", "b", "a"));
    expect(await poll(rss("e", "d", "b"))).toMatchObject({ new: 1, withdrawn: 1 });
    const withdrawn = async () => (await contents()).filter((row) => row.withdrawn !== null).map(({ id }) => id);
    expect(await withdrawn()).toEqual(["c"]);
    now = new Date("2026-11-25T13:00:00Z");
    expect(await poll(rss("e", "d", "c", "b"))).toMatchObject({ withdrawn: 0 });
    expect(await withdrawn()).toEqual([]);
    expect(await poll(rss())).toMatchObject({ withdrawn: 0 });
    expect(await poll(rss("e", "b"), { withdrawsRemoved: false })).toMatchObject({ withdrawn: 0 });
  });

  it("is taken at its turn: while one is asked, another worker asks the next", async () => {
    answer = send(rss("a"));
    const feeds = [feed(), feed({ name: "news" })];
    let others: readonly { readonly name: string }[] = [];
    const slow: PollDeps = {
      ...deps,
      fetchFeed: async (request) => {
        others = await pollFeeds(deps, feeds);
        return deps.fetchFeed(request);
      },
    };
    const own = await pollFeeds(slow, feeds);
    expect([own, others].map((polled) => polled.map(({ name }) => name))).toEqual([["blog"], ["news"]]);
  });

  it("that breaks off withdraws nothing, and opens nothing again", async () => {
    await poll(rss("d", "c", "b", "a"));
    await poll(rss("d", "b", "a"));
    const broken = (...items: readonly string[]) => rss(...items).replace("</channel></rss>", "");
    const before = await contents();
    expect(await poll(broken("e", "d", "c", "a"))).toMatchObject({ new: 0, changed: 0, withdrawn: 0 });
    expect(await contents()).toEqual(before);
  });

  it("without dates gives each entry the time when it was first seen", async () => {
    const undated = rss("a").replace(/<pubDate>.*<\/pubDate>/, "");
    await poll(undated);
    const first = now;
    now = new Date("2026-11-26T12:00:00Z");
    await poll(undated);
    expect(await contents()).toMatchObject([{ id: "a", at: first }]);
  });

  it.each([
    ["is none", "<html><p>Not here", "neither RSS nor Atom"],
    ["is broken off within an entry", rss("new").replace(/<pubDate>.*/s, ""), "it breaks off"],
    ["is broken off within a tag", rss("new").slice(0, -100), "neither RSS nor Atom"],
    ["is broken off between two entries", rss("new").replace("</channel></rss>", ""), "it breaks off"],
    [
      "is broken off behind a text that speaks of feeds",
      rss("new").replace("</channel></rss>", "<item><title><![CDATA[How </rss> ends]]></title>"),
      "it breaks off",
    ],
    [
      "names a file as an entity",
      `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rss("&x;")}`,
      "entities of its own",
    ],
    ["is huge", rss("a".repeat(300_000)), "larger than 0.2 MB"],
    [
      "is huge once unpacked",
      send(gzipSync(rss("a".repeat(5_000_000))), { "content-encoding": "gzip" }),
      "larger than 0.2 MB",
    ],
    ["is packed and broken", send("not gzip", { "content-encoding": "gzip" }), "cannot be fetched"],
    ["never ends", ((_, response) => void response.writeHead(200).write("<rss>")) as Answer, "did not come within 1 s"],
    ["is not there", ((_, response) => void response.writeHead(404).end()) as Answer, "answered 404"],
    [
      "leads round in a circle",
      ((_, response) => void response.writeHead(302, { location: "/feed" }).end()) as Answer,
      "redirected more than 5",
    ],
  ])("that %s is told, keeps what was, and is asked later and later", async (_what, body, says) => {
    await poll(rss("kept"));
    expect((await poll(body)).trouble).toContain(says);
    expect(await state()).toMatchObject({ failures: 1, seen: [{ id: "kept", gone: false }] });
    await poll(body);
    const [wait] = await test.database.query<{ minutes: number }>({
      text: "SELECT round(extract(epoch FROM due_at - clock_timestamp()) / 60)::int AS minutes FROM feed",
      values: [],
    });
    expect(wait?.minutes).toBe(60);
    expect(await contents()).toMatchObject([{ id: "kept", withdrawn: null }]);
  });

  it("whose server asks to be left alone is, for as long", async () => {
    await poll((_, response) => void response.writeHead(429, { "retry-after": "7200" }).end());
    const [{ minutes } = { minutes: 0 }] = await test.database.query<{ minutes: number }>({
      text: "SELECT round(extract(epoch FROM due_at - clock_timestamp()) / 60)::int AS minutes FROM feed",
      values: [],
    });
    expect(minutes).toBe(120);
  });

  it.each([
    ["ISO-8859-1 by its declaration", '<?xml version="1.0" encoding="ISO-8859-1"?>', "application/xml", []],
    ["windows-1252 by its server", '<?xml version="1.0"?>', "text/xml; charset=windows-1252", []],
    [
      "UTF-8, and is not",
      '<?xml version="1.0" encoding="UTF-8"?>',
      "application/xml",
      ["It says that it is in utf-8, and is not: it is read as windows-1252."],
    ],
  ])("in %s is read right", async (_what, declaration, contentType, notices) => {
    const bytes = Buffer.from(rss("été").replace('<?xml version="1.0"?>', declaration), "latin1");
    const polled = await poll(send(bytes, { "content-type": contentType }));
    expect(polled).toMatchObject({ new: 1, trouble: null });
    expect(polled.notices.map((notice) => notice.toLowerCase())).toEqual(notices.map((notice) => notice.toLowerCase()));
    expect(await contents()).toMatchObject([{ title: "été" }]);
  });

  it("at an address that is not public is not asked unless allowed, also by a name or after a redirect", async () => {
    const port = new URL(base).port;
    const request = (url: string): FeedRequest => ({ url, etag: null, lastModified: null, allowPrivate: false });
    answer = send(rss("a"));
    for (const host of [
      "127.0.0.1",
      "localhost",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "2130706433",
      "0x7f.1",
      "10.0.0.1",
      "169.254.169.254",
    ]) {
      await expect(fetchFeed(request(`http://${host}:${port}/feed`))).rejects.toThrow("is not on the public Internet");
    }
    await expect(fetchFeed(request("file:///etc/passwd"))).rejects.toThrow("only http:// and https://");
    expect(asked).toEqual([]);
  });

  it("is asked by one of two workers at once", async () => {
    answer = send(rss("a"));
    const both = await Promise.all([pollFeeds(deps, [feed()]), pollFeeds(deps, [feed()])]);
    expect(both.flat()).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });
});
