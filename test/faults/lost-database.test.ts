import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findRunningServer } from "../../src/platform/embedded/running-server.ts";
import { createTestDatabase } from "../support/database.ts";
import { DUE, openSendingInstallation, type SendingInstallation } from "../support/faults/sending-installation.ts";
import { openTcpProxy } from "../support/faults/tcp-proxy.ts";

const MEMBERS = 120;
const LANES = 10;
let here: SendingInstallation;
afterEach(() => here.close());

const dots = () => here.judge.attempts.filter(({ dotAt }) => dotAt !== null).length;

/** All planned are there and at their end, none twice, and no more in doubt than one a connection. */
async function checkPromise(): Promise<void> {
  const states = await here.states();
  expect(Object.keys(states).filter((state) => state !== "accepted" && state !== "unknown")).toEqual([]);
  expect((states.accepted ?? 0) + (states.unknown ?? 0)).toBe(MEMBERS);
  expect(states.unknown ?? 0).toBeLessThanOrEqual(LANES);
  const kept = [...here.keptMails().values()];
  expect(kept.filter((times) => times > 1)).toEqual([]);
  expect(kept.length).toBeGreaterThanOrEqual(states.accepted ?? 0);
}

describe("PostgreSQL", { timeout: 300_000 }, () => {
  it("stopped at once (-m immediate) and started again while mails are sent: none twice, none lost", async () => {
    here = await openSendingInstallation({}, { members: MEMBERS });
    here.judge.slowDown(150);
    const run = here.start("run", "--at", DUE, "--wait", "60s");
    await expect.poll(dots, { timeout: 90_000 }).toBeGreaterThan(15);
    const { dataDirectory } = JSON.parse(readFileSync(join(here.folder, "data", "postgres.json"), "utf8")) as {
      dataDirectory: string;
    };
    // What `pg_ctl stop -m immediate` does: no checkpoint, so the log is read again; whoever uses the folder starts it.
    process.kill(findRunningServer(dataDirectory)?.pid ?? 0, "SIGQUIT");
    here.judge.slowDown(0);
    expect([0, 3]).toContain((await run.ended).status);
    // What the first run could not write down has a lease of a minute.
    await expect
      .poll(
        async () => {
          await here.succeed("run", "--at", DUE, "--wait", "60s");
          return Object.keys(await here.states()).filter((state) => !["accepted", "unknown"].includes(state));
        },
        { timeout: 150_000, interval: 5_000 },
      )
      .toEqual([]);
    await checkPromise();
  });

  it("out of reach for a moment while mails are sent: what is answered meanwhile is written down once it is back", async () => {
    const test = await createTestDatabase();
    const server = new URL(test.url);
    const proxy = await openTcpProxy({ host: server.hostname, port: Number(server.port || 5432) });
    const url = new URL(test.url);
    url.hostname = "127.0.0.1";
    url.port = String(proxy.port);
    try {
      here = await openSendingInstallation({ DATABASE_URL: url.href }, { members: MEMBERS, database: test });
      here.judge.slowDown(300);
      const service = here.start("start");
      await expect.poll(dots, { timeout: 90_000 }).toBeGreaterThan(15);
      proxy.cut();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      proxy.restore();
      here.judge.slowDown(0);
      const unsettled = async () =>
        Object.keys(await here.states()).filter((state) => !["accepted", "unknown"].includes(state));
      await expect.poll(unsettled, { timeout: 180_000, interval: 1_000 }).toEqual([]);
      service.child.kill("SIGTERM");
      expect((await service.ended).status).toBe(0);
      await checkPromise();
    } finally {
      await proxy.close();
      await test.drop();
    }
  });
});
