// Sends mails in one of four ways, as it is told: from the queue as a worker does, ready-made ones over the same lanes, or
// with nodemailer's own pool in either encoding.
import { createTransport } from "nodemailer";
import type { DigestKey } from "../src/core/community.ts";
import type { BuiltMail, MailLane, OutgoingMail } from "../src/delivery/ports.ts";
import { submitDigests } from "../src/delivery/submit-digests.ts";
import { openLinks } from "../src/platform/links/sign-links.ts";
import { openSmtpTransport } from "../src/platform/mail/smtp/smtp-transport.ts";
import { openDatabase } from "../src/platform/postgres/database.ts";
import { createFeedbackStore } from "../src/platform/postgres/delivery/feedback-store.ts";
import { createLimitStore } from "../src/platform/postgres/delivery/limit-store.ts";
import { createSubmitStore } from "../src/platform/postgres/delivery/submit-store.ts";
import { openJobQueue } from "../src/platform/queue/job-queue.ts";
import { HERE } from "../test/support/signing.ts";
import { endWithParent, type Tally } from "./children.ts";
import { AT, openScene } from "./scene.ts";

/** What a worker of the service does at a time. */
const JOB_CONCURRENCY = 4;

export type MailWay = "queue" | "lanes" | "base64" | "nodemailer";
export interface MailTask {
  readonly way: MailWay;
  /** For all but `queue`: loaded when `load` says so, sent when it does not. */
  readonly load?: readonly DigestKey[];
}
/** A task is done. */
export interface MailReport {
  readonly done: MailWay | "start";
}

const [databaseUrl = "", smtpUrl = ""] = process.argv.slice(2);
const { settings, rule } = await openScene();
const database = openDatabase({ url: databaseUrl });
const store = createSubmitStore(database, database);
const transport = openSmtpTransport({ url: smtpUrl });
const pool = createTransport({ url: smtpUrl, pool: true, maxConnections: transport.lanes } as object);
const links = openLinks({
  secretKeys: ["a key for the benchmark"],
  baseUrl: "https://news.example.org",
  installation: HERE,
});
const deps = {
  store,
  feedback: createFeedbackStore(database),
  limits: createLimitStore(database),
  transport,
  clock: { now: () => AT },
  random: Math.random,
  settings: { ...settings, quietHours: null },
  rules: [rule("planned")],
  unsubscribeUrl: links.unsubscribeUrl,
  echoedBy: [],
  claimedBy: `bench ${process.pid}`,
};
let mails: OutgoingMail[] = [];
let queueWorker: { stop(): Promise<void> } | null = null;
const queue = await openJobQueue({ redisUrl: null, databaseUrl });

function report(done: MailReport["done"]): void {
  process.send?.({ done } satisfies MailReport);
}

async function load(keys: readonly DigestKey[]): Promise<void> {
  const stored = await store.loadMails(keys);
  mails = stored.map(({ key, messageId, subject, name, open }) => ({
    key,
    messageId,
    subject,
    ...open(),
    from: settings.from,
    to: { name, address: `member${key.memberId}@members.example` },
    replyTo: null,
    date: AT,
    unsubscribeUrl: links.unsubscribeUrl(key),
    echoedBy: [],
    rule: "planned",
  }));
}

async function sendReady(): Promise<void> {
  const waiting = [...mails];
  const work = async () => {
    for (let mail = waiting.pop(); mail !== undefined; mail = waiting.pop()) {
      const built = (await transport.build(mail)) as BuiltMail;
      const lane = (await transport.reserve()) as MailLane;
      const outcome = await lane.submit(built);
      lane.release();
      if (outcome.kind !== "accepted") throw new Error(outcome.text);
    }
  };
  await Promise.all(Array.from({ length: transport.lanes }, work));
}

async function sendByNodemailer(encoding: object): Promise<void> {
  await Promise.all(
    mails.map(({ from, to, subject, html, text, messageId, date, unsubscribeUrl }) =>
      pool.sendMail({
        from,
        to: { name: to.name ?? "", address: to.address },
        subject,
        html,
        text,
        messageId,
        date,
        headers: { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
        ...encoding,
      }),
    ),
  );
}

async function answer(task: MailTask): Promise<void> {
  if (task.load !== undefined) {
    await queueWorker?.stop();
    queueWorker = null;
    await load(task.load);
    report(task.way);
    return;
  }
  if (task.way === "queue") {
    // Until it is told to load: each job tells how many were accepted.
    queueWorker = await queue.work(
      async (job) => {
        if (job.kind !== "submit") return;
        const { accepted } = await submitDigests(deps, job.keys);
        process.send?.({ tally: accepted } satisfies Tally);
      },
      { concurrency: JOB_CONCURRENCY },
    );
    report(task.way);
    return;
  }
  if (task.way === "lanes") await sendReady();
  else await sendByNodemailer(task.way === "base64" ? { textEncoding: "base64" } : {});
  report(task.way);
}

endWithParent();
process.on("message", (task: MailTask) => {
  answer(task).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
report("start");
