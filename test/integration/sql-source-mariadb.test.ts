import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type RanSource,
  runSqlSources,
  type SourceDeps,
  type SourceOptions,
} from "../../src/ingest/sql/run-sources.ts";
import { trySource } from "../../src/ingest/sql/try-source.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { emptyIngest } from "../support/ingest-facts.ts";
import { startMariadb, type TestMariadb } from "../support/mariadb.ts";
import { requirement } from "../support/requirements.ts";
import { sourceDeps, sqlConnector } from "../support/sql-source.ts";

const program = requirement("mariadb");

const SCHEMA = `
  CREATE DATABASE site CHARACTER SET utf8mb4;
  USE site;
  CREATE TABLE account (id bigint unsigned PRIMARY KEY, mail varchar(200), plan enum('free', 'premium'), paid decimal(10,2),
    ok tinyint(1), level tinyint, big bigint unsigned, uuid binary(16), settings json, flag bit(1), born date,
    joined datetime, updated_at timestamp(6) NOT NULL DEFAULT current_timestamp(6));
  CREATE TABLE article (id int PRIMARY KEY, title text, published datetime, language char(2));
  CREATE TABLE theme (article int, name varchar(100));
  CREATE TABLE reading (id int PRIMARY KEY, account bigint, article int, at datetime(3), KEY (at));
  CREATE TABLE ours_alone (id int PRIMARY KEY);
  CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'p@ss:hush';
  GRANT SELECT, INSERT, DELETE ON site.account TO reader@'127.0.0.1';
  GRANT SELECT ON site.article TO reader@'127.0.0.1';
  GRANT SELECT ON site.theme TO reader@'127.0.0.1';
  GRANT SELECT ON site.reading TO reader@'127.0.0.1';
  GRANT EXECUTE ON site.* TO reader@'127.0.0.1';
  CREATE FUNCTION write_it() RETURNS int MODIFIES SQL DATA SQL SECURITY DEFINER
  BEGIN INSERT INTO ours_alone VALUES (1); RETURN 1; END;`;

const MEMBERS = `
members:
  sql: |
    SELECT id, mail AS email, plan, paid, ok AS subscribed, level, big, uuid, settings, flag, born, joined AS createdAt, updated_at
    FROM account WHERE updated_at >= :cursor
  cursor: updated_at
  start: "1970-01-02"
`;
const CONTENT = `
content:
  sql: |
    SELECT a.id, a.title, CONCAT('https://site.example/?a=', a.id) AS url, a.published AS publishedAt, a.language,
      GROUP_CONCAT(t.name ORDER BY t.name SEPARATOR '|') AS themes
    FROM article a LEFT JOIN theme t ON t.article = a.id GROUP BY a.id
`;
const VIEWS = `
views:
  sql: |
    SELECT CONCAT('reading-', id) AS messageId, account AS userId, article AS contentId, at AS timestamp
    FROM reading WHERE at >= :cursor
  cursor: timestamp
  start: "1970-01-01"
`;

