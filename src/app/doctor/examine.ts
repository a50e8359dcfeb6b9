import type { CommandContext, Finding } from "../../cli/context.ts";
import { tellArrivals } from "../../cli/doctor/arrival-words.ts";
import { tellHoldouts, tellUnmailed } from "../../cli/doctor/holdout-words.ts";
import { tellWaiting } from "../../cli/outbox/waiting-words.ts";
import { countOf } from "../../cli/terminal.ts";
import type { Config } from "../../config.ts";
import { RekindleError } from "../../core/errors.ts";
import { type RelayUrl, readRelayUrls } from "../../core/relay-urls.ts";
import { checkFolder } from "../../core/rules/read/check-folder.ts";
import { examineSender } from "../../delivery/authentication/examine-sender.ts";
import type { PublishedKey } from "../../delivery/authentication/ports.ts";
import { listWaiting } from "../../delivery/outbox/list-waiting.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import { NETWORKS } from "../../platform/dns/networks.ts";
import { openDns } from "../../platform/dns/open-dns.ts";
import { openKeys } from "../../platform/mail/dkim/open-keys.ts";
import { publishedKey } from "../../platform/mail/dkim/published-key.ts";
import { greetRelay } from "../../platform/mail/smtp/greet-relay.ts";
import { openRelay } from "../../platform/mail/smtp/probe-relay.ts";
import { checkClock } from "../../platform/postgres/audience/clock-guard.ts";
import { createWeeklyStore } from "../../platform/postgres/delivery/notice-store.ts";
import { createWaitingStore } from "../../platform/postgres/delivery/waiting-store.ts";
import { createArrivalStore } from "../../platform/postgres/ingest/arrival-store.ts";
import { countUnmailed } from "../../platform/postgres/report/count-unmailed.ts";
import { listPhases } from "../../platform/postgres/report/pool-programmes.ts";
import { openJobQueue } from "../../platform/queue/job-queue.ts";
import { migrateQueue } from "../../platform/queue/postgres-store.ts";
import { connect } from "../connection.ts";
import type { Folders } from "../folders.ts";
import { baseUrlOf } from "../links.ts";
import { checkRestored } from "../sending/restored.ts";
import { returnedMailSpool } from "../sending/returned-mail.ts";
import { examineLinks, sendersOf } from "./examine-addresses.ts";
import { examineCommunity } from "./examine-community.ts";
import { examineContents } from "./examine-contents.ts";
import { examineForums } from "./examine-forum.ts";
import { examineHomes } from "./examine-homes.ts";
import { examinePolled } from "./examine-polled.ts";
import { examineWeekly } from "./examine-weekly.ts";

