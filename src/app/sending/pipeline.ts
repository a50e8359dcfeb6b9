import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { findRuleVersion } from "../../audience/find-rule-version.ts";
import type { LoadedRules } from "../../audience/load-rules.ts";
import type { Pipeline, Services } from "../../cli/context.ts";
import { countOf } from "../../cli/terminal.ts";
import type { Config } from "../../config.ts";
import { fixedClock } from "../../core/clock.ts";
import type { DigestKey } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";
import { expireDigests } from "../../delivery/expire-digests.ts";
import { sendNotices } from "../../delivery/notices/send-notices.ts";
import type { MailTransport } from "../../delivery/ports.ts";
import { letGoOfOld } from "../../delivery/retention/let-go.ts";
import { submitDigests } from "../../delivery/submit-digests.ts";
import { sweepOutbox } from "../../delivery/sweep-outbox.ts";
import { composeDigests } from "../../digest/compose-digests.ts";
import { createCandidateCache } from "../../digest/prepare-candidates.ts";
import { renderSample } from "../../digest/render-sample.ts";
import { dropOldActivities } from "../../ingest/drop-old-activities.ts";
import { type AfterSubmit, handleJob } from "../../jobs/handle-job.ts";
import { CYCLE_EVERY_MS } from "../../jobs/keep-cycling.ts";
import { type NotifyDependencies, notifyTeam } from "../../jobs/notify-team.ts";
import type { CycleDependencies } from "../../jobs/run-cycle.ts";
import { createWeeklyTeller } from "../../jobs/tell-weekly.ts";
import { watchAway } from "../../jobs/watch-away.ts";
import { openSmtpTransport, type SmtpTransportOptions } from "../../platform/mail/smtp/smtp-transport.ts";
import { createTeamMailWriter } from "../../platform/mail/smtp/team-message.ts";
import { takeClock } from "../../platform/postgres/audience/clock-guard.ts";
import { createWatchStore } from "../../platform/postgres/audience/watch-store.ts";
import { openDatabase } from "../../platform/postgres/database.ts";
import { createExpireStore } from "../../platform/postgres/delivery/expire-store.ts";
import { createFeedbackStore } from "../../platform/postgres/delivery/feedback-store.ts";
import { createLimitStore } from "../../platform/postgres/delivery/limit-store.ts";
import { createNoticeStore, createWeeklyStore } from "../../platform/postgres/delivery/notice-store.ts";
import { createRetentionStore } from "../../platform/postgres/delivery/retention-store.ts";
import { createReturnWatch } from "../../platform/postgres/delivery/return-watch.ts";
import { createSubmitStore } from "../../platform/postgres/delivery/submit-store.ts";
import { createSweepStore } from "../../platform/postgres/delivery/sweep-store.ts";
import { measureAlone } from "../../platform/postgres/delivery/weekly-lock.ts";
import { createDigestStore } from "../../platform/postgres/digest/digest-store.ts";
import { createIngestStore } from "../../platform/postgres/ingest/ingest-store.ts";
import { createCycleStore } from "../../platform/postgres/jobs/cycle-store.ts";
import { openJobQueue, type QueueProblem } from "../../platform/queue/job-queue.ts";
import { migrateQueue } from "../../platform/queue/postgres-store.ts";
import type { Connection } from "../connection.ts";
import type { Folders } from "../folders.ts";
import { openLinksOf, openReturnPathsOf, sampleLinks } from "../links.ts";
import { rememberWeekly } from "../reports/weekly.ts";
import { openSigner } from "./dkim.ts";
import { echoingProviders } from "./echoing-providers.ts";
import { openRestoredWatch } from "./restored.ts";
import { openBrokenTeller } from "./tell-broken.ts";

/** Jobs in hand at the same time: a batch is being written while the next is chosen, and SMTP lanes never wait. */
const JOB_CONCURRENCY = 4;
const STOP_WITHIN_MS = 25_000;
/** Digests in hand end in the meantime. */
const WEEKLY_WITHIN_MS = 4_000;
/** A cycle may begin late. */
const CYCLE_SLACK_MS = 5_000;

