import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { importReturnedMail } from "../../src/delivery/feedback/import-returned-mail.ts";
import { openMailbox } from "../../src/platform/files/open-mailbox.ts";
import { readReturnedMail } from "../../src/platform/mail/returned/read-returned-mail.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { NOW } from "../support/outbox.ts";
import { returnedSamples, SAMPLE_DEPS } from "../support/returned-mail.ts";

const samples = returnedSamples().filter(({ to }) => to === null || to.includes("or7w26hc"));
const reports = samples.reduce((sum, { expected }) => sum + expected.feedback.length, 0);
const silent = samples.filter(({ expected }) => expected.feedback.length === 0).length;

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rekindle-mailbox-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await db.database.query({ text: "TRUNCATE feedback", values: [] });
});

const take = (path: string, input: Readable = Readable.from([])) =>
  importReturnedMail(
    { ...SAMPLE_DEPS, readMail: readReturnedMail, store: createFeedbackStore(db.database), clock: { now: () => NOW } },
    openMailbox(path, input),
    () => undefined,
  );

/** As mboxrd quotes it. */
const mbox = (ends: "\n" | "\r\n") =>
  samples
    .map(({ bytes }) =>
      bytes
        .toString("utf8")
        .replaceAll("\r\n", "\n")
        .replace(/^(>*From )/gm, ">$1"),
    )
    .map((text) => `From MAILER-DAEMON Mon Nov 23 07:00:10 2026\n${text}\n`)
    .join("")
    .replaceAll("\n", ends);

const counts = { mails: samples.length, notBounces: silent, unreadable: [] };

describe("a mailbox", () => {
  it("as an mbox is taken in once, however often it is imported, and by whatever way", async () => {
    const file = join(folder, "bounces");
    writeFileSync(file, mbox("\n"));
    expect(await take(file)).toMatchObject({ ...counts, new: reports, known: 0 });
    expect(await take(file)).toMatchObject({ ...counts, new: 0, known: reports, suppressed: 0 });
    expect(await take("-", Readable.from([Buffer.from(mbox("\r\n"))]))).toMatchObject({
      ...counts,
      new: 0,
      known: reports,
    });
    writeFileSync(`${file}.gz`, gzipSync(mbox("\n")));
    expect(await take(`${file}.gz`)).toMatchObject({ ...counts, new: 0, known: reports });
  });

  it("as a maildir, a folder of files, or one mail", async () => {
    const maildir = join(folder, "maildir");
    for (const part of ["new", "cur", "tmp"]) mkdirSync(join(maildir, part), { recursive: true });
    writeFileSync(join(maildir, "tmp", "1.half"), "half a mail");
    for (const [place, { name, bytes }] of samples.entries()) {
      writeFileSync(join(maildir, place % 2 === 0 ? "new" : "cur", `${place}.${name}:2,S`), bytes);
    }
    expect(await take(maildir)).toMatchObject({ ...counts, new: reports, known: 0 });
    const files = join(folder, "files");
    mkdirSync(files);
    for (const { name, bytes } of samples) writeFileSync(join(files, `${name}.eml`), bytes);
    expect(await take(files)).toMatchObject({ ...counts, new: 0, known: reports });
    expect(await take(join(files, "qmail-no-mailbox.eml"))).toMatchObject({ mails: 1, new: 0, known: 1 });
  });

  it("keeps the lines of a body that look like the beginning of a mail", async () => {
    const file = join(folder, "bounces");
    const quoted = ">From here on, 07:00\n>>From there\nFrom us to you\n";
    writeFileSync(
      file,
      `From a Mon Nov 23 07:00:10 2026\nSubject: x\n\n${quoted}\nFrom b Mon Nov 23 07:00:11 2026\nSubject: y\n\n.\n`,
    );
    const mails: string[] = [];
    for await (const { bytes } of openMailbox(file, Readable.from([]))) mails.push(Buffer.from(bytes).toString());
    expect(mails).toEqual(["Subject: x\n\nFrom here on, 07:00\n>From there\nFrom us to you\n\n", "Subject: y\n\n.\n"]);
  });

  it("says which mails cannot be read, and takes in the others", async () => {
    const nested = Array.from({ length: 300 }, (_, n) => `--b\r\nContent-Type: text/x${n}\r\n\r\nx\r\n`).join("");
    writeFileSync(join(folder, "1.eml"), `Content-Type: multipart/mixed; boundary=b\r\n\r\n${nested}--b--`);
    writeFileSync(join(folder, "2.eml"), samples.find(({ name }) => name === "gmail-disabled")?.bytes ?? "");
    const result = await take(folder);
    expect(result).toMatchObject({ mails: 2, new: 1, notBounces: 0 });
    expect(result.unreadable).toEqual([{ name: join(folder, "1.eml"), reason: expect.stringMatching(/./) }]);
  });

  it("that is not there is said so", async () => {
    await expect(take(join(folder, "nothing"))).rejects.toMatchObject({ code: "usage" });
    expect(await take(folder)).toMatchObject({ mails: 0, new: 0 });
  });
});
