import { join } from "node:path";
import type { MailShelf } from "../../audience/privacy/ports.ts";
import type { Config } from "../../config.ts";
import { type ImportedReturns, importReturnedMail } from "../../delivery/feedback/import-returned-mail.ts";
import { drainSpool, type TakeReturnedDeps, takeReturnedMail } from "../../delivery/feedback/take-returned-mail.ts";
import { keepCycling } from "../../jobs/keep-cycling.ts";
import { openMailSpool } from "../../platform/files/mail-spool.ts";
import { openMailbox } from "../../platform/files/open-mailbox.ts";
import { readReturnedMail } from "../../platform/mail/returned/read-returned-mail.ts";
import { openReturnServer } from "../../platform/mail/returned/return-server.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createFeedbackStore } from "../../platform/postgres/delivery/feedback-store.ts";
import { openLinksOf, openReturnPathsOf } from "../links.ts";
import { explainListening } from "../service/listen-error.ts";

/** How soon what was kept while the database was away is taken in. */
const DRAIN_EVERY_MS = 15_000;

export function returnedMailSpool({ dataDirectory }: Config) {
  return openMailSpool(join(dataDirectory, "returned-mail"), { now: () => new Date() });
}

/** Mails that came back from this person's digests, or that name the person. */
export async function returnedMailShelf(config: Config, database: Database): Promise<MailShelf> {
  const returnPaths = await openReturnPathsOf(config, database);
  return {
    forget: ({ memberIds, addresses }) =>
      returnedMailSpool(config).forget(({ recipients, bytes }) => {
        const theirs = recipients.map((recipient) => returnPaths.verify(recipient)?.memberId);
        if (theirs.some((memberId) => memberId !== undefined && memberIds.includes(memberId))) return true;
        const text = Buffer.from(bytes).toString("latin1").toLowerCase();
        return addresses.some((address) => text.includes(address));
      }),
  };
}

async function readingDeps(config: Config, database: Database) {
  return {
    returnPaths: await openReturnPathsOf(config, database),
    links: await openLinksOf(config, database),
    readMail: readReturnedMail,
    store: createFeedbackStore(database),
    clock: { now: () => new Date() },
  };
}

/** @param path of a mailbox, or `-` */
export async function importReturns(
  config: Config,
  database: Database,
  path: string,
  onProgress: (mails: number) => void,
): Promise<ImportedReturns> {
  return importReturnedMail(await readingDeps(config, database), openMailbox(path, process.stdin), onProgress);
}

/** Listens for returned mail, where BOUNCE_PORT says so, and takes in what waits in the spool. */
export async function openReturnedMail(
  config: Config,
  database: Database,
  onTrouble: (error: unknown) => void,
): Promise<{ readonly listensAt: string | null; stop(): Promise<void> }> {
  const reading = await readingDeps(config, database);
  const { returnPaths, clock } = reading;
  const deps: TakeReturnedDeps = { ...reading, spool: returnedMailSpool(config), onTrouble };
  const { port, host, lmtp } = config.bounces;
  const server =
    port === null
      ? null
      : await openReturnServer({
          host,
          port,
          lmtp,
          isOurs: (address) => returnPaths.verify(address) !== null,
          take: async (recipients, bytes) => {
            await takeReturnedMail(deps, { recipients, bytes, receivedAt: clock.now() });
          },
          onTrouble,
        }).catch((error: unknown) => {
          throw explainListening(error, `${host}:${port}`, "BOUNCE_HOST and BOUNCE_PORT");
        });
  const stopping = new AbortController();
  const drainer = keepCycling(
    async () => {
      await drainSpool(deps, stopping.signal);
    },
    onTrouble,
    DRAIN_EVERY_MS,
  );
  return {
    listensAt: server === null ? null : `${lmtp ? "lmtp" : "smtp"}://${host}:${server.port}`,
    stop: async () => {
      await server?.close();
      stopping.abort();
      await drainer.stop();
    },
  };
}
