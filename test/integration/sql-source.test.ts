import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createContext } from "../../src/app.ts";
import { createProgram } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { readConfig } from "../../src/config.ts";
import {
  type RanSource,
  runSqlSources,
  type SourceDeps,
  type SourceOptions,
} from "../../src/ingest/sql/run-sources.ts";
import { trySource } from "../../src/ingest/sql/try-source.ts";
import { takeDue } from "../../src/platform/postgres/ingest/take-due.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { sourceDeps, sqlConnector } from "../support/sql-source.ts";

const NOW = new Date("2026-11-25T12:00:00Z");

const SCHEMA = `
  CREATE TYPE topic AS ENUM ('Garden', 'Health');
  CREATE TABLE account (id bigint PRIMARY KEY, mail text, first text, plan text, paid numeric(10,2), ok boolean, tags topic[],
    big bigint, settings jsonb, born date, seen timestamp, updated_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE article (id int PRIMARY KEY, title text, slug text, published timestamptz, themes text[], withdrawn timestamptz);
  CREATE TABLE reading (id bigint PRIMARY KEY, account bigint, article int, at timestamptz, device text)`;

const MEMBERS = `
members:
  sql: |
    SELECT id, mail AS email, first AS first_name, plan, paid, ok AS subscribed, tags, big, settings, born, updated_at
    FROM account WHERE updated_at >= :cursor
  cursor: updated_at
  start: 1970-01-01
`;
const CONTENT = `
content:
  sql: SELECT id, title, 'https://site.example/?a=' || slug AS url, published AS published_at, themes, withdrawn AS "withdrawnAt" FROM article
`;
const VIEWS = `
views:
  sql: |
    -- who read what
    SELECT 'reading-' || id AS message_id, id AS position, account AS user_id, article AS content_id, at AS timestamp, device
    FROM reading WHERE id >= :cursor;
  cursor: position
  start: 0
`;

const RUNNING =
  "SELECT FROM pg_stat_activity WHERE application_name = 'rekindle' AND state = 'active' AND datname = current_database()";

let test: TestDatabase;
let site: { readonly url: string; drop(): Promise<void> };
let client: pg.Client;
let deps: SourceDeps;

beforeAll(async () => {
  test = await createTestDatabase();
  site = await createEmptyDatabase();
  client = new pg.Client({ connectionString: site.url });
  await client.connect();
  await client.query(SCHEMA);
});

afterAll(async () => {
  await client.end();
  await site.drop();
  await test.drop();
});

beforeEach(async () => {
  await client.query("TRUNCATE account, article, reading");
  await emptyIngest(test.database);
  for (const table of ["sql_source", "sql_cursor", "rejected_event", "rejection", "arrival"]) {
    await test.database.query({ text: `DELETE FROM ${table}`, values: [] });
  }
  deps = sourceDeps(test.database, NOW);
});

async function run(yaml: string, options: SourceOptions = {}, url = site.url): Promise<RanSource> {
  const [ran] = await runSqlSources(deps, [sqlConnector(url, yaml)], { all: true, ...options });
  if (ran === undefined) throw new Error("nothing was due");
  return ran;
}

const ours = <Row = Record<string, unknown>>(text: string) => test.database.query<Row>({ text, values: [] });
const counted = ({ queries }: RanSource) =>
  Object.fromEntries(queries.map((query) => [query.query, [query.new, query.changed, query.unchanged, query.refused]]));