describe.skipIf(program === null)("a site's MariaDB", () => {
  let test: TestDatabase;
  let server: TestMariadb;
  let url: string;
  let deps: SourceDeps;

  beforeAll(async () => {
    [test, server] = await Promise.all([createTestDatabase(), startMariadb(program ?? "")]);
    await server.query(SCHEMA);
    url = `mysql://reader:${encodeURIComponent("p@ss:hush")}@127.0.0.1:${server.port}/site`;
  }, 60_000);

  afterAll(async () => {
    await server?.stop();
    await test?.drop();
  });

  beforeEach(async () => {
    await server.query("DELETE FROM account; DELETE FROM article; DELETE FROM theme; DELETE FROM reading");
    await emptyIngest(test.database);
    for (const table of ["sql_source", "sql_cursor", "rejected_event", "rejection"]) {
      await test.database.query({ text: `DELETE FROM ${table}`, values: [] });
    }
    deps = sourceDeps(test.database, new Date("2026-11-25T12:00:00Z"));
  });

  async function run(yaml: string, options: SourceOptions = {}, at = url): Promise<RanSource> {
    const [ran] = await runSqlSources(deps, [sqlConnector(at, `timezone: Europe/Paris\n${yaml}`)], {
      all: true,
      ...options,
    });
    if (ran === undefined) throw new Error("nothing was due");
    return ran;
  }
  const ours = <Row = Record<string, unknown>>(text: string) => test.database.query<Row>({ text, values: [] });
  const counted = ({ queries }: RanSource) =>
    Object.fromEntries(
      queries.map((query) => [query.query, [query.new, query.changed, query.unchanged, query.refused]]),
    );

  it("tells of members, contents and views, whatever the types of its columns; twice changes nothing", async () => {
    await server.query(`SET time_zone = '+00:00';
      INSERT INTO account VALUES (42, 'zoe@example.org', 'premium', 12.50, 1, 7, 18446744073709551615,
        x'00112233445566778899aabbccddeeff', '{"a": [1, null]}', b'1', '1990-05-01', '2026-07-01 10:00:00', '2026-11-01 09:00:00.123456');
      SET SESSION sql_mode = '';
      INSERT INTO account VALUES (43, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0000-00-00', '0000-00-00 00:00:00', '2026-11-02');
      INSERT INTO article VALUES (1, 'Été 😀', '2026-07-01 10:00:00', 'fr');
      INSERT INTO theme VALUES (1, 'Jardin'), (1, 'Bien-être');
      INSERT INTO reading VALUES (1, 42, 1, '2026-11-20 10:00:00.5')`);
    const ran = await run(MEMBERS + CONTENT + VIEWS);
    expect(ran).toMatchObject({ trouble: null });
    expect(ran.queries.map(({ trouble, refusals }) => [trouble, refusals])).toEqual([
      [null, []],
      [null, []],
      [null, []],
    ]);
    expect(
      await ours("SELECT external_id AS id, subscribed, joined_at AS joined, attributes FROM member ORDER BY 1"),
    ).toEqual([
      {
        id: "42",
        subscribed: true,
        joined: new Date("2026-07-01T08:00:00Z"),
        attributes: {
          plan: "premium",
          paid: 12.5,
          level: 7,
          big: "18446744073709551615",
          uuid: "00112233445566778899aabbccddeeff",
          settings: { a: [1, null] },
          flag: true,
          born: "1990-05-01",
        },
      },
      expect.objectContaining({ id: "43", attributes: {} }),
    ]);
    expect(await ours("SELECT title, url, themes, language, published_at AS at FROM content")).toEqual([
      {
        title: "Été 😀",
        url: "https://site.example/?a=1",
        themes: ["Bien-être", "Jardin"],
        language: "fr",
        at: new Date("2026-07-01T08:00:00Z"),
      },
    ]);
    expect(await ours("SELECT name, occurred_at AS at FROM activity")).toEqual([
      { name: "Content Viewed", at: new Date("2026-11-20T09:00:00.5Z") },
    ]);
    expect(counted(await run(MEMBERS + CONTENT + VIEWS))).toEqual({
      members: [0, 0, 1, 0],
      content: [0, 0, 1, 0],
      views: [0, 0, 1, 0],
    });
  });

  it("of twenty thousand rows goes on where it broke off; those with the same value as the last are not lost", async () => {
    await server.query(`INSERT INTO reading SELECT seq, seq % 500, 1,
      IF(seq BETWEEN 4000 AND 11000, '2026-01-04', '2026-01-01' + INTERVAL seq MINUTE) FROM seq_1_to_20000`);
    const ending = new AbortController();
    const first = await run(VIEWS, {
      signal: ending.signal,
      onProgress: (_name, _query, rows) => {
        if (rows >= 6_000) ending.abort();
      },
    });
    expect(counted(first)).toEqual({ views: [6_000, 0, 0, 0] });
    expect(first.queries[0]?.trouble).toBeNull();
    await run(VIEWS);
    expect(await ours("SELECT count(*)::int AS rows FROM activity")).toEqual([{ rows: 20_000 }]);
    expect(counted(await run(VIEWS))).toEqual({ views: [0, 0, 1, 0] });
  });

  it("goes on by a number as by a number, and by a text with quotes in it", async () => {
    await server.query("INSERT INTO account (id, mail) VALUES (9, 'a'), (18446744073709551615, 'it\\'s \\\\ \"x\"')");
    const byId = 'members: { sql: "SELECT id, mail AS email FROM account WHERE id >= :cursor", cursor: id, start: 0 }';
    await run(byId);
    expect(await ours("SELECT value, is_number AS number FROM sql_cursor")).toEqual([
      { value: "18446744073709551615", number: true },
    ]);
    expect(counted(await run(byId))).toEqual({ members: [0, 0, 1, 0] });
    const byText = `members: { sql: "SELECT id, mail FROM account WHERE mail >= :cursor", cursor: mail, start: "" }`;
    await run(byText);
    expect(counted(await run(byText))).toEqual({ members: [0, 0, 1, 0] });
  });

  it.each([
    ["deletes", "SELECT 1 AS id) AS x; DELETE FROM account; SELECT (SELECT 1", "syntax"],
    ["calls a function that writes", "SELECT write_it() AS id", "READ ONLY"],
    ["writes a file", "SELECT id FROM account INTO OUTFILE '/tmp/rekindle-outfile'", "syntax"],
  ])("is not written to by a query that %s", async (_what, sql, says) => {
    await server.query("INSERT INTO account (id) VALUES (1)");
    const { queries } = await run(`members: { sql: ${JSON.stringify(sql)} }`);
    expect(queries[0]?.trouble?.message).toContain(says);
    expect(
      await server.query("SELECT (SELECT count(*) FROM account) AS n, (SELECT count(*) FROM ours_alone) AS m"),
    ).toEqual([{ n: 1, m: 0 }]);
  });

  it.each([
    ["no such column", "SELECT idd AS id\n    FROM account", "Unknown column 'idd'", 6],
    ["a slip of syntax", "SELECT id\n    FORM account\n    WHERE true", "it is wrong near 'account'", 7],
    ["a table that may not be read", "SELECT id FROM ours_alone", "command denied to user", 6],
    ["two statements", "SELECT id FROM account; SELECT id FROM account", "near '; SELECT", 6],
  ])("answers %s with what its server says", async (_what, sql, says, line) => {
    const { queries } = await run(`members:\n  sql: |\n    ${sql}\n${CONTENT}`);
    expect(queries[0]?.trouble?.message).toContain(says);
    expect(queries[0]?.trouble?.message).toContain(`(site.yaml line ${line})`);
    expect(queries[1]?.trouble).toBeNull();
    if (sql.includes(";")) expect(queries[0]?.trouble?.remedy).toContain("Write one SELECT without ;");
  });

  it("that takes too long is left alone, and what it works out is broken off with the worker", async () => {
    const yaml = "members: { sql: SELECT SLEEP(30) AS id }";
    const [slow] = await runSqlSources(deps, [{ ...sqlConnector(url, yaml), timeoutMs: 300 }], { all: true });
    expect(slow?.queries[0]?.trouble?.remedy).toContain("timeout:");
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 300);
    expect((await run(yaml, { signal: ending.signal })).trouble).toBeNull();
    const running = "SELECT 1 FROM information_schema.processlist WHERE user = 'reader' AND command = 'Query'";
    await expect.poll(() => server.query(running), { timeout: 5_000 }).toEqual([]);
  });

  it("shows the first rows of each of its queries on trial", async () => {
    await server.query("INSERT INTO account (id, mail) SELECT seq, concat('m', seq, '@example.org') FROM seq_1_to_9");
    await server.query("INSERT INTO article VALUES (1, 'One', '2026-07-01 10:00:00', 'fr')");
    const yaml = `timezone: Europe/Paris\n${MEMBERS}${CONTENT}${VIEWS}`;
    const tried = await trySource(deps, sqlConnector(url, yaml), undefined);
    expect(tried.map(({ query, rows, trouble }) => [query, rows.length, trouble])).toEqual([
      ["members", 3, null],
      ["content", 1, null],
      ["views", 0, null],
    ]);
  });

  it("that lets nobody in, or is not there, is told without the password", async () => {
    const wrong = await run(MEMBERS, {}, url.replace("reader:", "reader:wrong-hush"));
    expect(wrong.trouble?.message).toContain("refuses the connection: Access denied for user 'reader'");
    const gone = await run(MEMBERS, {}, "mysql://reader:hush@127.0.0.1:1/site");
    expect(gone.trouble?.message).toBe("the database at 127.0.0.1:1 cannot be reached (ECONNREFUSED)");
    const nowhere = await run(MEMBERS, {}, url.replace(/site$/, "nowhere"));
    expect(nowhere.trouble?.message).toContain("nowhere");
    const unencoded = await run(MEMBERS, {}, "mysql://reader:100%hush@127.0.0.1:1/site");
    expect(unencoded.trouble?.message).toContain("a % in it encodes no character");
    expect(JSON.stringify([wrong, gone, nowhere, unencoded])).not.toContain("hush");
  });
});
