import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMigrations } from "../../src/app/connection.ts";
import { readConfig } from "../../src/config.ts";
import { RekindleError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";
import { createIngestStore } from "../../src/platform/postgres/ingest/ingest-store.ts";
import { updateVisitFacts } from "../../src/platform/postgres/ingest/member-facts.ts";
import { recordMessages } from "../../src/platform/postgres/ingest/record-messages.ts";
import { listMigrations, MIGRATIONS_DIRECTORY, migrateDatabase } from "../../src/platform/postgres/migrate.ts";
import { createEmptyDatabase } from "../support/database.ts";

describe("migrateDatabase", () => {
  let url: string;
  let drop: () => Promise<void>;
  let directory: string;

  beforeEach(async () => {
    ({ url, drop } = await createEmptyDatabase());
    directory = await mkdtemp(join(tmpdir(), "rekindle-migrations-"));
    await write("1_first", "CREATE TABLE first (id INTEGER PRIMARY KEY);");
  });

  afterEach(async () => {
    await drop();
    await rm(directory, { recursive: true });
  });

  async function write(name: string, sql: string): Promise<void> {
    await mkdir(join(directory, name), { recursive: true });
    await writeFile(join(directory, name, "migration.sql"), sql);
  }

  async function select<Row>(text: string): Promise<Row[]> {
    const database = openDatabase({ url });
    try {
      return await database.query<Row>({ text, values: [] });
    } finally {
      await database.close();
    }
  }

  it("applies what is missing, once, in the order of the names", async () => {
    await write("2_second", "CREATE TABLE second (id INTEGER REFERENCES first);");
    expect(await listMigrations({ url, directory })).toEqual([
      { name: "1_first", appliedAt: null },
      { name: "2_second", appliedAt: null },
    ]);
    expect(await migrateDatabase({ url, directory })).toEqual(["1_first", "2_second"]);
    expect(await migrateDatabase({ url, directory })).toEqual([]);
    const [first] = await listMigrations({ url, directory });
    expect(first?.appliedAt).toBeInstanceOf(Date);
  });

  it("keeps the ledger as Prisma does", async () => {
    await migrateDatabase({ url, directory });
    const rows = await select<Record<string, unknown>>("SELECT * FROM _prisma_migrations");
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum: "0a82972be752ac7bfe0bcfbdadc9d4bb8c81e4082565dfda712e2072ac9ddf75",
        migration_name: "1_first",
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        finished_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
  });

  it("lets two processes migrate at the same moment", async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrateDatabase({ url, directory })));
    expect(applied.flat()).toEqual(["1_first"]);
  });

  it("leaves nothing of a migration that fails, and names it", async () => {
    await write("2_second", "CREATE TABLE second (id INTEGER); SELECT 1 / 0;");
    const failure = migrateDatabase({ url, directory });
    await expect(failure).rejects.toThrow(/2_second failed and was rolled back: division by zero/);
    const tables = await select("SELECT FROM pg_tables WHERE tablename = 'second'");
    expect(tables).toEqual([]);
    await write("2_second", "CREATE TABLE second (id INTEGER);");
    expect(await migrateDatabase({ url, directory })).toEqual(["2_second"]);
  });

  it("refuses when a migration was changed after it was applied", async () => {
    await migrateDatabase({ url, directory });
    await write("1_first", "CREATE TABLE first (id BIGINT PRIMARY KEY);");
    const failure = migrateDatabase({ url, directory });
    await expect(failure).rejects.toBeInstanceOf(RekindleError);
    await expect(failure).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining("changed") });
    await expect(listMigrations({ url, directory })).rejects.toThrow(/changed/);
  });

  it("refuses a database that a newer version has migrated", async () => {
    await migrateDatabase({ url, directory });
    await rm(join(directory, "1_first"), { recursive: true });
    await expect(migrateDatabase({ url, directory })).rejects.toThrow(/does not know/);
  });

  it("says that a server cannot be reached", async () => {
    const failure = migrateDatabase({ url: "postgresql://rekindle@127.0.0.1:1/rekindle", directory });
    await expect(failure).rejects.toMatchObject({ code: "unreachable" });
  });

  it("applies the shipped migrations to an empty database", async () => {
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    await rm(join(directory, "1_first"), { recursive: true });
    expect((await migrateDatabase({ url, directory })).length).toBeGreaterThan(0);
    expect(await migrateDatabase({ url })).toEqual([]);
  });

  it("gives members who were there before their days of visits, as ingest counts them", async () => {
    const [first = "", rhythm = ""] = (await readdir(MIGRATIONS_DIRECTORY)).sort();
    await rm(join(directory, "1_first"), { recursive: true });
    await cp(join(MIGRATIONS_DIRECTORY, first), join(directory, first), { recursive: true });
    await migrateDatabase({ url, directory });
    await select(
      `INSERT INTO member (external_id, joined_at) SELECT 'm' || n, '2026-01-01' FROM generate_series(1, 3) AS n`,
    );
    await select(`INSERT INTO visit (member_id, started_at, ended_at, acts) VALUES
      (1, '2026-02-01T23:30:00Z', '2026-02-02T00:10:00Z', 3), (1, '2026-02-01T08:00:00Z', '2026-02-01T08:10:00Z', 1),
      (1, '2026-02-03T08:00:00+02', '2026-02-03T09:00:00+02', 2), (2, '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z', 1)`);
    await cp(join(MIGRATIONS_DIRECTORY, rhythm), join(directory, rhythm), { recursive: true });
    await migrateDatabase({ url, directory });
    const days = () =>
      select(`SELECT external_id AS id, first_visit_at AS first, visit_days AS days FROM member ORDER BY external_id`);
    const filled = await days();
    expect(filled).toEqual([
      { id: "m1", first: new Date("2026-02-01T08:00:00Z"), days: 2 },
      { id: "m2", first: new Date("2026-03-01T12:00:00Z"), days: 1 },
      { id: "m3", first: null, days: 0 },
    ]);
    // What ingest counts with is of today's schema.
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    await migrateDatabase({ url, directory });
    expect(await days()).toEqual(filled);
    const database = openDatabase({ url });
    await database.query(updateVisitFacts([1, 2, 3]));
    await database.close();
    expect(await days()).toEqual(filled);
  });

  it("sets planned contents right, also where a database says of none of their fields since when", async () => {
    const late = "20261129200100_contents_nothing_stated";
    const names = (await readdir(MIGRATIONS_DIRECTORY)).sort();
    const copy = (some: readonly string[]) =>
      Promise.all(some.map((name) => cp(join(MIGRATIONS_DIRECTORY, name), join(directory, name), { recursive: true })));
    await rm(join(directory, "1_first"), { recursive: true });
    await copy(names.filter((name) => name < late));
    await migrateDatabase({ url, directory });
    await select(`INSERT INTO content (external_id, updated_at, stated_at) VALUES
      ('bare', '2999-01-01', '{}'), ('said', '2999-01-01', '{"title": 32503680000000, "url": 1000}'), ('past', '2026-01-01', '{}')`);
    await copy(names);
    await migrateDatabase({ url, directory });
    const contents = () =>
      select("SELECT external_id AS id, updated_at AS at, stated_at AS said FROM content ORDER BY 1");
    const right = [
      { id: "bare", at: new Date(0), said: {} },
      { id: "past", at: new Date("2026-01-01T00:00:00Z"), said: {} },
      { id: "said", at: new Date(0), said: { title: 0, url: 1000 } },
    ];
    expect(await contents()).toEqual(right);
    // An installation that got over the one behind it before this one was there takes it all the same.
    await select(`DELETE FROM _prisma_migrations WHERE migration_name = '${late}'`);
    expect(await migrateDatabase({ url, directory })).toEqual([late]);
    expect(await contents()).toEqual(right);
  });

  it("keeps links good that were signed before they were an installation's, where mails had left, and there alone", async () => {
    const signed = "20261130200000_signed_by_installation";
    const names = (await readdir(MIGRATIONS_DIRECTORY)).sort();
    const copy = (some: readonly string[]) =>
      Promise.all(some.map((name) => cp(join(MIGRATIONS_DIRECTORY, name), join(directory, name), { recursive: true })));
    await rm(join(directory, "1_first"), { recursive: true });
    await copy(names.filter((name) => name < signed));
    await migrateDatabase({ url, directory });
    await select(`INSERT INTO member (external_id, joined_at) VALUES ('m', '2026-01-01')`);
    await select(`INSERT INTO digest
      (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm)
      VALUES (1, 1, 'a', 'h', '2026-03-10', 'UTC', '2026-03-10', '2026-03-10', '2026-03-10', '2026-03-11', 'treated')`);
    await copy(names);
    await migrateDatabase({ url, directory });
    expect(await select("SELECT has_signed_without AS said FROM installation")).toEqual([{ said: true }]);
    const fresh = await createEmptyDatabase();
    await migrateDatabase({ url: fresh.url });
    const database = openDatabase({ url: fresh.url });
    const text = "SELECT has_signed_without AS said FROM installation";
    expect(await database.query({ text, values: [] })).toEqual([{ said: false }]);
    await database.close();
    await fresh.drop();
  });

  it("gives members who were there before all that is counted today, as it is counted from their activities", async () => {
    const [first = ""] = (await readdir(MIGRATIONS_DIRECTORY)).sort();
    await rm(join(directory, "1_first"), { recursive: true });
    await cp(join(MIGRATIONS_DIRECTORY, first), join(directory, first), { recursive: true });
    await migrateDatabase({ url, directory });
    for (const [month, next] of [
      ["2026-01", "2026-02"],
      ["2026-02", "2026-03"],
      ["2026-03", "2026-04"],
    ]) {
      await select(`CREATE TABLE rekindle_partitions.activity_${month?.replace("-", "_")} PARTITION OF activity
        FOR VALUES FROM ('${month}-01 00:00:00+00') TO ('${next}-01 00:00:00+00')`);
    }
    await select(
      "INSERT INTO member (external_id, joined_at) SELECT 'm' || n, '2026-01-01' FROM generate_series(1, 4) AS n",
    );
    await select(`INSERT INTO content (external_id, type, ends_at, open_to) VALUES
      ('live', 'live', '2026-01-20T18:00:00Z', NULL), ('other', 'live', '2026-03-01T18:00:00Z', '{"plan": "gold"}')`);
    await select(`UPDATE member SET attributes = '{"plan": "gold"}' WHERE id = 4`);
    // m1 comes more and more rarely, m2 more and more often, m3 too seldom to tell, m4 never.
    await select(`INSERT INTO activity (member_id, occurred_at, name, content_id)
      SELECT 1, '2026-01-01T08:00:00Z'::timestamptz + n * n * interval '7 hours', 'Content Viewed', 1 + n % 2 FROM generate_series(0, 13) AS n
      UNION ALL SELECT 2, '2026-03-10T08:00:00Z'::timestamptz - n * n * interval '9 hours', 'Comment Created', 1 FROM generate_series(0, 6) AS n
      UNION ALL SELECT 3, '2026-02-01T08:00:00Z'::timestamptz + n * interval '1 day', 'Page Viewed', NULL FROM generate_series(0, 3) AS n
      UNION ALL VALUES (3, '2026-01-20T17:00:00Z'::timestamptz, 'Live Attended', 1), (3, '2026-01-10T17:00:00Z', 'Live Registered', 2)`);
    await select("INSERT INTO received_message VALUES ('site', 'm-1'), ('site', 'größer'), ('forum talk', 'm-1')");
    await select(`INSERT INTO content (external_id, published_at, updated_at, stated_at)
      VALUES ('planned', '2199-01-01T00:00:00Z', '2199-01-01T00:00:00Z', '{"title": 7226582400000, "url": 1767225600000}')`);
    await select("INSERT INTO visit SELECT member_id, occurred_at, occurred_at, 1 FROM activity");
    await select(`INSERT INTO view SELECT member_id, content_id, min(occurred_at) FROM activity
      WHERE content_id IS NOT NULL AND name <> 'Live Registered' GROUP BY 1, 2`);
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    await migrateDatabase({ url, directory });
    // Those of a database are applied by the command, and by whatever opens the embedded one.
    await createMigrations(readConfig({ DATABASE_URL: url })).migrate();
    expect(
      await select("SELECT member_id FROM content c JOIN may_open USING (opening_id) WHERE c.external_id = 'other'"),
    ).toEqual([{ member_id: 4 }]);
    expect(await select("SELECT stated_at AS said FROM content WHERE external_id = 'planned'")).toEqual([
      { said: { title: 0, url: 1_767_225_600_000 } },
    ]);
    const facts = async () => ({
      members: await select<{ id: string; trend: number | null }>(`SELECT external_id AS id, first_visit_at, visit_days,
        round(interval_trend::numeric, 9)::float8 AS trend FROM member ORDER BY external_id`),
      replays: await select("SELECT * FROM replay_view ORDER BY member_id, content_id"),
    });
    const filled = await facts();
    const trends = filled.members.map(({ trend }) => trend);
    expect(trends).toEqual([expect.any(Number), expect.any(Number), null, null]);
    expect(trends[0]).toBeGreaterThan(1);
    expect(trends[1]).toBeLessThan(1);
    expect(filled.replays).toMatchObject([
      { member_id: 1, content_id: 1 },
      { member_id: 2, content_id: 1 },
      { member_id: 3, content_id: 1, seen_at: new Date("2026-01-20T17:00:00Z") },
    ]);
    const database = openDatabase({ url });
    // What came before the update is known again when it comes once more.
    const [again, other] = await database.transaction(async (transaction) => [
      await recordMessages(transaction, "site", ["m-1", "m-2", "größer"]),
      await recordMessages(transaction, "forum talk", ["m-1", "größer"]),
    ]);
    expect([again, other]).toEqual([new Set(["m-2"]), new Set(["größer"])]);
    await createIngestStore(database).recomputeFacts(30 * 60_000);
    await database.close();
    expect(await facts()).toEqual(filled);
  });
});
