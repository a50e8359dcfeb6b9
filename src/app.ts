import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { type Connection, connect, createMigrations, hasDatabase } from "./app/connection.ts";
import type { Folders } from "./app/folders.ts";
import { sampleLinks } from "./app/links.ts";
import { createReporting } from "./app/reports/reporting.ts";
import { sayOnce } from "./app/service/say-once.ts";
import { inOrder } from "./audience/due-moments.ts";
import { loadRules } from "./audience/load-rules.ts";
import type { CommandContext, PreviewSubject, Services } from "./cli/context.ts";
import { createProgram, reportError } from "./cli/program.ts";
import { openTerminal } from "./cli/terminal.ts";
import { type Config, isColourWanted, readConfig, readVersion, SHIPPED_EMAILS } from "./config.ts";
import { RekindleError } from "./core/errors.ts";
import type { TemplateProblem } from "./digest/mails/ports.ts";
import { createCandidateCache } from "./digest/prepare-candidates.ts";
import { proposePicks } from "./digest/propose-picks.ts";
import { renderSample } from "./digest/render-sample.ts";
import { loadConnectors } from "./platform/connectors/load-connectors.ts";
import { makeFolder } from "./platform/files/make-folder.ts";
import { openImport, openRows } from "./platform/files/open-import.ts";
import { checkLiquid, renderText } from "./platform/mail/templates/check-liquid.ts";
import { listTemplates, openTemplates } from "./platform/mail/templates/templates.ts";
import { createAudienceStore } from "./platform/postgres/audience/audience-store.ts";
import { createBrakeStore } from "./platform/postgres/audience/brake-store.ts";
import { createCheckStore } from "./platform/postgres/audience/check-store.ts";
import { createMemberDirectory } from "./platform/postgres/audience/member-directory.ts";
import { createMemberReader } from "./platform/postgres/audience/member-reader.ts";
import { ruleStatement } from "./platform/postgres/audience/rule-statement.ts";
import { createRuleStore } from "./platform/postgres/audience/rule-store.ts";
import { createOutboxStore, createResolveStore } from "./platform/postgres/delivery/outbox-store.ts";
import { createPreferenceStore } from "./platform/postgres/delivery/preference-store.ts";
import { createRestoredStore } from "./platform/postgres/delivery/restored-store.ts";
import { createUnsubscribeStore } from "./platform/postgres/delivery/unsubscribe-store.ts";
import { createWaitingStore } from "./platform/postgres/delivery/waiting-store.ts";
import { createDigestStore } from "./platform/postgres/digest/digest-store.ts";
import { createArrivalStore } from "./platform/postgres/ingest/arrival-store.ts";
import { createIngestStore } from "./platform/postgres/ingest/ingest-store.ts";
import { createRejectionStore } from "./platform/postgres/ingest/rejection-store.ts";
import { createWriteKeyStore } from "./platform/postgres/ingest/write-key-store.ts";
import { limitTime, REPORT_LIMIT_MS } from "./platform/postgres/limit-time.ts";
import { createPrivacyStore } from "./platform/postgres/privacy/privacy-store.ts";
import { createAdviceStore } from "./platform/postgres/report/advice-store.ts";
import { createForecastStore } from "./platform/postgres/report/forecast-store.ts";
import { listPhases } from "./platform/postgres/report/pool-programmes.ts";
import { createSavedReportStore } from "./platform/postgres/report/saved/saved-report-store.ts";
import { openRuleFiles } from "./platform/rules/rule-files.ts";
import { tellUnreadFolder } from "./platform/rules/unread-folder.ts";

/** As shells count a process that Ctrl-C ended. */
const INTERRUPTED_STATUS = 130;

const LINGER_MS = 1_000;