describe("a site's PostgreSQL", () => {
  it("tells of members, contents and views, whatever the types of its columns; twice changes nothing", async () => {
    await client.query(`INSERT INTO account VALUES
      (42, 'zoe@example.org', 'Zoé', 'premium', 12.50, true, '{Garden,Health}', 9007199254740993, '{"a": [1, null]}', '1990-05-01', NULL, '2026-11-01 10:00:00.123456+01'),
      (43, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-02')`);
    await client.query(`INSERT INTO article VALUES (1, 'Été', 'ete', '2026-11-20 08:00:00+01', '{Garden,"a, b"}', NULL),
      (2, 'Gone', 'gone', '2026-11-20', NULL, '2026-11-21T00:00:00Z')`);
    await client.query(`INSERT INTO reading VALUES (1, 42, 1, '2026-11-20T10:00:00.5Z', 'phone')`);
    const ran = await run(MEMBERS + CONTENT + VIEWS);
    expect(ran).toMatchObject({ trouble: null });
    expect(counted(ran)).toEqual({ members: [2, 0, 0, 0], content: [2, 0, 0, 0], views: [1, 0, 0, 0] });
    expect(
      await ours(`SELECT external_id AS id, email, first_name AS first, subscribed, attributes FROM member ORDER BY 1`),
    ).toEqual([
      {
        id: "42",
        email: "zoe@example.org",
        first: "Zoé",
        subscribed: true,
        attributes: {
          plan: "premium",
          paid: 12.5,
          tags: ["Garden", "Health"],
          big: "9007199254740993",
          settings: { a: [1, null] },
          born: "1990-05-01",
        },
      },
      { id: "43", email: null, first: null, subscribed: null, attributes: {} },
    ]);
    expect(
      await ours(
        `SELECT external_id AS id, url, themes, published_at AS at, withdrawn_at AS gone FROM content ORDER BY 1`,
      ),
    ).toEqual([
      {
        id: "1",
        url: "https://site.example/?a=ete",
        themes: ["Garden", "a, b"],
        at: new Date("2026-11-20T07:00:00Z"),
        gone: null,
      },
      expect.objectContaining({ id: "2", gone: new Date("2026-11-21T00:00:00Z") }),
    ]);
    expect(await ours(`SELECT name, occurred_at AS at, properties FROM activity`)).toEqual([
      { name: "Content Viewed", at: new Date("2026-11-20T10:00:00.5Z"), properties: { device: "phone" } },
    ]);
    expect(await ours("SELECT source, events FROM arrival")).toEqual([{ source: "sql site", events: 1 }]);
    expect(await ours(`SELECT query, "column", value, is_number AS number FROM sql_cursor ORDER BY 1`)).toEqual([
      { query: "members", column: "updated_at", value: "2026-11-02 00:00:00+00", number: false },
      { query: "views", column: "position", value: "1", number: true },
    ]);
    // What has the last value of a cursor is read once more, and counts once.
    expect(counted(await run(MEMBERS + CONTENT + VIEWS))).toEqual({
      members: [0, 0, 1, 0],
      content: [0, 0, 2, 0],
      views: [0, 0, 1, 0],
    });
    expect(counted(await run(MEMBERS + VIEWS, { restart: true }))).toEqual({
      members: [0, 0, 2, 0],
      views: [0, 0, 1, 0],
    });
  });

  it("of twenty thousand rows goes on where it broke off; those with the same value as the last are not lost", async () => {
    await client.query(`INSERT INTO article VALUES (1, 'A', 'a', '2026-01-01', NULL, NULL)`);
    // Seven thousand rows share one value: more than a page.
    await client.query(`INSERT INTO reading SELECT n, n % 500, 1, '2026-01-01'::timestamptz + n * interval '1 minute', NULL
      FROM generate_series(1, 20000) n`);
    await client.query("UPDATE reading SET at = '2026-01-04T00:00:00Z' WHERE id BETWEEN 4000 AND 11000");
    const byTime = VIEWS.replace("id >= :cursor", "at >= :cursor")
      .replace("cursor: position", "cursor: timestamp")
      .replace("start: 0", "start: 1970-01-01");
    const ending = new AbortController();
    const first = await run(byTime, {
      signal: ending.signal,
      onProgress: (_name, _query, rows) => {
        if (rows >= 6_000) ending.abort();
      },
    });
    expect(counted(first)).toEqual({ views: [6_000, 0, 0, 0] });
    expect(first.queries[0]?.trouble).toBeNull();
    // What is stored is rounded to milliseconds, up to half of one ahead of the clock.
    const [state] = await ours(
      "SELECT failures, trouble, due_at <= clock_timestamp()::timestamptz(3) AS due FROM sql_source",
    );
    expect(state).toEqual({ failures: 0, trouble: null, due: true });

    // It dies between what is durable and its cursor: the page is read once more.
    let pages = 0;
    const { sources } = deps;
    deps = {
      ...deps,
      sources: {
        ...sources,
        keepCursor: async (...cursor) => {
          pages += 1;
          if (pages === 2) throw new Error("killed");
          await sources.keepCursor(...cursor);
        },
      },
    };
    await expect(run(byTime)).rejects.toThrow("killed");
    deps = sourceDeps(test.database, NOW);
    const last = await run(byTime);
    const [{ rows } = { rows: 0 }] = await ours<{ rows: number }>("SELECT count(*)::int AS rows FROM activity");
    expect(rows).toBe(20_000);
    expect(last.queries[0]?.unchanged).toBeGreaterThan(2_000);
    expect(counted(await run(byTime))).toEqual({ views: [0, 0, 1, 0] });

    // A row of the same instant as the last one, committed later.
    await client.query("INSERT INTO reading SELECT 20001, account, article, at, device FROM reading WHERE id = 20000");
    expect(counted(await run(byTime))).toEqual({ views: [1, 0, 1, 0] });
  });

  it("is read from its beginning, and says so once, when the variable names another database", async () => {
    await client.query("INSERT INTO reading SELECT n, n, 1, '2026-01-01', NULL FROM generate_series(1, 9) n");
    await run(VIEWS);
    const other = await createEmptyDatabase();
    const elsewhere = new pg.Client({ connectionString: other.url });
    try {
      await elsewhere.connect();
      await elsewhere.query(SCHEMA);
      await elsewhere.query("INSERT INTO reading VALUES (3, 77, 1, '2026-02-02', NULL)");
      const moved = await run(VIEWS, {}, other.url);
      expect(moved.notices).toEqual(["$SITE names another database than before: views read from the beginning"]);
      // The identity of the event is that of the row with the same id before: changed, and read in any case.
      expect(counted(moved).views?.reduce((sum, count) => sum + count)).toBe(1);
      expect(await run(VIEWS, {}, other.url)).toMatchObject({ notices: [] });
      await elsewhere.query("DELETE FROM reading");
      await run(VIEWS);
      expect((await run(VIEWS, {}, other.url)).notices).toHaveLength(1);
      expect((await run(VIEWS, {}, other.url)).notices).toEqual([]);
    } finally {
      await elsewhere.end();
      await other.drop();
    }
  });

  it("goes on at a cursor that was kept before places were, and notes its place", async () => {
    await client.query("INSERT INTO reading SELECT n, n, 1, '2026-01-01', NULL FROM generate_series(1, 9) n");
    await run(VIEWS);
    await ours("UPDATE sql_cursor SET place = NULL");
    await client.query("DELETE FROM reading WHERE id = 9");
    const ran = await run(VIEWS);
    expect(ran.notices).toEqual([]);
    expect(counted(ran)).toEqual({ views: [0, 0, 0, 0] });
    expect(await ours("SELECT value FROM sql_cursor WHERE place ~ '^[0-9a-f]{64}$'")).toEqual([{ value: "9" }]);
    // What else the URL says is no other place.
    const url = new URL(site.url);
    url.searchParams.set("application_name", "rekindle");
    expect(counted(await run(VIEWS, {}, url.href))).toEqual({ views: [0, 0, 0, 0] });
  });

  it("has rows that are refused: each is told and kept with its reason, and the others are taken", async () => {
    await client.query(`INSERT INTO reading VALUES (1, 42, 1, '2026-11-20', NULL), (2, NULL, 1, '2026-11-20', NULL),
      (3, 42, 1, 'infinity', NULL), (4, 42, 1, '2026-11-20', NULL)`);
    const ran = await run(VIEWS);
    expect(counted(ran)).toEqual({ views: [2, 0, 0, 2] });
    expect(ran.queries[0]?.refusals).toEqual([
      "row 2, id reading-2: userId: expected an id, found nothing",
      expect.stringContaining("row 3, id reading-3: timestamp: expected an ISO 8601 time with its zone"),
    ]);
    expect(await ours("SELECT source, found, event FROM rejected_event ORDER BY found DESC")).toEqual([
      { source: "sql site", found: "userId: found nothing", event: expect.stringContaining('"messageId":"reading-2"') },
      { source: "sql site", found: 'timestamp: found "infinity"', event: expect.any(String) },
    ]);
  });

  it("needs a timezone for times that are stored without one, and reads them in it", async () => {
    await client.query(`INSERT INTO account (id, seen) VALUES (1, '2026-07-01 10:00:00')`);
    const yaml = `
events:
  sql: SELECT id AS "userId", seen AS timestamp, 'Bookmark Added' AS event FROM account
`;
    const refused = await run(yaml);
    expect(refused.queries[0]?.refusals[0]).toContain("(for times without a zone write timezone: into site.yaml)");
    expect(counted(await run(`timezone: Europe/Paris\n${yaml}`))).toEqual({ events: [1, 0, 0, 0] });
    expect(await ours("SELECT occurred_at AS at FROM activity")).toEqual([{ at: new Date("2026-07-01T08:00:00Z") }]);
  });

  it.each([
    ["deletes in a WITH", "WITH gone AS (DELETE FROM account RETURNING id) SELECT id FROM gone", "data-modifying"],
    ["calls a function that writes", "SELECT setval('s', 7) AS id", "read-only transaction"],
    ["creates a table by a function", "SELECT create_it() AS id", "read-only transaction"],
    [
      "leaves the read-only transaction",
      "SELECT set_config('transaction_read_only', 'off', false) AS id",
      "read-write",
    ],
    ["says a second statement", "SELECT id FROM account) AS x; DELETE FROM account; SELECT (SELECT 1", ""],
    [
      "ends the transaction",
      "SELECT id FROM account) AS x; COMMIT; DELETE FROM account; SELECT * FROM (SELECT 1 AS id",
      "multiple commands",
    ],
    ["locks rows", "SELECT id FROM account FOR UPDATE", "read-only transaction"],
  ])("is not written to by a query that %s", async (_what, sql, says) => {
    await client.query("CREATE SEQUENCE IF NOT EXISTS s");
    await client.query(
      "CREATE OR REPLACE FUNCTION create_it() RETURNS int LANGUAGE plpgsql AS 'BEGIN CREATE TABLE made (id int); RETURN 1; END'",
    );
    await client.query("INSERT INTO account (id) VALUES (1)");
    const { queries } = await run(`members: { sql: ${JSON.stringify(sql)} }`);
    expect(queries[0]).toMatchObject({ new: 0 });
    expect(queries[0]?.trouble?.message).toContain(says);
    const { rows } = await client.query("SELECT count(*)::int AS n, to_regclass('made') AS made FROM account");
    expect(rows).toEqual([{ n: 1, made: null }]);
  });

  it.each([
    ["no such table", "SELECT id\n    FROM acount", 'relation "acount" does not exist', 6],
    ["no such column", "SELECT idd AS id\n    FROM account", 'column "idd" does not exist (Perhaps you meant', 5],
    ["a slip of syntax", "SELECT id\n    FORM account\n    WHERE true", "syntax error", 6],
    ["an emoji before it", "SELECT id, '😀' AS smile\n    FROM nowhere", 'relation "nowhere" does not exist', 6],
  ])("answers %s with the line of the file", async (_what, sql, says, line) => {
    const { queries, trouble } = await run(`members:\n  sql: |\n    ${sql}\n${CONTENT}`);
    expect(trouble).toBeNull();
    const [members, content] = queries;
    expect(members?.trouble?.message).toContain(says);
    expect(members?.trouble?.message).toContain(`the query members (site.yaml line ${line})`);
    // The other query is read all the same.
    expect(content?.trouble).toBeNull();
  });

  it.each([
    ["lacks a column", "SELECT mail AS email FROM account", 'lacks a column "id"; it has email'],
    ["nearly has one", 'SELECT id AS "idd" FROM account', 'lacks a column "id"'],
    ["has one twice", "SELECT id, 1 AS id FROM account", 'has two columns for "id"'],
  ])("whose result %s is told so", async (_what, sql, says) => {
    const { queries } = await run(`members: { sql: ${JSON.stringify(sql)} }`);
    expect(queries[0]?.trouble?.message).toContain(says);
  });

  it.each(["SELECT id FROM account; SELECT id FROM account", "SELECT id FROM account; -- all of them"])(
    "with a semicolon (%s) is told to be one SELECT",
    async (sql) => {
      const { queries } = await run(`members:\n  sql: |\n    ${sql}\n`);
      expect(queries[0]?.trouble?.remedy).toContain("Write one SELECT without ; in site.yaml line 5");
    },
  );

  it("whose cursor is no column of the result is told so", async () => {
    const { queries } = await run(MEMBERS.replace("cursor: updated_at", "cursor: changed_at"));
    expect(queries[0]?.trouble?.message).toContain(
      'has no column "changed_at", by which it should go on; it has id, email',
    );
  });

  it("that takes too long is left alone", async () => {
    const slow = { ...sqlConnector(site.url, "members: { sql: SELECT 1 AS id FROM pg_sleep(5) }"), timeoutMs: 200 };
    const [ran] = await runSqlSources(deps, [slow], { all: true });
    expect(ran?.queries[0]?.trouble).toEqual({
      message: expect.stringContaining("canceling statement due to statement timeout"),
      remedy: expect.stringContaining("timeout:"),
    });
  });

  it("that is working something out does not keep a worker from ending", async () => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 300);
    const startedAt = performance.now();
    const ran = await run("members: { sql: SELECT 1 AS id FROM pg_sleep(30) }", { signal: ending.signal });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(ran.trouble).toBeNull();
    await expect.poll(async () => (await client.query(RUNNING)).rowCount, { timeout: 5_000 }).toBe(0);
  });

  it("that is not there, or lets nobody in, is told without the password, and asked later and later", async () => {
    const gone = await run(MEMBERS, {}, "postgres://reader:hush-hush@127.0.0.1:1/site");
    expect(gone.trouble?.message).toBe("the database at 127.0.0.1:1 cannot be reached (ECONNREFUSED)");
    expect(gone.trouble?.remedy).toContain("SITE");
    const url = new URL(site.url);
    url.pathname = "/nowhere";
    url.password = "hush-hush";
    const refused = await run(MEMBERS, {}, url.href);
    expect(refused.trouble?.message).toContain("refuses the connection");
    const latin = await run(MEMBERS, {}, "postgres://reader:hush%E9@127.0.0.1:1/site");
    expect(latin.trouble?.message).toContain("a % in it encodes no character");
    expect(JSON.stringify([gone, refused, latin, await ours("SELECT * FROM sql_source")])).not.toContain("hush");
    const [state] = await ours(
      "SELECT failures, round(extract(epoch FROM due_at - clock_timestamp()) / 60)::int AS minutes FROM sql_source",
    );
    expect(state).toEqual({ failures: 3, minutes: 60 });
  });

  it("is read by one of two workers at once, and not before it is due", async () => {
    const source = sqlConnector(site.url, MEMBERS);
    const both = await Promise.all([runSqlSources(deps, [source]), runSqlSources(deps, [source])]);
    expect(both.flat()).toHaveLength(1);
    expect(await runSqlSources(deps, [source])).toEqual([]);
  });

  it("is due at once when it is new, also where its time was rounded ahead of the clock", async () => {
    for (let time = 0; time < 200; time += 1) {
      const name = `new ${time}`;
      expect(await takeDue(test.database, "sql_source", "failures", [name], 60_000, false), name).toHaveLength(1);
    }
  });

  it("shows its first rows as they would be taken, and stores nothing", async () => {
    await client.query(
      `INSERT INTO account (id, mail, updated_at)
      SELECT n, 'm' || n || '@example.org', now() + n * interval '1 second' FROM generate_series(1, 9) n`,
    );
    const tried = await trySource(deps, sqlConnector(site.url, MEMBERS + CONTENT), undefined);
    expect(tried.map(({ query, rows }) => [query, rows.length])).toEqual([
      ["members", 3],
      ["content", 0],
    ]);
    expect(tried[0]?.rows[0]).toMatchObject({ taken: { id: "1", email: "m1@example.org" } });
    expect(await ours("SELECT external_id FROM member")).toEqual([]);
    expect(await ours("SELECT name FROM sql_source")).toEqual([]);
  });
});

