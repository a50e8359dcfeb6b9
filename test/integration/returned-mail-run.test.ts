import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DigestKey } from "../../src/core/community.ts";
import { openReturnPaths } from "../../src/platform/links/sign-return-paths.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";
import { signingOf } from "../support/signing.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const SECRET_KEY = "a secret of thirty-two characters";

interface Shown {
  readonly state: string;
}
interface Listed {
  readonly states: Record<string, number>;
  readonly digests: readonly { readonly key: DigestKey; readonly member: string; readonly rule: string }[];
}
interface Preview {
  readonly funnel: Record<string, number>;
}
interface Explained {
  readonly rules: readonly { readonly rule: string; readonly verdict: string; readonly reason: string | null }[];
}

let db: TestDatabase;
let returnPaths: ReturnType<typeof openReturnPaths>;
let sink: SmtpSink;
let here: Installation;
beforeAll(async () => {
  db = await createTestDatabase();
  returnPaths = openReturnPaths([SECRET_KEY], await signingOf(db.database));
  sink = await openSmtpSink();
  here = createInstallation({
    DATABASE_URL: db.url,
    SMTP_URL: sink.url,
    SECRET_KEY,
    BASE_URL: "https://news.example.org",
    BOUNCE_PORT: "0",
  });
  here.editSettings((text) =>
    text
      .replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }")
      .replace(/^bounces: off.*$/m, "bounces: { address: bounces@news.example.org }"),
  );
  const files = writeSmallCommunity(here.folder, 4);
  for (const kind of ["members", "content", "events"] as const) {
    expect((await here.run("import", kind, files[kind])).status).toBe(0);
  }
});
afterAll(async () => {
  await sink.close();
  await db.drop();
  here.remove();
});

const report = (address: string, action: string, status: string, said: string) =>
  [
    "From: MAILER-DAEMON@mx.members.example",
    `Message-ID: <${address}.${action}@mx.members.example>`,
    "Subject: Undelivered Mail Returned to Sender",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
    "",
    "--r",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.members.example",
    "",
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${said}`,
    "--r--",
    "",
  ].join("\r\n");

it("a digest that comes back frees its contents, ends its address, and settles what was unknown", async () => {
  sink.misbehave("dot", { drop: "rst" }, { to: "m2@members.example" });
  await here.run("run", "--at", "2026-03-12T08:00:00Z", "--wait", "0s");
  const before = await here.json<Listed>("outbox");
  expect(before.states).toEqual({ accepted: 3, unknown: 1 });
  const keyOf = (member: string): DigestKey => {
    const found = before.digests.find((digest) => digest.member === member);
    if (found === undefined) throw new Error(`no digest of ${member}`);
    return found.key;
  };
  const returnTo = (member: string) => returnPaths.addressFor(keyOf(member), "bounces@news.example.org");
  // The envelope's sender is where it comes back to.
  expect(sink.mails.find(({ to }) => to === "m1@members.example")?.from).toBe(returnTo("m1"));

  const worker = here.start("worker");
  const [, port] =
    /Bounces are taken in at smtp:\/\/127\.0\.0\.1:(\d+)/.exec(await worker.saw("Bounces are taken in at")) ?? [];
  const client = createTransport({ host: "127.0.0.1", port: Number(port), ignoreTLS: true });
  const hand = (member: string, raw: string) => client.sendMail({ envelope: { from: "", to: returnTo(member) }, raw });
  await hand("m1", report("m1@members.example", "failed", "5.1.1", "550 5.1.1 no such user"));
  await hand("m2", report("m2@members.example", "delivered", "2.0.0", "250 2.0.0 taken"));
  await hand("m3", report("m3@members.example", "failed", "5.2.2", "552 5.2.2 mailbox full"));
  await hand("m4", report("m4@members.example", "delayed", "4.4.1", "connection timed out"));
  client.close();
  worker.child.kill("SIGTERM");
  expect((await worker.ended).status).toBe(0);

  const state = async (member: string) => {
    const { memberId, digestId } = keyOf(member);
    return (await here.json<Shown>("outbox", "show", `${memberId}.${digestId}`)).state;
  };
  expect(await Promise.all(["m1", "m2", "m3", "m4"].map(state))).toEqual([
    "bounced",
    "delivered",
    "bounced",
    "accepted",
  ]);
  const held = await db.database.query<{ held: boolean }>({
    text: "SELECT DISTINCT held FROM pick WHERE member_id = $1 AND digest_id = $2",
    values: [keyOf("m1").memberId, keyOf("m1").digestId],
  });
  expect(held).toEqual([{ held: false }]);
  expect(await db.database.query({ text: "SELECT reason FROM suppression", values: [] })).toEqual([
    { reason: "hard_bounce" },
  ]);

  const rule = before.digests[0]?.rule ?? "";
  const later = ["--at", "2026-03-26T08:00:00Z"];
  const { funnel } = await here.json<Preview>("rules", "preview", rule, ...later);
  expect(funnel).toMatchObject({ matched: 4, suppressed: 1, planned: 3 });
  const { rules } = await here.json<Explained>("rules", "explain", "m1", "--rule", rule, ...later);
  expect(rules).toMatchObject([{ verdict: "suppressed", reason: expect.stringMatching(/./) }]);
});

it("a mailbox is imported by the command, once", async () => {
  const file = join(here.folder, "bounces.mbox");
  const mails = [report("nobody@members.example", "failed", "5.1.1", "550 no"), "Subject: hello\r\n\r\nhello\r\n"];
  writeFileSync(
    file,
    mails.map((mail) => `From MAILER-DAEMON Mon Nov 23 07:00:10 2026\n${mail.replaceAll("\r\n", "\n")}\n`).join(""),
  );
  const counts = { mails: 2, notBounces: 1, unreadable: [], suppressed: 0 };
  expect(await here.json("bounces", "import", file)).toEqual({ ...counts, new: 1, known: 0, unmatched: 1 });
  expect(await here.json("bounces", "import", file)).toEqual({ ...counts, new: 0, known: 1, unmatched: 0 });
  const said = await here.run("bounces", "import", file);
  expect(said.stdout).toBe("2 mails: 0 new reports, 1 known, 1 neither bounce nor complaint, 0 unreadable\n");
  expect((await here.run("bounces", "import", join(here.folder, "nothing"))).status).toBe(2);
});