/** Looks at all that Rekindle depends on; one thing that is broken hides no other. */
export async function examine(
  config: Config,
  ruleFiles: CommandContext["ruleFiles"],
  folderOptions: CommandContext["folderOptions"],
  templates: Folders["templates"],
  dnsServers: readonly string[] | null = null,
): Promise<Finding[]> {
  let keys: readonly PublishedKey[] | null = null;
  // A folder that cannot be read is told of below; it has no sender.
  const read = await Promise.all([ruleFiles.read(), folderOptions()]).catch(() => null);
  const senders = sendersOf(read === null ? { settings: null, rules: [] } : checkFolder(...read));
  return [
    await look("rules", async () => {
      const folder = checkFolder(await ruleFiles.read(), await folderOptions());
      const wrong = folder.mistakes.filter(({ severity }) => severity === "mistake").length;
      if (wrong > 0)
        throw new RekindleError("configuration", `${wrong} mistakes`, "See them with: rekindle rules check");
      const live = folder.rules.filter(({ state }) => state === "live").length;
      const sending = folder.settings?.sending ?? "off";
      const says = `${folder.rules.length} valid in ${ruleFiles.folder}, ${live} live, sending ${typeof sending === "string" ? sending : "to listed addresses only"}`;
      return { says, remedy: sending === "off" ? 'Nothing leaves until settings.yaml says "sending: on".' : null };
    }),
    await look("connectors", async () => {
      const { connectors, mistakes } = await loadConnectors(config);
      if (mistakes.length > 0) {
        throw new RekindleError(
          "configuration",
          `${countOf(mistakes.length, "mistake")} in ${config.connectorsDirectory}`,
          "See them with: rekindle connectors check",
        );
      }
      const names = connectors.map(({ name }) => name).join(", ");
      return { says: names === "" ? `none in ${config.connectorsDirectory}` : names, remedy: null };
    }),
    await look("retention", async () => {
      const settings = checkFolder(await ruleFiles.read(), await folderOptions()).settings;
      if (settings === null) return { ok: null, says: "settings.yaml cannot be read", remedy: null };
      const kept = Object.entries(settings.retention).map(([kind, days]) => `${kind} ${days ?? "forever"}`);
      return { says: `days that are kept: ${kept.join(", ")}`, remedy: null };
    }),
    await look("mail templates", async () => {
      const { names, problems } = await templates();
      if (problems.length > 0) {
        throw new RekindleError(
          "configuration",
          [...new Set(problems.map(({ error }) => error.message))].join(" "),
          `Correct them in ${config.emailsDirectory}, then start Rekindle again; until then the digests that need them stay planned.`,
        );
      }
      return { says: `${names.length} in ${config.emailsDirectory}`, remedy: null };
    }),
    await look("database and queue", async () => {
      const connection = await connect(config);
      try {
        const [{ version } = { version: "?" }] = await connection.database.query<{ version: string }>({
          text: "SELECT current_setting('server_version') AS version",
          values: [],
        });
        if (config.databaseUrl === null) await migrateQueue({ databaseUrl: connection.sessionUrl });
        const queue = await openJobQueue({ redisUrl: config.redisUrl, databaseUrl: connection.sessionUrl });
        await queue.countWaiting().finally(() => queue.close());
        const where = config.databaseUrl === null ? `embedded, data in ${connection.location}` : "DATABASE_URL";
        return {
          says: `PostgreSQL ${version} (${where}), queue on ${config.redisUrl === null ? "PostgreSQL" : "Redis"}`,
          remedy: null,
        };
      } finally {
        await connection.close();
      }
    }),
    ...(process.getuid?.() === 0 ? await examineHomes() : []),
    await look("events", async () => {
      const connection = await connect(config);
      try {
        return tellArrivals(await createArrivalStore(connection.database).tell());
      } finally {
        await connection.close();
      }
    }),
    ...(await examineCommunity(
      config,
      async () => checkFolder(await ruleFiles.read(), await folderOptions()).settings,
      look,
    )),
    ...(await examinePolled(config, look)),
    ...(await examineForums(config, look)),
    ...(await examineContents(config, async () => checkFolder(await ruleFiles.read(), await folderOptions()), look)),
    await look("clock", async () => {
      const connection = await connect(config);
      try {
        const at = await checkClock(connection.database, new Date());
        return { says: at === null ? "no cycle yet" : `the last cycle was at ${at.toISOString()}`, remedy: null };
      } finally {
        await connection.close();
      }
    }),
    await look("backup", async () => {
      const connection = await connect(config);
      try {
        await checkRestored(config, connection.database);
      } finally {
        await connection.close();
      }
      return { says: "the database knows of every submission", remedy: null };
    }),
    await look("mail server", async () => {
      if (config.smtpUrl === null) {
        throw new RekindleError(
          "configuration",
          "SMTP_URL is not set",
          "Set it, such as smtp://user:password@smtp.example.org:587",
        );
      }
      return { says: await greetAll(readRelayUrls(config.smtpUrl).relays), remedy: null };
    }),
    await look("waiting mail", async () => {
      const connection = await connect(config);
      try {
        const files = await ruleFiles.read().catch(() => null);
        const settings = files === null ? null : checkFolder(files, await folderOptions()).settings;
        const waiting = await listWaiting(createWaitingStore(connection.database), settings?.sending ?? null);
        const lines = tellWaiting(waiting);
        if (lines.length === 0) return { says: "nothing is held back", remedy: null };
        // A pause or a pace is somebody's will; a login that is refused is nobody's.
        return { ok: waiting.held.some(({ account }) => account) ? false : null, says: lines.join(" "), remedy: null };
      } finally {
        await connection.close();
      }
    }),
    await look("weekly report", async () => {
      const { settings } = checkFolder(await ruleFiles.read(), await folderOptions());
      if (settings === null) return { ok: null, says: "settings.yaml cannot be read", remedy: null };
      const connection = await connect(config);
      try {
        const store = createWeeklyStore(connection.database);
        return await examineWeekly(store, settings, config.smtpUrl !== null, new Date());
      } finally {
        await connection.close();
      }
    }),
    await look("holdout", async () => {
      const { settings, rules } = checkFolder(await ruleFiles.read(), await folderOptions());
      if (settings === null) return { ok: null, says: "settings.yaml cannot be read", remedy: null };
      const connection = await connect(config);
      try {
        return tellHoldouts(await listPhases(connection.database), settings, rules);
      } finally {
        await connection.close();
      }
    }),
    await look("exposures", async () => {
      const { settings } = checkFolder(await ruleFiles.read(), await folderOptions());
      if (settings === null) return { ok: null, says: "settings.yaml cannot be read", remedy: null };
      const connection = await connect(config);
      try {
        return tellUnmailed(await countUnmailed(connection.database), settings.timezone);
      } finally {
        await connection.close();
      }
    }),
    await look("returned mail", async () => {
      const { waiting, unreadable } = await returnedMailSpool(config).count();
      const at = `${config.dataDirectory}/returned-mail`;
      if (unreadable > 0) {
        throw new RekindleError(
          "configuration",
          `${unreadable} cannot be read, in ${at}/unreadable`,
          "Look at them, and remove them; what they say of an address, nothing here knows.",
        );
      }
      const { host, port } = config.bounces;
      const bounces = checkFolder(await ruleFiles.read(), await folderOptions()).settings?.bounces ?? null;
      const deaf =
        port === null && bounces !== null
          ? `Mail comes back to ${bounces.address}: set BOUNCE_PORT, or import that mailbox with: rekindle bounces import`
          : null;
      return {
        says: `${port === null ? "not taken in by SMTP" : `taken in at ${host}:${port}`}, ${waiting} waiting`,
        remedy: waiting > 0 ? `They lie in ${at}, and are taken in while start or worker runs.` : deaf,
      };
    }),
    await look("DKIM keys", async () => {
      const opened = (await openKeys(config.dkimKeys)).map(publishedKey);
      keys = opened;
      return { says: opened.length === 0 ? "none: the mail server signs" : `${opened.length} sign here`, remedy: null };
    }),
    ...senders.findings,
    ...(await examineSender(
      {
        dns: openDns(dnsServers),
        networks: NETWORKS,
        relays: readRelayUrls(config.smtpUrl ?? "").relays.map(({ url }) => openRelay(url)),
        keys: keys ?? [],
        keysAreWrong: keys === null,
        now: new Date(),
      },
      senders,
    )),
    await look("links", async () => examineLinks(baseUrlOf(config), config.baseUrl !== null)),
  ];
}

async function look(
  what: string,
  work: () => Promise<Omit<Finding, "what" | "ok"> & Partial<Pick<Finding, "ok">>>,
): Promise<Finding> {
  try {
    return { what, ok: true, ...(await work()) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { what, ok: false, says, remedy: error instanceof RekindleError ? error.remedy : null };
  }
}

/** Throws with what is wrong of all of them. */
async function greetAll(relays: readonly RelayUrl[]): Promise<string> {
  const greeted = await Promise.allSettled(relays.map((relay) => greetRelay(relay)));
  const says = greeted.map((one, at) => {
    if (one.status === "rejected") return one.reason instanceof Error ? one.reason.message : String(one.reason);
    return `${relays[at]?.name} answers${one.value.login ? ", and takes the login" : ""}`;
  });
  const wrong = greeted.find((one) => one.status === "rejected")?.reason;
  if (wrong === undefined) return says.join("; ");
  throw new RekindleError(
    "unreachable",
    says.join("; "),
    wrong instanceof RekindleError ? wrong.remedy : "Check SMTP_URL.",
  );
}