const PROBLEMS: Readonly<Record<QueueProblem["kind"], string>> = {
  connection: "queue",
  job_failed: "a batch of digests broke off, and is found again",
  job_dropped: "queue",
};

/** Takes the community clock, opens the queue and the mail server's lanes, and works on what the queue brings. */
export async function openPipeline(
  config: Config,
  connection: Connection,
  folders: Folders,
  services: Services,
  given: Date | null,
  onCycle: () => Promise<void> = async () => undefined,
): Promise<Pipeline> {
  const opened: (() => Promise<unknown>)[] = [];
  try {
    return await buildPipeline(config, connection, folders, services, given, onCycle, opened);
  } catch (error) {
    // What stays open would keep a process alive that has said why it cannot work.
    for (const close of opened.reverse()) await close().catch(() => undefined);
    throw error;
  }
}

async function buildPipeline(
  config: Config,
  { database, sessionUrl }: Connection,
  folders: Folders,
  services: Services,
  given: Date | null,
  onCycle: () => Promise<void>,
  opened: (() => Promise<unknown>)[],
): Promise<Pipeline> {
  const tellBroken = openBrokenTeller(folders.terminal.warn);
  let loaded = await services.loadRules();
  let at = given;
  /** The day, of UTC, on which nothing old was left. */
  let letGoOn: string | null = null;
  const clock = { now: () => at ?? new Date() };
  const links = await openLinksOf(config, database);
  const templates = await folders.templates();
  for (const message of new Set(templates.problems.map(({ error }) => error.message))) {
    folders.terminal.warn(`${message} Digests that need it stay planned; correct it, then start Rekindle again.`);
  }
  const returnPaths = await openReturnPathsOf(config, database);
  const sign = await openSigner(config);
  const returnPath = (key: DigestKey) => {
    const { bounces } = loaded.settings;
    return bounces === null ? null : returnPaths.addressFor(key, bounces.address);
  };
  const onRelayChange: SmtpTransportOptions["onRelayChange"] = (relay, outcome) =>
    folders.terminal.warn(
      outcome === null ? `${relay} takes mail again` : `${relay} is left alone for a while: ${outcome.text}`,
    );
  const transport = openTransport(config, loaded, { returnPath, sign, onRelayChange });
  const guard = await takeClock(sessionUrl, database, given === null ? "wall" : "given");
  opened.push(guard.release);
  // The folder's own database is kept up to date by itself, its queue included.
  if (config.databaseUrl === null) await migrateQueue({ databaseUrl: sessionUrl });
  const queue = await openJobQueue({
    redisUrl: config.redisUrl,
    databaseUrl: sessionUrl,
    onProblem: ({ kind, error }) => folders.terminal.warn(`${PROBLEMS[kind]}: ${messageOf(error)}`),
  });
  opened.push(queue.close);
  const redis = watchAway({ name: "Redis", probe: queue.countWaiting, say: folders.terminal.warn });
  opened.push(redis.stop);
  if (config.redisUrl === null) await redis.stop();
  const restored = await openRestoredWatch(config, database, (error) => folders.terminal.warn(messageOf(error)));
  opened.push(restored.close);
  /** Jobs that come while a restored database waits for a person are found again by the sweep. */
  const unlessHeld = async <Left>(nothing: Left, work: () => Promise<Left>): Promise<Left> => {
    try {
      await restored.verify();
    } catch (error) {
      if (error instanceof RekindleError && error.code === "configuration") return nothing;
      throw error;
    }
    return work();
  };
  const cache = createCandidateCache();
  const direct = openDatabase({ url: sessionUrl, maxConnections: 1 });
  opened.push(direct.close);
  const stores = {
    digests: createDigestStore(database),
    submit: createSubmitStore(database, direct, restored.tally),
    feedback: createFeedbackStore(database),
    limits: createLimitStore(database),
    sweep: createSweepStore(database),
    expire: createExpireStore(database),
    ingest: createIngestStore(database),
    retention: createRetentionStore(database),
  };
  /** Digests that could not be composed since the cycle began, by id: another try would fail like the first. */
  const failed = new Set<number>();
  const said = new Set<string>();
  const compose = async (given: readonly DigestKey[]) => {
    const keys = given.filter(({ digestId }) => !failed.has(digestId));
    if (keys.length === 0) return [];
    const findVersion = async (name: string, hash: string) =>
      findRuleVersion({ rules: services.rules, options: await folders.folderOptions() }, loaded, name, hash);
    const outcome = await composeDigests(
      {
        store: stores.digests,
        templates,
        rules: { find: findVersion },
        settings: loaded.settings,
        clock,
        cache,
        unsubscribeUrl: links.unsubscribeUrl,
        preferencesUrl: links.preferencesUrl,
        calendarUrl: links.calendarUrl,
        mailLinks: links,
      },
      keys,
    );
    for (const { rule, keys, error } of outcome.failed) {
      for (const { digestId } of keys) failed.add(digestId);
      const message = `${rule}: digests could not be composed, and stay planned: ${messageOf(error)}`;
      if (!said.has(message)) folders.terminal.warn(message);
      said.add(message);
    }
    return loaded.settings.sending === "off" ? [] : outcome.rendered;
  };
  let uncertain = 0;
  const tellUncertain = (digests: number): void => {
    if (digests === 0 || loaded.settings.unknown === "retry") return;
    uncertain += digests;
    // All of this process, since the same words are said once a minute.
    folders.terminal.warn(
      `${countOf(uncertain, "mail")} may have left or not, and nothing here can tell: see rekindle outbox`,
    );
  };
  const submit = async (keys: readonly DigestKey[]): Promise<AfterSubmit> => {
    const submitted = await submitDigests(
      {
        store: stores.submit,
        feedback: stores.feedback,
        limits: stores.limits,
        transport,
        clock,
        random: Math.random,
        settings: loaded.settings,
        rules: loaded.rules,
        unsubscribeUrl: links.unsubscribeUrl,
        echoedBy: echoingProviders(config),
        claimedBy: `${hostname()} ${process.pid}`,
      },
      keys,
    );
    tellUncertain(submitted.unknown);
    return submitted;
  };
  const team: NotifyDependencies = {
    ...services,
    watch: createWatchStore(database),
    returns: createReturnWatch(database),
    links,
    renderSample: ({ settings }, rule, to, memberId) => {
      const given = { store: stores.digests, settings, clock: fixedClock(to), cache, templates };
      return renderSample({ ...given, ...sampleLinks(config) }, memberId, rule, to);
    },
    send: ({ settings }, to, notices) =>
      sendNotices(
        {
          store: createNoticeStore(database),
          writer: createTeamMailWriter(sign),
          transport,
          clock: fixedClock(to),
          settings,
        },
        notices,
      ),
  };
  const weekly = createWeeklyTeller({
    weekly: createWeeklyStore(database),
    writeWeekly: rememberWeekly(config, services, (error) =>
      folders.terminal.warn(`the weekly report leaves without a forecast: ${messageOf(error)}`),
    ),
    alone: (work) => measureAlone(sessionUrl, work),
    send: team.send,
    onTrouble: (error) => folders.terminal.warn(`the weekly report could not be told: ${messageOf(error)}`),
  });
  let jobDone = () => {};
  let nextJob = new Promise<void>((resolve) => {
    jobDone = resolve;
  });
  const worker = await queue.work(
    async (job) => {
      try {
        const handlers = {
          compose: (keys: readonly DigestKey[]) => unlessHeld([], () => compose(keys)),
          submit: (keys: readonly DigestKey[]) => unlessHeld({ recompose: [], later: [] }, () => submit(keys)),
          cycle: onCycle,
        };
        await queue.enqueue(await handleJob(handlers, job));
      } finally {
        jobDone();
        nextJob = new Promise((resolve) => {
          jobDone = resolve;
        });
      }
    },
    { concurrency: JOB_CONCURRENCY },
  );
  // What comes due before the next cycle has jobs that wait as long; on a given clock a cycle sees to them itself.
  const aheadMs = given === null ? CYCLE_EVERY_MS + CYCLE_SLACK_MS : 0;
  const cycle: CycleDependencies = {
    loadRules: async () => {
      loaded = await services.loadRules();
      tellBroken(loaded);
      // Each cycle tries again, and says again what had been mended in between.
      if (failed.size === 0) said.clear();
      failed.clear();
      return loaded;
    },
    audiences: services.audiences,
    rules: services.rules,
    clock: {
      previous: guard.previous,
      advance: async (to) => {
        await guard.advance(to);
        if (at !== null) at = to;
      },
    },
    verify: restored.verify,
    queue,
    cycles: createCycleStore(database),
    failed,
    nextJobDone: () => nextJob,
    expire: (using, to) =>
      expireDigests({
        store: stores.expire,
        clock: fixedClock(to),
        liveRules: using.rules.filter(({ state }) => state === "live").map(({ name }) => name),
      }),
    expose: ({ settings }, to) => stores.digests.exposeWaiting({ at: to, holdoutBy: settings.holdout.by }),
    sweep: async ({ settings }, to) => {
      await stores.ingest.finishMerges();
      const sweep = { store: stores.sweep, clock: fixedClock(to), settings, untouchedForMs: 0, aheadMs };
      const swept = await sweepOutbox(sweep);
      tellUncertain(swept.lapsed.uncertain);
      return swept;
    },
    letGo: async ({ settings }, to) => {
      const tell = (error: unknown) =>
        folders.terminal.warn(`what is kept for no longer could not be dropped: ${messageOf(error)}`);
      await dropOldActivities(stores.ingest, settings.retention, to).catch(tell);
      // Once a day: it reads whole tables.
      const day = to.toISOString().slice(0, 10);
      if (day === letGoOn) return;
      await letGoOfOld(stores.retention, settings.retention, to).then(({ done }) => {
        if (done) letGoOn = day;
      }, tell);
    },
    // Without a mail server there is nobody to tell, and `sending: off` needs none.
    notify: async (using, to) => {
      if (config.smtpUrl === null) return;
      await notifyTeam(team, using, to).catch((error: unknown) =>
        folders.terminal.warn(`the team could not be told: ${messageOf(error)}`),
      );
    },
    tellWeekly: async (using, to, sentUntil) => {
      if (config.smtpUrl !== null) await weekly.tell(using, to, sentUntil);
    },
  };
  return {
    cycle,
    scheduleCycle: queue.scheduleCycle,
    stop: async () => {
      // What is measured by then still leaves; the rest is found again by whoever runs next.
      const told = Promise.race([weekly.stop(), sleep(WEEKLY_WITHIN_MS, undefined, { ref: false })]);
      await Promise.all([worker.stop(), told.then(() => transport.close(STOP_WITHIN_MS))]);
      await redis.stop();
      await queue.close();
      await restored.close();
      await direct.close();
      await guard.release();
    },
  };
}

/** A cycle that finds no mail server says so before it plans anything; with `sending: off` none is needed. */
function openTransport(
  config: Config,
  { settings }: LoadedRules,
  options: Pick<SmtpTransportOptions, "returnPath" | "sign" | "onRelayChange">,
): MailTransport {
  if (config.smtpUrl !== null) return openSmtpTransport({ url: config.smtpUrl, ...options });
  if (settings.sending === "off") return openSmtpTransport({ url: "smtp://127.0.0.1:1" });
  throw new RekindleError(
    "configuration",
    "SMTP_URL is not set, so nothing can be sent.",
    'Set it, such as smtp://user:password@smtp.example.org:587, or set "sending: off" in settings.yaml.',
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