describe("rekindle connectors", () => {
  it("run reads a database and tells what came of it; its password shows nowhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rekindle-sql-"));
    try {
      mkdirSync(join(folder, "connectors"));
      writeFileSync(join(folder, "connectors", "site.yaml"), `kind: sql\nurl: $SITE_DATABASE_URL\n${MEMBERS}${VIEWS}`);
      const printed: string[] = [];
      const terminal: Terminal = {
        colour: false,
        live: false,
        print: (text) => void printed.push(text),
        warn: (text) => void printed.push(text),
        write: () => undefined,
        progress: () => undefined,
      };
      const config = readConfig({
        DATABASE_URL: test.url,
        RULES_DIR: join(folder, "rules"),
        DATA_DIR: join(folder, "data"),
        SECRET_KEY: "a secret of this test",
        SITE_DATABASE_URL: site.url,
      });
      cpSync("rules", join(folder, "rules"), { recursive: true });
      const command = async (...words: string[]) => {
        printed.length = 0;
        await createProgram(createContext(config, terminal)).parseAsync(["node", "rekindle", "connectors", ...words]);
        const { exitCode } = process;
        process.exitCode = 0;
        return [exitCode ?? 0, ...printed];
      };
      await client.query(`INSERT INTO account (id, mail, plan) VALUES (1, 'a@example.org', 'gold')`);
      await client.query(`INSERT INTO reading VALUES (1, 1, 1, now(), NULL), (2, NULL, 1, now(), NULL)`);
      expect(await command("check")).toEqual([0, "site: sql, members, views of $SITE_DATABASE_URL"]);
      const tried = await command("run", "site", "--dry-run");
      expect(tried).toContain("  refused: userId: expected an id, found nothing");
      expect(tried[0]).toBe(1);
      expect(await command("run", "site")).toEqual([
        1,
        "members: Kept as attributes, which rules can use: plan, paid, tags, big, settings, born.",
        "members: 1 new, 0 changed, 0 unchanged, 0 refused",
        "views: 1 new, 0 changed, 0 unchanged, 1 refused",
        "  row 2, id reading-2: userId: expected an id, found nothing",
      ]);
      const [exitCode, text] = await command("run", "site", "--all", "--json");
      expect(exitCode).toBe(1);
      expect(JSON.parse(String(text))).toMatchObject([{ name: "site", queries: [{ unchanged: 1 }, { unchanged: 1 }] }]);
      await expect(command("run", "sight")).rejects.toThrow('There is no connector of kind sql named "sight".');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
