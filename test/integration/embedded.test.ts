import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { chmod, chown, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedPostgres } from "../../src/platform/embedded/embedded-postgres.ts";
import { findRunningServer } from "../../src/platform/embedded/running-server.ts";
import { CHECKOUT, type Child, type ChildOptions, spawnChild } from "../support/child.ts";
import { makeOpenFolder } from "../support/open-folder.ts";

const IS_ROOT = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
const NOBODY_RUNS_NODE = IS_ROOT && spawnSync(process.execPath, ["--version"], { ...NOBODY, cwd: "/" }).status === 0;
/** Not below a folder that only root may enter. */
const NOBODY_READS_CHECKOUT =
  IS_ROOT && spawnSync("cat", [join(CHECKOUT, "package.json")], { ...NOBODY, cwd: "/" }).status === 0;
const SETTINGS = { shared_buffers: "16MB", fsync: "off" };

async function select(url: string, sql = "SELECT 1 AS one"): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return Object.values((await client.query(sql)).rows[0] ?? {})[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function eventually<T>(look: () => Promise<T>, timeoutMs = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** What the child needs of the checkout, where everybody can read it: as links, or copied on another file system. */
function copyCheckout(parent: string): string {
  const copy = join(parent, "checkout");
  const needed = ["node_modules", "src", "test", "package.json", "tsconfig.json"].map((name) => join(CHECKOUT, name));
  mkdirSync(copy);
  const { status } = spawnSync("cp", ["-a", "--link", ...needed, copy], { stdio: "ignore" });
  if (status !== 0) {
    const { status: copied, stderr } = spawnSync("cp", ["-a", "--force", ...needed, copy], { encoding: "utf8" });
    if (copied !== 0) throw new Error(stderr);
  }
  return copy;
}

describe("openEmbeddedPostgres", () => {
  let parent: string;
  let folder: string;
  let children: Child[];
  let places: Set<string>;

  beforeEach(async () => {
    parent = makeOpenFolder("rekindle-embedded-");
    folder = join(parent, "data");
    children = [];
    places = new Set();
  });

  afterEach(async () => {
    for (const child of children) child.process.kill("SIGKILL");
    await Promise.all(children.map((child) => child.ended));
    const servers = [...places].map(findRunningServer).filter((server) => server !== null);
    for (const { pid } of servers) process.kill(pid, "SIGQUIT");
    await rm(parent, { recursive: true });
    for (const place of places) await rm(dirname(place), { recursive: true, force: true });
    expect(servers, "servers left behind").toEqual([]);
  });

  interface User {
    readonly child: Child;
    readonly url: string;
    readonly location: string;
  }

  async function startUser(options: ChildOptions = {}): Promise<User> {
    const child = spawnChild("embedded-user.ts", [folder], options);
    children.push(child);
    const said = JSON.parse(await child.nextLine());
    if (said.error) throw new Error(said.error);
    places.add(said.location);
    return { child, url: said.url, location: said.location };
  }

  async function closeUser({ child }: User): Promise<void> {
    child.say("close");
    expect(JSON.parse(await child.nextLine())).toEqual({ closed: true });
    expect(await child.ended).toBe(0);
  }

  async function open() {
    const postgres = await openEmbeddedPostgres({ dataDirectory: folder, settings: SETTINGS });
    places.add(postgres.location);
    return postgres;
  }

  it("makes one server when several processes open an empty folder at the same moment", async () => {
    const users = await Promise.all([startUser(), startUser(), startUser()]);
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    const [{ url, location }] = users as [User, User, User];
    expect(await select(url)).toBe(1);
    await Promise.all(users.map(closeUser));
    expect(findRunningServer(location)).toBeNull();
    await expect(select(url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("keeps the server for those who still use it, and what was written for those who come later", async () => {
    const first = await startUser();
    const second = await startUser();
    await closeUser(first);
    await select(second.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await closeUser(second);
    expect(findRunningServer(second.location)).toBeNull();
    const later = await open();
    expect(await select(later.url, "SELECT answer FROM kept")).toBe(42);
    await later.close();
  });

  it("tells the password and the port to the folder's owner only", async () => {
    const postgres = await open();
    const record = join(folder, "postgres.json");
    expect((await stat(record)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(record, "utf8"))).toMatchObject({ dataDirectory: postgres.location });
    const wrong = new URL(postgres.url);
    wrong.password = "wrong";
    await expect(select(wrong.href)).rejects.toThrow(/password authentication failed/);
    expect(await select(postgres.url, "SHOW listen_addresses")).toBe("127.0.0.1");
    await postgres.close();
  });

  it("adopts the server of a process that was killed, and stops it when the last one leaves", async () => {
    const starter = await startUser();
    starter.child.process.kill("SIGKILL");
    await starter.child.ended;
    const pid = findRunningServer(starter.location)?.pid;
    const later = await open();
    expect(later.url).toBe(starter.url);
    expect(findRunningServer(later.location)?.pid).toBe(pid);
    await later.close();
    expect(findRunningServer(later.location)).toBeNull();
  });

  it("stops the server of a killed process that the server still takes for a user", async () => {
    const starter = await startUser();
    const pid = starter.child.process.pid ?? 0;
    const backend = await select(
      starter.url,
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE '% ${pid}' AND pid <> pg_backend_pid()`,
    );
    // Held still, its session cannot notice the death of its client.
    process.kill(Number(backend), "SIGSTOP");
    let left: Promise<void>;
    try {
      starter.child.process.kill("SIGKILL");
      await starter.child.ended;
      const later = await open();
      left = later.close();
      await new Promise((resolve) => setTimeout(resolve, 500));
    } finally {
      process.kill(Number(backend), "SIGCONT");
    }
    await left;
    expect(findRunningServer(starter.location)).toBeNull();
  });

  it.each([
    ["its first folder", /^postgres\.draft-/],
    ["the folders of its files", /^postgres\.draft-.*base\b/],
    ["its files", /^postgres\.draft-.*base.1.\d+$/],
  ])("survives being killed while it makes the cluster, with %s there", async (_, made) => {
    const starter = spawnChild("embedded-user.ts", [folder]);
    children.push(starter);
    await eventually(async () => {
      expect((await readdir(folder, { recursive: true })).some((name) => made.test(name))).toBe(true);
    });
    starter.process.kill("SIGKILL");
    await starter.ended;
    const later = await open();
    expect(await select(later.url)).toBe(1);
    await later.close();
  });

  it("outlives a Ctrl-C that reaches every process of the terminal", async () => {
    const user = await startUser({ detached: true });
    process.kill(-(user.child.process.pid ?? 0), "SIGINT");
    expect(await select(user.url)).toBe(1);
    await closeUser(user);
    expect(findRunningServer(user.location)).toBeNull();
  });

  it("starts again on the same port when the server dies under its users", async () => {
    const postgres = await open();
    process.kill(findRunningServer(postgres.location)?.pid ?? 0, "SIGKILL");
    expect(await eventually(() => select(postgres.url))).toBe(1);
    await postgres.close();
    expect(findRunningServer(postgres.location)).toBeNull();
  });

  it("clears a pid file whose number belongs to another program now", async () => {
    const before = await open();
    await before.close();
    const lines = [process.pid, before.location, 1, 5432, "", "127.0.0.1", "", "ready"];
    await writeFile(join(before.location, "postmaster.pid"), `${lines.join("\n")}\n`);
    const after = await open();
    expect(await select(after.url)).toBe(1);
    await after.close();
  });

  it("moves to another port when its own was taken meanwhile", async () => {
    const before = await open();
    await before.close();
    const squatter = await new Promise<Server>((resolve) => {
      const server = createServer((socket) => socket.destroy());
      server.listen(Number(new URL(before.url).port), "127.0.0.1", () => resolve(server));
    });
    const after = await open();
    expect(after.url).not.toBe(before.url);
    expect(await select(after.url)).toBe(1);
    await after.close();
    await new Promise((resolve) => squatter.close(resolve));
  });

  it("sets a new password when postgres.json is lost", async () => {
    const before = await open();
    await select(before.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await before.close();
    await rm(join(folder, "postgres.json"));
    const after = await open();
    expect(await select(after.url, "SELECT answer FROM kept")).toBe(42);
    await after.close();
  });

  it("says what is wrong when the folder cannot be used", async () => {
    await writeFile(folder, "a file");
    await expect(open()).rejects.toMatchObject({ code: "configuration", remedy: expect.stringContaining("DATA_DIR") });
  });

  it.runIf(existsSync("/proc/self"))("says so at once where no folder can be made", async () => {
    const opened = openEmbeddedPostgres({ dataDirectory: "/proc/x" });
    await expect(opened).rejects.toMatchObject({
      code: "configuration",
      message: "The folder for the database cannot be used: no folder can be made in /proc.",
    });
  });

  it("shows PostgreSQL's own words when it does not start", async () => {
    const failure = openEmbeddedPostgres({ dataDirectory: folder, settings: { shared_buffers: "nonsense" } });
    await expect(failure).rejects.toMatchObject({ code: "unreachable", message: expect.stringContaining("nonsense") });
  });

  it.skipIf(!IS_ROOT)("as root, lays the data elsewhere when the server's user cannot reach the folder", async () => {
    await chmod(parent, 0o700);
    const user = await startUser();
    expect(user.location).toMatch(/^\/var\/lib\/rekindle\/[0-9a-f]{16}\/postgres$/);
    expect(existsSync(join(folder, "postgres"))).toBe(false);
    expect((await stat(user.location)).uid).toBe(NOBODY.uid);
    expect(await select(user.url)).toBe(1);
    await closeUser(user);
    const home = dirname(user.location);
    expect(JSON.parse(await readFile(join(home, "belongs-to.json"), "utf8"))).toEqual({ folder });
    // As each folder had its own before the binaries were shared.
    await mkdir(join(home, "postgres-binaries-18.3.0", "native"), { recursive: true });
    const again = await startUser();
    expect(again.location).toBe(user.location);
    expect((await readdir(home)).filter((name) => name.startsWith("postgres-binaries"))).toEqual([]);
    await closeUser(again);
  });

  it.skipIf(!NOBODY_RUNS_NODE)(
    "as another user, runs the server as that user; root may use the same folder",
    async () => {
      await mkdir(folder);
      await chown(folder, NOBODY.uid, NOBODY.gid);
      const asNobody = { ...NOBODY, checkout: NOBODY_READS_CHECKOUT ? CHECKOUT : copyCheckout(parent) };
      const user = await startUser(asNobody);
      expect(user.location).toBe(join(folder, "postgres"));
      const root = await open();
      expect(root.url).toBe(user.url);
      await closeUser(user);
      await root.close();
      const started = await open();
      const late = await startUser(asNobody);
      await started.close();
      expect(await select(late.url)).toBe(1);
      await closeUser(late);
    },
  );
});
