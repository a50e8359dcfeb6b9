import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import type { FeedbackStore, HandedMail, MailSpool } from "../../src/delivery/feedback/ports.ts";
import { drainSpool, type TakeReturnedDeps, takeReturnedMail } from "../../src/delivery/feedback/take-returned-mail.ts";
import { openMailSpool } from "../../src/platform/files/mail-spool.ts";
import { readReturnedMail } from "../../src/platform/mail/returned/read-returned-mail.ts";
import { openReturnServer, type ReturnServer } from "../../src/platform/mail/returned/return-server.ts";
import { addressHasher } from "../../src/platform/postgres/address-hash.ts";
import { type Database, openDatabase } from "../../src/platform/postgres/database.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { spawnChild } from "../support/child.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { fillOutbox, NOW } from "../support/outbox.ts";
import { SAMPLE_DEPS } from "../support/returned-mail.ts";

const BOUNCES = "bounces@news.example.org";
const ADDRESS = "pat@members.example";

let db: TestDatabase;
let away: Database;
let outbox: ReturnType<typeof fillOutbox>;
let stores: { readonly here: FeedbackStore; readonly away: FeedbackStore };
let databaseAway = false;
let folder: string;
let spool: MailSpool;
let deps: TakeReturnedDeps;
let server: ReturnServer;
let readMail = readReturnedMail;
const troubles: string[] = [];

const addressFor = (key: DigestKey) => SAMPLE_DEPS.returnPaths.addressFor(key, BOUNCES);

const open = (options: Partial<Parameters<typeof openReturnServer>[0]> = {}) =>
  openReturnServer({
    host: "127.0.0.1",
    port: 0,
    lmtp: false,
    mostBytes: 200_000,
    isOurs: (address) => SAMPLE_DEPS.returnPaths.verify(address) !== null,
    take: async (recipients, bytes) => {
      await takeReturnedMail(deps, { recipients, bytes, receivedAt: NOW });
    },
    onTrouble: (error) => troubles.push(String(error)),
    ...options,
  });

beforeAll(async () => {
  db = await createTestDatabase();
  away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/nothing" });
  outbox = fillOutbox(db.database);
  stores = { here: createFeedbackStore(db.database), away: createFeedbackStore(away) };
});
afterAll(async () => {
  await away.close();
  await db.drop();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rekindle-spool-"));
  useSpool(openMailSpool(folder, { now: () => NOW }));
  server = await open();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  databaseAway = false;
  readMail = readReturnedMail;
  troubles.length = 0;
  await db.database.query({ text: "TRUNCATE feedback, digest, digest_mail, pick, member, suppression", values: [] });
});

function useSpool(given: MailSpool): void {
  spool = given;
  deps = {
    ...SAMPLE_DEPS,
    readMail: (bytes) => readMail(bytes),
    store: { record: (feedback, at) => (databaseAway ? stores.away : stores.here).record(feedback, at) },
    spool,
    clock: { now: () => NOW },
    onTrouble: (error) => troubles.push(error instanceof Error ? error.message : String(error)),
  };
}

async function mailed(email = ADDRESS): Promise<DigestKey> {
  const key = await outbox.addDigest({ email, state: "accepted" });
  const hashAddress = await addressHasher(db.database);
  const text = "UPDATE member SET email_hash = $2 WHERE id = $1";
  await db.database.query({ text, values: [key.memberId, hashAddress(email)] });
  return key;
}

const statusReport = (id: string, status = "5.1.1", filler = "") =>
  [
    "From: MAILER-DAEMON@mx.example",
    `Message-ID: <${id}@mx.example>`,
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
    "",
    "--r",
    "Content-Type: text/plain",
    "",
    `It did not work out. ${filler}`,
    "--r",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example",
    "",
    `Final-Recipient: rfc822; ${ADDRESS}`,
    "Action: failed",
    `Status: ${status}`,
    `Diagnostic-Code: smtp; 550 ${status} no`,
    "--r--",
    "",
  ].join("\r\n");

/** By a real client; answers the server's last word. */
async function hand(to: string | string[], raw: string, { port = server.port, lmtp = false } = {}): Promise<string> {
  const client = createTransport({ host: "127.0.0.1", port, lmtp, ignoreTLS: true });
  try {
    const { response } = await client.sendMail({ envelope: { from: "", to }, raw });
    return response;
  } catch (error) {
    return (error as { response?: string }).response ?? String(error);
  } finally {
    client.close();
  }
}

