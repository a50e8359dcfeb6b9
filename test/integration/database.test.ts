import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RekindleError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

describe("openDatabase", () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(async () => {
    await test.drop();
  });

  const select = (text: string, ...values: unknown[]) => test.database.query({ text, values });

  it("gives numbers, days and instants as the rest of the program knows them", async () => {
    const rows = await select(
      `SELECT $1::bigint AS big, 0.25::numeric AS share, date '2026-03-29' AS day, true AS yes,
              timestamptz '2026-03-29 01:00+00' AS at, '{"a": 1}'::jsonb AS json, '\\x00ff'::bytea AS bytes`,
      9_007_199_254_740_991,
    );
    expect(rows).toEqual([
      {
        big: 9_007_199_254_740_991,
        share: 0.25,
        day: "2026-03-29",
        yes: true,
        at: new Date("2026-03-29T01:00:00Z"),
        json: { a: 1 },
        bytes: Buffer.from([0, 255]),
      },
    ]);
  });

  it("gives arrays of them likewise", async () => {
    const rows = await select(
      `SELECT $1::bigint[] AS ids, array[1.5, 2]::numeric[] AS shares, array[date '2026-03-29', NULL] AS days,
              $2::text[] AS texts`,
      [1, null, 3],
      ["a,b", 'c"d', null],
    );
    const texts = ["a,b", 'c"d', null];
    expect(rows).toEqual([{ ids: [1, null, 3], shares: [1.5, 2], days: ["2026-03-29", null], texts }]);
  });

  it("keeps all of a transaction or nothing", async () => {
    const insert = (rule: string) => ({ text: "INSERT INTO rule_status (rule) VALUES ($1)", values: [rule] });
    await test.database.transaction(async (transaction) => {
      await transaction.query(insert("kept"));
      await transaction.query(insert("kept-too"));
    });
    const failure = test.database.transaction(async (transaction) => {
      await transaction.query(insert("lost"));
      throw new Error("changed my mind");
    });
    await expect(failure).rejects.toThrow("changed my mind");
    const rules = await test.database.prisma.ruleStatus.findMany({ orderBy: { rule: "asc" } });
    expect(rules.map(({ rule }) => rule)).toEqual(["kept", "kept-too"]);
  });

  it("does nothing more of a transaction once one of several statements sent together has failed", async () => {
    const insert = (rule: string) => ({ text: "INSERT INTO rule_status (rule) VALUES ($1)", values: [rule] });
    let refused: unknown;
    const failure = test.database.transaction(async (transaction) => {
      const twoSteps = async () => {
        await transaction.query({ text: "SELECT 1", values: [] });
        // Later than the end of the transaction, as far as this process gets.
        await new Promise((resolve) => setTimeout(resolve, 200));
        await transaction.query(insert("stray")).catch((error: unknown) => {
          refused = error;
        });
      };
      await Promise.all([twoSteps(), transaction.query({ text: "SELECT 1 / 0", values: [] })]);
    });
    await expect(failure).rejects.toThrow("division by zero");
    await expect.poll(() => refused).toMatchObject({ message: expect.stringContaining("has ended") });
    expect(await test.database.prisma.ruleStatus.count({ where: { rule: "stray" } })).toBe(0);
  });

  it("fails for what failed first of statements sent together, however long the way of its error is", async () => {
    const failure = test.database.transaction(async (transaction) => {
      const longWay = async () => {
        const steps = async (left: number): Promise<unknown> =>
          left === 0 ? await transaction.query({ text: "SELECT 1 / 0", values: [] }) : await steps(left - 1);
        return await steps(20);
      };
      await Promise.all([longWay(), transaction.query({ text: "SELECT 2", values: [] })]);
    });
    await expect(failure).rejects.toMatchObject({ code: "22012" });
  });

  it("answers statements that are sent together each with its own rows, in the order in which they were sent", async () => {
    await select("CREATE SEQUENCE sent_together");
    const rows = await test.database.transaction((transaction) =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          transaction.query<{ at: number; own: number }>({
            text: "SELECT nextval('sent_together') AS at, $1::integer AS own",
            values: [index],
          }),
        ),
      ),
    );
    expect(rows.map(([row]) => [row?.at, row?.own])).toEqual(Array.from({ length: 50 }, (_, at) => [at + 1, at]));
  });

  it("says that the server is gone when a connection dies inside a transaction, and works on", async () => {
    const failure = test.database.transaction(async (transaction) => {
      const [backend] = await transaction.query<{ pid: number }>({
        text: "SELECT pg_backend_pid() AS pid",
        values: [],
      });
      await select("SELECT pg_terminate_backend($1, 5000)", backend?.pid);
      await transaction.query({ text: "SELECT 1", values: [] });
    });
    await expect(failure).rejects.toMatchObject({ code: "unreachable" });
    expect(await select("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("survives the death of its idle connections", async () => {
    await Promise.all([select("SELECT pg_sleep(0.02)"), select("SELECT pg_sleep(0.02)")]);
    const killer = openDatabase({ url: test.url });
    const others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    await killer.query({
      text: `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ${others}`,
      values: [],
    });
    await killer.close();
    await expect.poll(() => select("SELECT 1 AS one").catch(String), { timeout: 20_000 }).toEqual([{ one: 1 }]);
    expect(await test.database.prisma.ruleStatus.count()).toBe(2);
  });

  it.each([
    ["nobody listens", (url: URL) => Object.assign(url, { port: "1" }), "unreachable"],
    ["the password is wrong", (url: URL) => Object.assign(url, { password: "wrong-secret" }), "configuration"],
    ["the database does not exist", (url: URL) => Object.assign(url, { pathname: "/nowhere" }), "configuration"],
  ])("says so, by statement, transaction and Prisma alike, when %s", async (_what, change, code) => {
    const database = openDatabase({ url: change(new URL(test.url)).href });
    const attempts = [
      () => database.query({ text: "SELECT 1", values: [] }),
      () => database.transaction(async () => undefined),
      () => database.prisma.slot.count(),
    ];
    for (const attempt of attempts) {
      const error = await attempt().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(RekindleError);
      expect(error).toMatchObject({ code });
      expect((error as RekindleError).message).not.toContain("wrong-secret");
    }
    await database.close();
  });

  it("passes on what is wrong with a statement as it is", async () => {
    await expect(select("SELECT nonsense")).rejects.toMatchObject({ code: "42703" });
  });

  it("closes once, however often it is asked", async () => {
    const database = openDatabase({ url: test.url });
    await database.query({ text: "SELECT 1", values: [] });
    await Promise.all([database.close(), database.close()]);
    await database.close();
  });
});
