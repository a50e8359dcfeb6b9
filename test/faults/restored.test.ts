import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, inject, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type InstallationScene, openInstallationScene } from "../support/installation-scene.ts";

const MEMBERS = 4;
const TOLD = "seems to be restored from a backup";
let scene: InstallationScene;

const states = () =>
  scene.query<{ period: string; state: string; reason: string | null; n: number }>(
    "SELECT period, state, reason, count(*) AS n FROM digest GROUP BY 1, 2, 3 ORDER BY 1, 2",
  );
const twice = () => [...scene.sink.allDots.values()].filter((dots) => dots > 1);
const run = (at: string) => scene.command("run", "--at", at, "--wait", "0s");

describe("a data directory of yesterday that is put back", { timeout: 240_000 }, () => {
  afterEach(() => scene.close());

  const dataFolder = (): string =>
    (JSON.parse(readFileSync(join(scene.dataDirectory, "postgres.json"), "utf8")) as { dataDirectory: string })
      .dataDirectory;

  it("sends nothing until it is confirmed, and then nothing again that may have left", async () => {
    scene = await openInstallationScene({}, MEMBERS);
    await run("2026-03-10T08:00:00Z");
    await scene.command("pause");
    await run("2026-03-11T08:00:00Z");
    const backup = `${dataFolder()}.backup`;
    cpSync(dataFolder(), backup, { recursive: true, preserveTimestamps: true });
    await own(dataFolder(), backup);

    await scene.command("resume");
    await run("2026-03-11T08:30:00Z");
    await run("2026-03-12T08:00:00Z");
    expect(scene.sink.mails).toHaveLength(3 * MEMBERS);

    rmSync(dataFolder(), { recursive: true });
    cpSync(backup, dataFolder(), { recursive: true, preserveTimestamps: true });
    await own(backup, dataFolder());
    await expect(run("2026-03-12T08:30:00Z")).rejects.toThrow(TOLD);
    await expect(run("2026-03-13T08:00:00Z")).rejects.toThrow(TOLD);
    await expect(scene.command("resume")).rejects.toThrow(TOLD);
    expect(await scene.command("doctor")).toContain(TOLD);
    expect(scene.sink.mails).toHaveLength(3 * MEMBERS);

    expect(await scene.command("resume", "--restored")).toContain(`${MEMBERS} digests that may have left are unknown`);
    expect(await run("2026-03-12T09:00:00Z")).not.toContain(TOLD);
    expect(await states()).toEqual([
      { period: "2026-03-10", state: "accepted", reason: null, n: MEMBERS },
      { period: "2026-03-11", state: "unknown", reason: "restored", n: MEMBERS },
    ]);
    await run("2026-03-13T08:00:00Z");
    expect(scene.sink.mails).toHaveLength(4 * MEMBERS);
    expect(twice()).toEqual([]);
    const [key] = await scene.query<{ id: number }>("SELECT max(id) AS id FROM digest");
    expect(key?.id).toBeGreaterThan(1_000_000_000);
  });

  async function own(from: string, to: string): Promise<void> {
    const { statSync, chownSync } = await import("node:fs");
    const { uid, gid } = statSync(from);
    const walk = (path: string): void => {
      chownSync(path, uid, gid);
      if (statSync(path).isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
    };
    if (process.getuid?.() === 0) walk(to);
  }
});

describe("a database of a server", { timeout: 240_000 }, () => {
  let test: TestDatabase;
  const open = async (): Promise<void> => {
    test = await createTestDatabase();
    scene = await openInstallationScene({ DATABASE_URL: test.url }, MEMBERS);
  };
  afterEach(async () => {
    await scene.close();
    await test.drop();
  });
  const onServer = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
    const client = new pg.Client({ connectionString: inject("postgresUrl") });
    await client.connect();
    await work(client).finally(() => client.end());
  };
  const name = () => new URL(test.url).pathname.slice(1);

  it("is held when an older copy takes its name", async () => {
    await open();
    await run("2026-03-10T08:00:00Z");
    await test.database.close();
    await onServer((client) => client.query(`CREATE DATABASE ${name()}_backup TEMPLATE ${name()}`));
    await run("2026-03-11T08:00:00Z");
    await onServer(async (client) => {
      await client.query(`DROP DATABASE ${name()} WITH (FORCE)`);
      await client.query(`ALTER DATABASE ${name()}_backup RENAME TO ${name()}`);
    });
    await expect(run("2026-03-11T08:10:00Z")).rejects.toThrow(TOLD);
    expect(scene.sink.mails).toHaveLength(2 * MEMBERS);
    await scene.command("resume", "--restored");
    await run("2026-03-11T08:20:00Z");
    expect(scene.sink.mails).toHaveLength(2 * MEMBERS);
    await run("2026-03-12T08:00:00Z");
    expect(scene.sink.mails).toHaveLength(3 * MEMBERS);
    expect(twice()).toEqual([]);
  });

  it("is held on another server when no mark is at hand: a copy for trying things out mails nobody", async () => {
    await open();
    await run("2026-03-10T08:00:00Z");
    for (const file of readdirSync(scene.dataDirectory)) {
      if (file.startsWith("submissions-")) rmSync(join(scene.dataDirectory, file));
    }
    await scene.query("UPDATE installation SET server = '7000000000000000000/00000001'");
    await expect(run("2026-03-11T08:00:00Z")).rejects.toThrow("it is not where it last was at work");
    expect(scene.sink.mails).toHaveLength(MEMBERS);
  });

  it("is held when it was put back into the same server and its folder of data is lost", async () => {
    await open();
    await run("2026-03-10T08:00:00Z");
    await test.database.close();
    await onServer((client) => client.query(`CREATE DATABASE ${name()}_backup TEMPLATE ${name()}`));
    await run("2026-03-11T08:00:00Z");
    await onServer(async (client) => {
      await client.query(`DROP DATABASE ${name()} WITH (FORCE)`);
      await client.query(`ALTER DATABASE ${name()}_backup RENAME TO ${name()}`);
    });
    rmSync(scene.dataDirectory, { recursive: true });
    await expect(run("2026-03-11T08:10:00Z")).rejects.toThrow("put back into this one");
    expect(await scene.command("outbox")).toContain("rekindle resume --restored");
    expect(scene.sink.mails).toHaveLength(2 * MEMBERS);
  });

  it("goes on where an earlier version had named its server alone", async () => {
    await open();
    await run("2026-03-10T08:00:00Z");
    const [{ server } = { server: "" }] = await scene.query<{ server: string }>("SELECT server FROM installation");
    await scene.query("UPDATE installation SET server = regexp_replace(server, '/[^/]*$', '')");
    rmSync(scene.dataDirectory, { recursive: true });
    await run("2026-03-11T08:00:00Z");
    expect(scene.sink.mails).toHaveLength(2 * MEMBERS);
    expect(await scene.query("SELECT server FROM installation")).toEqual([{ server }]);
  });

  it("goes on without a word on another server that knows all that the mark does: a standby was promoted", async () => {
    await open();
    await run("2026-03-10T08:00:00Z");
    const [{ server } = { server: "" }] = await scene.query<{ server: string }>("SELECT server FROM installation");
    const [mark = ""] = readdirSync(scene.dataDirectory).filter((file) => file.startsWith("submissions-"));
    const former = "7000000000000000000/00000001";
    await scene.query(`UPDATE installation SET server = '${former}'`);
    const { writeFileSync } = await import("node:fs");
    const path = join(scene.dataDirectory, mark);
    writeFileSync(path, readFileSync(path, "utf8").replace(server, former));
    await run("2026-03-11T08:00:00Z");
    expect(scene.sink.mails).toHaveLength(2 * MEMBERS);
    expect(await scene.query("SELECT server FROM installation")).toEqual([{ server }]);
  });

  it("raises no alarm at the first start, nor in a folder of data that was moved or is new", async () => {
    await open();
    await run("2026-03-10T08:00:00Z");
    rmSync(scene.dataDirectory, { recursive: true });
    await run("2026-03-11T08:00:00Z");
    await run("2026-03-12T08:00:00Z");
    expect(scene.sink.mails).toHaveLength(3 * MEMBERS);
    expect(await scene.query("SELECT count(*) AS submitters, sum(submissions) AS submissions FROM submitter")).toEqual([
      { submitters: 2, submissions: 3 * MEMBERS },
    ]);
  });
});
