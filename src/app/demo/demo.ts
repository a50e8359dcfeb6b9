import { createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import { loadRules } from "../../audience/load-rules.ts";
import type { Services } from "../../cli/context.ts";
import type { DemoDependencies, DemoPages } from "../../cli/demo/demo.ts";
import { inboxOf } from "../../cli/demo/demo-inbox.ts";
import { createMailbox } from "../../cli/demo/demo-mailbox.ts";
import { withDemoSettings } from "../../cli/demo/demo-settings.ts";
import { reportError } from "../../cli/program.ts";
import { type Config, NO_WEBHOOKS, PACKAGE_DIRECTORY } from "../../config.ts";
import { fixedClock } from "../../core/clock.ts";
import { lastReportWeek } from "../../core/report-week.ts";
import { runCycle } from "../../jobs/run-cycle.ts";
import { openEmbeddedPostgres } from "../../platform/embedded/embedded-postgres.ts";
import { makeDataFolder } from "../../platform/files/make-folder.ts";
import { openLocalSink } from "../../platform/mail/smtp/local-sink.ts";
import { takeClock } from "../../platform/postgres/audience/clock-guard.ts";
import { openDatabase } from "../../platform/postgres/database.ts";
import { emptyDatabase } from "../../platform/postgres/empty-database.ts";
import { openRuleFiles } from "../../platform/rules/rule-files.ts";
import { type Connection, connectEmbedded } from "../connection.ts";
import type { Folders } from "../folders.ts";
import { openLinksOf } from "../links.ts";
import { mailWeekly } from "../reports/weekly.ts";
import { openPipeline } from "../sending/pipeline.ts";
import { openPages } from "../service/pages.ts";
import { openLinkTargets } from "./demo-links.ts";

/** A demo may be lost, so it does not wait for the disk. */
const POSTGRES_SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
/** What planning and choosing read. The other tables, those of the queue among them, would take three times as long. */
const ANALYZE = "ANALYZE member, content, view, digest, pick, assignment, exposure";
const DEFER_WAIT_MS = 30_000;
const SMTP_LANES = 20;
/** Who runs the demo's community. */
const TEAM = "team@club.ormeau.example";

/** Whatever the environment names, a demo has its own folder, database and mail server: nothing real is touched. */
export async function withDemo<T>(
  given: Config,
  folders: Folders,
  createServices: (config: Config, connection: Connection, folders: Folders) => Services,
  work: (deps: DemoDependencies) => Promise<T>,
): Promise<T> {
  const dataDirectory = given.demoDirectory;
  await makeDataFolder(dataDirectory);
  const mailbox = await createMailbox(join(dataDirectory, "mailbox"));
  const sink = await openLocalSink({ onMail: ({ raw }) => mailbox.deliver(raw) });
  const port = await findPort(given.port);
  const config: Config = {
    ...given,
    databaseUrl: null,
    databaseDirectUrl: null,
    dkimKeys: [],
    redisUrl: null,
    secretKeys: null,
    smtpUrl: `smtp://127.0.0.1:${sink.port}?maxConnections=${SMTP_LANES}`,
    baseUrl: `http://127.0.0.1:${port}`,
    rulesDirectory: `${PACKAGE_DIRECTORY}rules`,
    emailsDirectory: `${PACKAGE_DIRECTORY}emails`,
    // What the installation's senders tell is none of the demo's.
    connectorsDirectory: join(dataDirectory, "connectors"),
    dataDirectory,
    host: "127.0.0.1",
    port,
  };
  const shipped = openRuleFiles(config.rulesDirectory);
  const ruleFiles = { ...shipped, read: async () => withDemoSettings(await shipped.read()) };
  const demoFolders: Folders = { ...folders, ruleFiles };
  const connection = await connectAnew(config);
  try {
    const { rules, ...others } = createServices(config, connection, demoFolders);
    const options = await demoFolders.folderOptions();
    const loaded = await loadRules({ files: demoFolders.ruleFiles, rules, options });
    // The files do not change while the demo lives through two hundred cycles.
    const services: Services = { ...others, rules, loadRules: async () => loaded };
    const pipeline = await openPipeline(config, connection, demoFolders, services, new Date(0));
    let cycles = 0;
    let servers: (() => Promise<void>)[] = [];
    try {
      return await work({
        loaded,
        ingest: services.ingest(loaded),
        runCycle: async (at) => {
          cycles += 1;
          // PostgreSQL looks at its tables once a minute, in which a demo lives through weeks.
          if (Number.isInteger(Math.log2(cycles))) await connection.database.query({ text: ANALYZE, values: [] });
          return runCycle(pipeline.cycle, { at, waitMs: DEFER_WAIT_MS });
        },
        mailbox,
        findTargets: openLinkTargets(connection.database, await openLinksOf(config, connection.database)),
        countStates: services.outbox.countStates,
        report: services.report(loaded),
        mailWeekly: async (now) => {
          const hour = { ...loaded.settings.reports, timezone: loaded.settings.timezone };
          const at = lastReportWeek(hour, now).instant;
          const onTrouble = (error: unknown) => void reportError(folders.terminal, error);
          // What the weeks to come will bring takes longest, and its page tells it.
          await mailWeekly(config, { report: services.report }, loaded, { to: TEAM, at, language: null, onTrouble });
        },
        servePages: async (demo) => {
          const server = await openDemoPages(config, connection, services, demo, (error) =>
            reportError(folders.terminal, error),
          );
          servers = [...servers, async () => server.close()];
          await server.listen({ host: config.host, port: config.port });
          return `http://127.0.0.1:${config.port}/`;
        },
      });
    } finally {
      for (const close of servers) await close();
      await pipeline.stop();
    }
  } finally {
    await connection.close();
    await sink.close();
    await mailbox.close();
  }
}

async function openDemoPages(
  config: Config,
  connection: Connection,
  services: Services,
  { mailbox, planted, endedAt, now }: DemoPages,
  onTrouble: (error: unknown) => void,
) {
  const timezones = new Map(
    (
      await connection.database.query<{ email: string; timezone: string | null }>({
        text: "SELECT email, timezone FROM member WHERE email IS NOT NULL",
        values: [],
      })
    ).map(({ email, timezone }) => [email, timezone]),
  );
  const { settings } = await services.loadRules();
  return openPages({ ...config, webhooks: NO_WEBHOOKS }, connection, services, {
    access: { kind: "open" },
    clock: fixedClock(endedAt),
    reported: { now: () => now, end: endedAt },
    inbox: inboxOf(mailbox, (address) => timezones.get(address) ?? settings.timezone),
    planted: new Map(planted.flatMap(({ outcome, effect }) => (effect === null ? [] : [[outcome, effect] as const]))),
    onTrouble,
  });
}

/** The demo's database, without what an earlier demo left in it. */
async function connectAnew(config: Config): Promise<Connection> {
  const server = await openEmbeddedPostgres({ dataDirectory: config.dataDirectory, settings: POSTGRES_SETTINGS });
  try {
    const database = openDatabase({ url: server.url });
    try {
      // Refused while another demo uses it.
      const clock = await takeClock(server.url, database, "given");
      await emptyDatabase(database).finally(() => clock.release());
    } finally {
      await database.close();
    }
    return await connectEmbedded(server);
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** The wanted port, or any other that is free: links in the mails must name the one that the pages will have. */
async function findPort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createSocketServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
