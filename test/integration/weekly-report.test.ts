import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { examineWeekly } from "../../src/app/doctor/examine-weekly.ts";
import { type LoadedRules, loadRules } from "../../src/audience/load-rules.ts";
import { fixedClock } from "../../src/core/clock.ts";
import { TookTooLong } from "../../src/core/errors.ts";
import { sendNotices } from "../../src/delivery/notices/send-notices.ts";
import type { MailTransport } from "../../src/delivery/ports.ts";
import { findWeekly } from "../../src/jobs/find-weekly.ts";
import { createWeeklyTeller, type TellWeeklyDependencies } from "../../src/jobs/tell-weekly.ts";
import { openSmtpTransport } from "../../src/platform/mail/smtp/smtp-transport.ts";
import { createTeamMailWriter } from "../../src/platform/mail/smtp/team-message.ts";
import { createNoticeStore, createWeeklyStore } from "../../src/platform/postgres/delivery/notice-store.ts";
import { measureAlone } from "../../src/platform/postgres/delivery/weekly-lock.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let test: TestDatabase;
let sink: SmtpSink;
let transport: MailTransport;
/** Mails of earlier tests. */
let before = 0;
beforeAll(async () => {
  test = await createTestDatabase();
  sink = await openSmtpSink();
  transport = openSmtpTransport({ url: sink.url, lanes: 2 });
});
afterAll(async () => {
  await transport.close(0);
  await sink.close();
  await test.drop();
});
afterEach(async () => {
  await test.database.query({ text: "TRUNCATE notice", values: [] });
  before = sink.mails.length;
  sink.behave();
});

const settings = (reports: string, timezone = "Europe/Paris") =>
  `from: { name: Us, address: us@example.org }\ntimezone: ${timezone}\nreports: { weekly: ${reports} }\n`;

const load = (text: string): Promise<LoadedRules> =>
  loadRules({
    files: { read: async () => [{ file: "settings.yaml", text }] },
    rules: { lastValidTexts: async () => [] },
    options: {},
  });

/** What one worker does in the cycle at that instant. */
async function cycle(
  text: string,
  instant: string,
  sentUntil: string | null = null,
  measured: () => Promise<void> = async () => undefined,
): Promise<number> {
  const at = new Date(instant);
  const loaded = await load(text);
  const writeWeekly = async (_: LoadedRules, week: { sentOn: string; from: Date; to: Date }) => {
    await measured();
    return {
      subject: `${week.sentOn}: ${week.from.toISOString()} to ${week.to.toISOString()}`,
      text: "Text\n",
      html: '<html lang="en"><body><img src="cid:effects" alt="Effects"></body></html>',
      images: [{ name: "effects", png: new Uint8Array([137, 80, 78, 71]) }],
      attachments: [],
    };
  };
  const deps = { weekly: createWeeklyStore(test.database), writeWeekly };
  const notices = await findWeekly(deps, loaded, at, sentUntil === null ? null : new Date(sentUntil));
  const store = createNoticeStore(test.database);
  const writer = createTeamMailWriter(null);
  return sendNotices({ store, writer, transport, clock: fixedClock(at), settings: loaded.settings }, notices);
}

const mails = () => sink.mails.slice(before);
const received = async () => Promise.all(mails().map(({ raw }) => simpleParser(raw)));
const subjects = async () => (await received()).map(({ subject }) => subject);
const states = async () =>
  test.database.query<{ key: string; recipient: string; state: string }>({
    text: "SELECT key, recipient, state FROM notice WHERE state <> 'before' ORDER BY key, recipient",
    values: [],
  });

const PAT = settings("[pat@example.org]");
const WEEK = "2026-03-09: 2026-03-01T23:00:00.000Z to 2026-03-08T23:00:00.000Z";