/** The command line: reads the environment, wires everything, runs one command, and sets the exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal(process.stdout, process.stderr, isColourWanted());
  try {
    const context = createContext(readConfig(), terminal);
    await createProgram(context).parseAsync([...argv]);
  } catch (error) {
    // Commander has said what is wrong with the words, and set the status.
    if (error instanceof CommanderError) return;
    const status = reportError(terminal, error);
    if (process.exitCode !== INTERRUPTED_STATUS) process.exitCode = status;
  } finally {
    // All is said and done: a connection that nobody answers any more keeps the process no longer.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}

export function createContext(config: Config, terminal: CommandContext["terminal"]): CommandContext {
  const templates = lazily(() => openTemplates({ emailsDirectory: config.emailsDirectory }));
  const directory = config.rulesDirectory;
  const opened = openRuleFiles(directory);
  const ruleFiles = config.rulesDirectoryNamed
    ? opened
    : tellUnreadFolder(opened, { directory, workingDirectory: process.cwd() }, terminal.warn);
  const folderOptions = async () => ({
    templates: await listTemplates({ emailsDirectory: config.emailsDirectory }),
    checkLiquid,
  });
  const interrupted = watchInterruptions();
  const folders = { templates, ruleFiles, folderOptions, terminal };
  return {
    terminal,
    version: readVersion(),
    wallClock: () => new Date(),
    person: nameOfPerson(),
    ask: askAtTerminal,
    makeFolder,
    writePrivateFile: async (path, text) => {
      await writeFile(path, text, { flag: "wx", mode: 0o600 });
    },
    ruleFiles,
    openRuleFiles,
    openTable: (path) => openRows({ path, standardInput: process.stdin }),
    connectorsDirectory: config.connectorsDirectory,
    loadConnectors: () => loadConnectors(config),
    tryDelivery: async (...sample) =>
      (await import("./app/intake/try-delivery.ts")).trySample(config, folders, ...sample),
    folderOptions,
    templateFlaws: async () => {
      const { problems, withoutWayOut, strangers } = await templates();
      const { checkWeekPage } = await import("./platform/mail/templates/week-page.ts");
      const week = await checkWeekPage(SHIPPED_EMAILS);
      const under =
        (folder: string) =>
        <Flaw extends { readonly file: string }>(flaw: Flaw): Flaw => ({ ...flaw, file: join(folder, flaw.file) });
      const byPath = under(config.emailsDirectory);
      const withFlaws = (problem: TemplateProblem, path: typeof byPath): TemplateProblem => ({
        ...path(problem),
        flaws: problem.flaws.map(path),
      });
      // A partial of both is told once.
      const found = [...strangers().map(byPath), ...week.strangers.map(under(SHIPPED_EMAILS))];
      return {
        problems: [
          ...problems.map((each) => withFlaws(each, byPath)),
          ...week.problems.map((each) => withFlaws(each, under(SHIPPED_EMAILS))),
        ],
        withoutWayOut: withoutWayOut.map(byPath),
        strangers: [...new Map(found.map((one) => [`${one.file} ${one.span[0]} ${one.message}`, one])).values()],
      };
    },
    renderText,
    ruleStatement,
    migrations: createMigrations(config),
    hasDatabase: () => hasDatabase(config),
    examine: async () => (await import("./app/doctor/examine.ts")).examine(config, ruleFiles, folderOptions, templates),
    interrupted,
    interruptible: (work) => Promise.race([work, untilInterrupted(interrupted)]),
    withServices: async (work, { graceful = false } = {}) => {
      const connection = await connect(config);
      try {
        const done = work(createServices(config, connection, folders));
        return await (graceful ? done : Promise.race([done, untilInterrupted(interrupted)]));
      } finally {
        await connection.close();
      }
    },
    withDemo: async (work) => {
      const { withDemo } = await import("./app/demo/demo.ts");
      return withDemo(config, folders, createServices, (deps) =>
        Promise.race([work(deps), untilInterrupted(interrupted)]),
      );
    },
    untilToldToStop: () =>
      new Promise((resolve) => {
        // It may have been told while it was still starting.
        if (interrupted.aborted) resolve();
        interrupted.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
}

/** What only some commands need (queue, mail, pages, charts) is loaded by those: the others start in half the time. */
export function createServices(config: Config, connection: Connection, folders: Folders): Services {
  const { database } = connection;
  const limited = limitTime(database, REPORT_LIMIT_MS);
  const rules = createRuleStore(database);
  const digests = createDigestStore(database);
  const load = async () => loadRules({ files: folders.ruleFiles, rules, options: await folders.folderOptions() });
  // Rules that are looked at together share their candidates.
  const cache = createCandidateCache();
  const propose = ({ loaded }: PreviewSubject) => ({
    store: digests,
    settings: loaded.settings,
    clock: { now: () => new Date() },
    cache,
  });
  const services: Services = {
    loadRules: load,
    ingest: ({ settings }) => ({ store: createIngestStore(database), clock: { now: () => new Date() }, settings }),
    pollFeeds: async (which) => (await import("./app/intake/feeds.ts")).pollFeedsOf(config, database, which),
    importForum: async (name, options) =>
      (await import("./app/intake/forum.ts")).importForumOf(config, database, load, name, options),
    runSources: async (which) =>
      (await import("./app/intake/sql-sources.ts")).runSourcesOf(config, database, load, which),
    trySource: async (name, signal) =>
      (await import("./app/intake/sql-sources.ts")).trySourceOf(config, database, load, name, signal),
    openImport: (path) => openImport({ path, standardInput: process.stdin, workingDirectory: process.cwd() }),
    audiences: createAudienceStore(database),
    checks: createCheckStore(database),
    rules,
    brakes: createBrakeStore(database),
    members: createMemberDirectory(database),
    preferences: createPreferenceStore(database),
    consents: createUnsubscribeStore(database),
    explained: createMemberReader(database),
    proposePicks: (subject, memberIds, explained) =>
      proposePicks(propose(subject), memberIds, subject.rule, subject.at, explained),
    renderSample: async (subject, memberId) => {
      const deps = {
        ...propose(subject),
        templates: await folders.templates(),
        ...sampleLinks(config),
      };
      return renderSample(deps, memberId, subject.rule, subject.at);
    },
    writeKeys: createWriteKeyStore(database),
    arrivals: createArrivalStore(database),
    rejections: createRejectionStore(database),
    outbox: createOutboxStore(database),
    waiting: createWaitingStore(database),
    resolutions: createResolveStore(database),
    writeMail: async (digest, now) => {
      const { writeMail } = await import("./app/sending/write-mail.ts");
      return writeMail(config, database, await services.loadRules(), digest, now);
    },
    importReturnedMail: async (path, onProgress) => {
      const { importReturns } = await import("./app/sending/returned-mail.ts");
      return importReturns(config, database, path, onProgress);
    },
    privacy: createPrivacyStore(database),
    returnedMailShelf: async () => (await import("./app/sending/returned-mail.ts")).returnedMailShelf(config, database),
    restored: createRestoredStore(database),
    advice: ({ settings }) => ({
      store: createAdviceStore(limited),
      listPhases: () => listPhases(limited),
      settings,
    }),
    forecast: ({ settings, rules: all }) => ({
      store: createForecastStore(limited),
      settings,
      rules: inOrder(
        all.filter(({ state }) => state === "live"),
        settings.order,
      ),
    }),
    ...createReporting(database),
    openCharts: async () => (await import("./platform/charts/chart-renderer.ts")).createPageCharts(),
    savedReports: createSavedReportStore(database),
    writeWorkbook: async (...workbook) =>
      (await import("./platform/workbook/write-workbook.ts")).writeWorkbook(...workbook),
    mailWeekly: async (loaded, mailing) =>
      (await import("./app/reports/weekly.ts")).mailWeekly(config, services, loaded, mailing),
    openPipeline: async (at) => {
      const { openPipeline } = await import("./app/sending/pipeline.ts");
      const quieted = { ...folders, terminal: { ...folders.terminal, warn: sayOnce(folders.terminal.warn) } };
      return openPipeline(config, connection, quieted, services, at);
    },
    openService: async (roles) => {
      const { openService } = await import("./app/service/service.ts");
      return openService(config, connection, folders, services, roles);
    },
  };
  return services;
}

/** Aborts at the first SIGTERM or Ctrl-C; the second ends the process there and then. */
function watchInterruptions(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED_STATUS);
    process.exitCode = INTERRUPTED_STATUS;
    controller.abort(
      new RekindleError("usage", "Interrupted.", "What was stored so far stays; run it again to go on."),
    );
  };
  process.on("SIGTERM", interrupt);
  process.on("SIGINT", interrupt);
  return controller.signal;
}

/** Rejects once the signal aborts. */
function untilInterrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** null: nobody sits at a terminal to answer. */
async function askAtTerminal(question: string): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const { createInterface } = await import("node:readline/promises");
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asking.question(question);
  } finally {
    asking.close();
  }
}

/** Whoever has no name on this machine has a number. */
function nameOfPerson(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

/** The same promise each time, once it has been asked for. */
function lazily<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}