const rows = async () =>
  (await db.database.query<{ kind: string }>({ text: "SELECT kind FROM feedback ORDER BY source_id", values: [] }))
    .length;

describe("returned mail by SMTP", () => {
  it("is stored before the client hears of it, and the address gets nothing more", async () => {
    const key = await mailed();
    expect(await hand(addressFor(key), statusReport("one"))).toMatch(/^250 /);
    expect(await outbox.read(key)).toMatchObject({
      state: "bounced",
      reason: "hard_bounce",
      smtpCode: 550,
      heldPicks: 0,
    });
    expect(await db.database.query({ text: "SELECT reason FROM suppression", values: [] })).toEqual([
      { reason: "hard_bounce" },
    ]);
    expect(await hand(addressFor(key).toUpperCase(), statusReport("one"))).toMatch(/^250 /);
    expect(await rows()).toBe(1);
    expect(await spool.count()).toEqual({ waiting: 0, unreadable: 0 });
  });

  it("is refused at addresses that we have not signed, and when it is too large", async () => {
    const key = await mailed();
    for (const to of [BOUNCES, "news@example.org", addressFor(key).replace(/.(?=@)/, "0"), "postmaster@localhost"]) {
      expect(await hand(to, statusReport("two"))).toMatch(/^550 5\.1\.1 /);
    }
    expect(await hand(addressFor(key), statusReport("two", "5.1.1", "x".repeat(300_000)))).toMatch(/^552 /);
    expect(await rows()).toBe(0);
    expect(await outbox.read(key)).toMatchObject({ state: "accepted" });
  });

  it("that is a letter is taken, and nothing follows", async () => {
    const key = await mailed();
    expect(
      await hand(addressFor(key), "From: pat@members.example\r\nSubject: Re: hello\r\n\r\nThank you!\r\n"),
    ).toMatch(/^250 /);
    expect(await rows()).toBe(0);
    expect(await outbox.read(key)).toMatchObject({ state: "accepted" });
  });

  it("comes by LMTP as well, with an answer for each recipient", async () => {
    const keys = [await mailed(), await mailed("sam@members.example")];
    const lmtp = await open({ lmtp: true });
    try {
      expect(await hand(keys.map(addressFor), statusReport("three"), { port: lmtp.port, lmtp: true })).toMatch(/^250 /);
    } finally {
      await lmtp.close();
    }
    for (const key of keys) expect(await outbox.read(key)).toMatchObject({ state: "bounced" });
    // The report names the address of the first only.
    expect(await db.database.query({ text: "SELECT source FROM suppression", values: [] })).toHaveLength(1);
  });

  it("broken off before its end was never there", async () => {
    const key = await mailed();
    const socket = connect(server.port, "127.0.0.1");
    const [whole = ""] = statusReport("four").split("--r--");
    const lines = ["EHLO a", "MAIL FROM:<>", `RCPT TO:<${addressFor(key)}>`, "DATA"];
    await new Promise<void>((resolve) => {
      let said = "";
      socket.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (/^\d{3} [^\n]*\n$/m.test(said.slice(said.lastIndexOf("\n", said.length - 2) + 1))) {
          const line = lines.shift();
          if (said.includes("354")) socket.end(whole);
          else if (line !== undefined) socket.write(`${line}\r\n`);
        }
      });
      socket.once("close", () => resolve());
    });
    await server.close();
    expect(await rows()).toBe(0);
    expect(await spool.count()).toEqual({ waiting: 0, unreadable: 0 });
  });
});