describe("the report of the week", () => {
  it("leaves at its hour, once to each address, whoever of three workers comes first and however often", async () => {
    const both = settings("[pat@example.org, Sam@example.org, sam@example.org]");
    await cycle(both, "2026-03-09T06:59:00Z");
    expect(mails()).toHaveLength(0);
    await Promise.all([1, 2, 3].map(() => cycle(both, "2026-03-09T07:00:00Z")));
    await cycle(both, "2026-03-09T07:01:00Z");
    expect(await subjects()).toEqual([WEEK, WEEK]);
    expect(
      mails()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(["pat@example.org", "sam@example.org"]);
    await cycle(both, "2026-03-16T07:00:00Z");
    expect(mails()).toHaveLength(4);
  });

  it("is a text, a document with its picture inside, and no more", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    await cycle(PAT, "2026-03-09T07:00:00Z");
    const [mail] = await received();
    expect(mail?.text).toBe("Text\n");
    expect(mails()[0]?.headers.get("content-type")).toMatch(/^multipart\/alternative/);
    expect(mails()[0]?.raw).toMatch(/Content-Type: multipart\/related/);
    expect(mail?.attachments).toMatchObject([
      { contentType: "image/png", cid: "effects", contentDisposition: "inline", related: true },
    ]);
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.messageId).toMatch(/^<n\.[0-9a-f]+@example\.org>$/);
  });

  it("is not sent of a week whose hour was before an address was named, be it by a minute", async () => {
    await cycle(PAT, "2026-03-09T07:01:00Z");
    const more = settings("[pat@example.org, sam@example.org]");
    await cycle(more, "2026-03-10T06:00:00Z");
    expect(mails()).toHaveLength(0);
    await cycle(more, "2026-03-16T07:00:00Z");
    expect(mails()).toHaveLength(2);
  });

  it("is caught up within a day by a worker that was away, and not after", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    await cycle(PAT, "2026-03-10T06:59:00Z");
    expect(await subjects()).toEqual([WEEK]);
    await cycle(PAT, "2026-03-17T07:00:00Z");
    expect(mails()).toHaveLength(1);
  });

  it("keeps its local hour, and its seven local days, when clocks change", async () => {
    await cycle(PAT, "2026-03-25T12:00:00Z");
    await cycle(PAT, "2026-03-30T05:59:00Z");
    expect(mails()).toHaveLength(0);
    await cycle(PAT, "2026-03-30T06:00:00Z");
    expect(await subjects()).toEqual(["2026-03-30: 2026-03-22T23:00:00.000Z to 2026-03-29T22:00:00.000Z"]);
  });

  it("leaves on the day and at the hour that are named, in the settings' timezone", async () => {
    const friday = settings('[pat@example.org], day: friday, at: "17:30"', "America/New_York");
    await cycle(friday, "2026-03-09T12:00:00Z");
    await cycle(friday, "2026-03-13T21:29:00Z");
    expect(mails()).toHaveLength(0);
    await cycle(friday, "2026-03-13T21:30:00Z");
    expect(await subjects()).toEqual(["2026-03-13: 2026-03-06T05:00:00.000Z to 2026-03-13T04:00:00.000Z"]);
  });

  it("reaches the others where one address is refused, and tries nothing again that may have left", async () => {
    const three = settings("[gone@example.org, later@example.org, pat@example.org]");
    await cycle(three, "2026-03-08T12:00:00Z");
    sink.misbehave("rcpt", { reply: "550 5.1.1 no such user" }, { to: "gone@example.org" });
    sink.misbehave("rcpt", { reply: "451 4.2.0 later" }, { to: "later@example.org", times: 1 });
    expect(await cycle(three, "2026-03-09T07:00:00Z")).toBe(1);
    expect((await states()).map(({ state }) => state)).toEqual(["failed", "due", "accepted"]);
    expect(await cycle(three, "2026-03-09T07:01:00Z")).toBe(1);
    expect((await states()).map(({ state }) => state)).toEqual(["failed", "accepted", "accepted"]);
    expect(await cycle(three, "2026-03-09T07:02:00Z")).toBe(0);
    sink.misbehave("dot", { drop: "rst" }, { to: "pat@example.org" });
    await cycle(settings("[pat@example.org]"), "2026-03-16T07:00:00Z");
    sink.behave();
    await cycle(settings("[pat@example.org]"), "2026-03-16T07:01:00Z");
    expect((await states()).at(-1)).toEqual({ key: "2026-03-16", recipient: "pat@example.org", state: "unknown" });
  });

  it("that may have left before the database was restored is not sent again", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    await cycle(PAT, "2026-03-09T09:00:00Z", "2026-03-09T08:00:00Z");
    expect(mails()).toHaveLength(0);
    expect((await states()).map(({ state }) => state)).toEqual(["unknown"]);
    await cycle(PAT, "2026-03-16T07:00:00Z", "2026-03-09T08:00:00Z");
    expect(mails()).toHaveLength(1);
  });
});

describe("workers that tell it", () => {
  const troubles: unknown[] = [];
  const teller = (writeWeekly: TellWeeklyDependencies["writeWeekly"]) =>
    createWeeklyTeller({
      weekly: createWeeklyStore(test.database),
      writeWeekly,
      alone: (work) => measureAlone(test.url, work),
      send: ({ settings: { from, languages, timezone } }, at, notices) =>
        sendNotices(
          {
            store: createNoticeStore(test.database),
            writer: createTeamMailWriter(null),
            transport,
            clock: fixedClock(at),
            settings: { from, languages, timezone },
          },
          notices,
        ),
      onTrouble: (error) => troubles.push(error),
    });
  const MONDAY = new Date("2026-03-09T07:00:00Z");
  const minutesLater = (minutes: number) => new Date(MONDAY.getTime() + minutes * 60_000);

  it("measure it once, whoever comes first and however long it takes", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    let measured = 0;
    let go = () => {};
    const until = new Promise<void>((resolve) => {
      go = resolve;
    });
    const write = async () => {
      measured += 1;
      await until;
      return { subject: "The week", text: "Text\n", attachments: [] };
    };
    const workers = [teller(write), teller(write), teller(write)];
    const loaded = await load(PAT);
    const telling = workers.flatMap((worker) =>
      [0, 1].map((minutes) => worker.tell(loaded, minutesLater(minutes), null)),
    );
    // The others find it being measured; the first is still at it.
    while (measured === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    go();
    await Promise.all(telling);
    for (const worker of workers) await worker.tell(loaded, minutesLater(2), null);
    expect([measured, mails().length, troubles]).toEqual([1, 1, []]);
  });

  it("say what kept it from being measured, stop nothing by that, and try again after a while", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    let tried = 0;
    const worker = teller(async () => {
      tried += 1;
      throw new Error("statement timeout");
    });
    const loaded = await load(PAT);
    for (let minute = 0; minute <= 10; minute++) await worker.tell(loaded, minutesLater(minute), null);
    expect([tried, troubles.length, mails().length]).toEqual([2, 2, 0]);
    await worker.stop();
    await worker.tell(loaded, minutesLater(30), null);
    expect(tried).toBe(2);
  });
});

