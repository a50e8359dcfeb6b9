import type { Service, Services } from "../../cli/context.ts";
import type { Config } from "../../config.ts";
import { RekindleError } from "../../core/errors.ts";
import { CYCLE_EVERY_MS, keepCycling } from "../../jobs/keep-cycling.ts";
import { runCycle } from "../../jobs/run-cycle.ts";
import { watchAway } from "../../jobs/watch-away.ts";
import { openDatabase } from "../../platform/postgres/database.ts";
import type { Connection } from "../connection.ts";
import type { Folders } from "../folders.ts";
import { keepPolling } from "../intake/feeds.ts";
import { keepReading } from "../intake/sql-sources.ts";
import { openPipeline } from "../sending/pipeline.ts";
import { openReturnedMail } from "../sending/returned-mail.ts";
import { explainListening } from "./listen-error.ts";
import { openLog } from "./log.ts";
import { openPages } from "./pages.ts";
import { sayOnce } from "./say-once.ts";

export async function openService(
  config: Config,
  connection: Connection,
  folders: Folders,
  services: Services,
  roles: { readonly worker: boolean; readonly web: boolean },
): Promise<Service> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops) await end();
  };
  try {
    const announcement = await openRoles(config, connection, folders, services, roles, stops);
    return { announcement: openLog(folders.terminal, config.logLevel).shows("info") ? announcement : [], stop };
  } catch (error) {
    // What runs already would keep a process alive that has said why it cannot work.
    await stop();
    throw error;
  }
}

/** Answers what to tell of it. `stops` ends what was opened, also when the rest could not be. */
async function openRoles(
  config: Config,
  connection: Connection,
  folders: Folders,
  services: Services,
  roles: { readonly worker: boolean; readonly web: boolean },
  stops: (() => Promise<void>)[],
): Promise<string[]> {
  const announcement: string[] = [];
  const log = openLog(folders.terminal, config.logLevel);
  const { trouble: onTrouble } = log;
  const alive = openDatabase({ url: connection.sessionUrl, maxConnections: 1 });
  const probe = () => alive.query({ text: "SELECT 1", values: [] });
  stops.push(watchAway({ name: "PostgreSQL", probe, say: log.warn }).stop, alive.close);
  if (roles.worker) {
    const quieted = { ...folders, terminal: { ...folders.terminal, warn: sayOnce(log.warn) } };
    let wake: () => Promise<void> = async () => undefined;
    const pipeline = await openPipeline(config, connection, quieted, services, null, () => wake());
    const ending = new AbortController();
    /** That the history is ahead of the clock holds for long: it is said once, not every minute. */
    let saidOfClock: string | null = null;
    const keeper = keepCycling(
      async () => {
        await runCycle(pipeline.cycle, {
          at: new Date(),
          waitMs: null,
          signal: ending.signal,
          onProgress: log.debug,
        });
        saidOfClock = null;
      },
      (error) => {
        const ofClock = error instanceof RekindleError && error.code === "clock" ? error.message : null;
        if (ofClock === null || ofClock !== saidOfClock) onTrouble(error);
        saidOfClock = ofClock;
      },
    );
    wake = keeper.wake;
    stops.push(async () => {
      // A cycle that waits for contents to be chosen does not wait on: what is planned stands in the outbox.
      ending.abort();
      await keeper.stop();
    }, pipeline.stop);
    await pipeline.scheduleCycle(CYCLE_EVERY_MS);
    stops.unshift(keepPolling(config, services, onTrouble).stop, keepReading(services, onTrouble, log).stop);
    const returned = await openReturnedMail(config, connection.database, onTrouble);
    stops.unshift(returned.stop);
    announcement.push(`Cycles run every minute. Rules: ${config.rulesDirectory}`);
    if (returned.listensAt !== null) announcement.push(`Bounces are taken in at ${returned.listensAt}.`);
  }
  if (roles.web) {
    const { adminPassword } = config;
    const clock = { now: () => new Date() };
    const server = await openPages(config, connection, services, {
      access: adminPassword === null ? { kind: "closed" } : { kind: "password", password: adminPassword },
      clock,
      reported: { now: clock.now, end: null },
      inbox: null,
      planted: null,
      onTrouble,
    });
    stops.unshift(() => server.close());
    const { host, port } = config;
    const address = await server.listen({ host, port }).catch((error: unknown) => {
      throw explainListening(error, `${host}:${port}`, "HOST and PORT");
    });
    announcement.push(
      adminPassword === null
        ? `Unsubscribe links answer at ${address}. Set ADMIN_PASSWORD to have the pages as well.`
        : `Pages and unsubscribe links at ${address} (user: any, password: ADMIN_PASSWORD).`,
    );
    announcement.push(`Events are taken at ${address}/v1, with a key: rekindle keys create.`);
  }
  return announcement;
}