describe("while the database is away", () => {
  it("returned mail waits on the disk, and is taken in later in its order", async () => {
    const keys = [await mailed(), await mailed("sam@members.example"), await mailed("kim@members.example")];
    databaseAway = true;
    for (const [place, key] of keys.entries()) {
      expect(await hand(addressFor(key), statusReport(`kept-${place}`, "5.2.2"))).toMatch(/^250 /);
    }
    expect(await spool.count()).toEqual({ waiting: 3, unreadable: 0 });
    expect(await drainSpool(deps)).toBe(0);
    databaseAway = false;
    const order: string[] = [];
    const watched: TakeReturnedDeps = {
      ...deps,
      store: {
        record: (feedback, at) => {
          order.push(...feedback.map(({ key }) => `${key?.memberId}.${key?.digestId}`));
          return stores.here.record(feedback, at);
        },
      },
    };
    expect(await drainSpool(watched)).toBe(3);
    expect(order).toEqual(keys.map(({ memberId, digestId }) => `${memberId}.${digestId}`));
    for (const key of keys) expect(await outbox.read(key)).toMatchObject({ state: "bounced" });
    expect(await spool.count()).toEqual({ waiting: 0, unreadable: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is refused for now when the spool is full or cannot be written", async () => {
    const key = await mailed();
    databaseAway = true;
    useSpool(openMailSpool(folder, { mostBytes: 1_000, now: () => NOW }));
    expect(await hand(addressFor(key), statusReport("first"))).toMatch(/^250 /);
    expect(await hand(addressFor(key), statusReport("second"))).toMatch(/^452 4\.3\.1 /);
    writeFileSync(join(folder, "file"), "");
    useSpool(openMailSpool(join(folder, "file"), { now: () => NOW }));
    expect(await hand(addressFor(key), statusReport("third"))).toMatch(/^452 4\.3\.1 /);
  });

  it("a kill loses nothing that was promised", async () => {
    const key = { memberId: 12, digestId: 345 };
    for (const killAfter of [1, 7, 20]) {
      const into = join(folder, `round-${killAfter}`);
      const child = spawnChild("intake-user.ts", [into]);
      const port = Number(await child.nextLine());
      const promised: string[] = [];
      await Promise.all(
        Array.from({ length: 6 }, async (_, lane) => {
          for (let n = 0; n < 30; n += 1) {
            const id = `${lane}-${n}`;
            const answer = await hand(addressFor(key), statusReport(id, "5.1.1", "x".repeat(3_000)), { port });
            if (!answer.startsWith("250")) return;
            promised.push(id);
            if (promised.length === killAfter) child.process.kill("SIGKILL");
          }
        }),
      );
      expect(await child.ended).toBe("SIGKILL");
      const kept = openMailSpool(into, { now: () => NOW });
      const mails = await Promise.all((await kept.list()).map((name) => kept.read(name)));
      const ids = mails.map((mail) => {
        const text = Buffer.from(mail?.bytes ?? []).toString();
        expect(mail?.recipients).toEqual([addressFor(key)]);
        expect(text.trimEnd().endsWith("--r--")).toBe(true);
        return /Message-ID: <(\S+)@/i.exec(text)?.[1];
      });
      expect(promised.length).toBeGreaterThanOrEqual(killAfter);
      expect(promised.filter((id) => !ids.includes(id))).toEqual([]);
    }
  }, 120_000);
});

describe("what cannot be read", () => {
  it("is kept for a person, who is told of it", async () => {
    const key = await mailed();
    readMail = () => Promise.reject(new Error("odd bytes"));
    expect(await hand(addressFor(key), statusReport("odd"))).toMatch(/^250 /);
    expect(await spool.count()).toEqual({ waiting: 0, unreadable: 1 });
    expect(troubles).toEqual(["A mail that came back cannot be read: odd bytes."]);
    const mail: HandedMail = { recipients: [addressFor(key)], receivedAt: NOW, bytes: Buffer.from("x") };
    await spool.keep(mail);
    await spool.keep(mail);
    expect(await drainSpool(deps)).toBe(2);
    expect(await spool.count()).toEqual({ waiting: 0, unreadable: 3 });
  });

  it("does not hold up the others, though only storing it fails", async () => {
    const keys = [await mailed(), await mailed("sam@members.example"), await mailed("kim@members.example")];
    for (const key of keys) {
      const bytes = Buffer.from(statusReport(`mail-${key.digestId}`));
      await spool.keep({ recipients: [addressFor(key)], receivedAt: NOW, bytes });
    }
    const store: TakeReturnedDeps["store"] = {
      record: (feedback, at) =>
        feedback.some(({ key }) => key?.digestId === keys[1]?.digestId)
          ? Promise.reject(new Error("odd words"))
          : stores.here.record(feedback, at),
    };
    expect(await drainSpool({ ...deps, store })).toBe(3);
    expect(await spool.count()).toEqual({ waiting: 0, unreadable: 1 });
    const states = await Promise.all(keys.map(async (key) => (await outbox.read(key)).state));
    expect(states).toEqual(["bounced", "accepted", "bounced"]);
  });

  it("does not hold up the others, though it was spoilt on the disk", async () => {
    const key = await mailed();
    await spool.keep({ recipients: [addressFor(key)], receivedAt: NOW, bytes: Buffer.from(statusReport("good")) });
    writeFileSync(join(folder, "000000000000001-spoilt.mail"), "no envelope");
    expect(await drainSpool(deps)).toBe(1);
    expect(troubles).toHaveLength(1);
    expect(await outbox.read(key)).toMatchObject({ state: "bounced" });
  });
});