describe("what doctor says of it", () => {
  const look = async (text: string, now: string, hasMailServer = true) =>
    examineWeekly(createWeeklyStore(test.database), (await load(text)).settings, hasMailServer, new Date(now));

  it("is when it was last sent, to how many, what the server said, and when the next leaves, and no address", async () => {
    expect(await look(settings("[]"), "2026-03-09T08:00:00Z")).toMatchObject({
      says: "goes to nobody: settings.yaml names no address",
    });
    expect(await look(PAT, "2026-03-09T08:00:00Z", false)).toMatchObject({
      ok: false,
      says: expect.stringContaining("SMTP_URL is not set"),
    });
    const three = settings("[gone@example.org, pat@example.org, sam@example.org]");
    expect((await look(three, "2026-03-09T06:00:00Z")).says).toBe(
      "no worker has looked after it yet; the next leaves on 2026-03-09 at 08:00 (Europe/Paris)",
    );
    await cycle(three, "2026-03-08T12:00:00Z");
    expect((await look(three, "2026-03-08T12:01:00Z")).says).toMatch(
      /^that of 2026-03-02: 3 addresses named after its hour; /,
    );
    sink.misbehave("rcpt", { reply: "550 5.1.1 <gone@example.org> is gone" }, { to: "gone@example.org" });
    await cycle(three, "2026-03-09T07:00:00Z");
    const found = await look(three, "2026-03-09T08:00:00Z");
    expect(found).toEqual({
      ok: false,
      says: "that of 2026-03-09: accepted for 2 addresses, refused for 1 address (550 5.1.1); the next leaves on 2026-03-16 at 08:00 (Europe/Paris)",
      remedy: "Correct or remove the address in settings.yaml, under reports.",
    });
    sink.behave();
    await cycle(PAT, "2026-03-16T07:00:00Z");
    expect(await look(PAT, "2026-03-16T08:00:00Z")).toMatchObject({ ok: true, remedy: null });
  });

  it("is that it could not be measured, how often that was tried and why, until it is", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    const fail = () => Promise.reject(new TookTooLong(300_000));
    for (const minute of ["00", "10"]) {
      await expect(cycle(PAT, `2026-03-09T07:${minute}:00Z`, null, fail)).rejects.toBeInstanceOf(TookTooLong);
    }
    const found = await look(PAT, "2026-03-09T07:11:00Z");
    expect(found).toMatchObject({
      ok: false,
      says: expect.stringMatching(
        /^that of 2026-03-09 could not be measured \(2 tries, the last at \d{4}-\d\d-\d\dT\d\d:\d\dZ\): PostgreSQL did not answer a query of this report within 5 minutes/,
      ),
      remedy: expect.stringMatching(/^It is tried again every ten minutes.*report --mail ADDRESS$/),
    });
    const later = await look(PAT, "2026-03-11T09:00:00Z");
    expect(later.says).toMatch(/; the next leaves on 2026-03-16 at 08:00 \(Europe\/Paris\)$/);
    expect(later.remedy).not.toContain("tried again");
    await cycle(PAT, "2026-03-09T07:20:00Z");
    expect(await look(PAT, "2026-03-09T07:21:00Z")).toMatchObject({ ok: true, remedy: null });
  });

  it("is why it was not: not yet, no worker in time, or nobody can tell", async () => {
    await cycle(PAT, "2026-03-08T12:00:00Z");
    expect((await look(PAT, "2026-03-09T09:00:00Z")).says).toMatch(/^that of 2026-03-09 has not left yet, and may/);
    expect(await look(PAT, "2026-03-11T09:00:00Z")).toMatchObject({
      ok: null,
      says: expect.stringMatching(/^that of 2026-03-09 did not leave: no worker could send it within a day/),
      remedy: expect.stringContaining("report --mail ADDRESS"),
    });
    sink.misbehave("dot", { drop: "rst" });
    await cycle(PAT, "2026-03-16T07:00:00Z");
    expect(await look(PAT, "2026-03-16T08:00:00Z")).toMatchObject({
      ok: null,
      says: expect.stringMatching(/^that of 2026-03-16: uncertain for 1 address; /),
    });
  });
});
