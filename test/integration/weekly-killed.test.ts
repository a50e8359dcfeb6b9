import { setTimeout as sleep } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createInstallation, type Installation } from "../support/rekindle.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

let test: TestDatabase;
let sink: SmtpSink;
let here: Installation;
beforeAll(async () => {
  test = await createTestDatabase();
  sink = await openSmtpSink();
  here = createInstallation({ DATABASE_URL: test.url, SMTP_URL: sink.url, SECRET_KEY: "a secret of this test" });
  here.editSettings((text) =>
    text
      .replace(/^reports:.*$/m, "reports: { weekly: [pat@example.org, sam@example.org] }")
      .replace(/^timezone:.*$/m, "timezone: Europe/Paris"),
  );
  await test.database.query({
    text: `INSERT INTO member (external_id, email, email_hash, joined_at)
      SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, 40) n`,
    values: [],
  });
});
afterAll(async () => {
  await sink.close();
  here.remove();
  await test.drop();
});

const states = () =>
  test.database.query<{ recipient: string; state: string }>({
    text: "SELECT recipient, state FROM notice WHERE kind = 'weekly' AND key = '2026-03-09' ORDER BY recipient",
    values: [],
  });

describe("a worker that is killed between the mail and the answer", { timeout: 180_000 }, () => {
  it("sends the report to the others when it is back, and to nobody twice", async () => {
    expect((await here.run("run", "--at", "2026-03-08T12:00:00Z")).status).toBe(0);
    const answer = sink.holdAnswers();
    const killed = here.start("run", "--at", "2026-03-09T07:00:00Z");
    while (sink.held === 0) await sleep(20);
    killed.child.kill("SIGKILL");
    await killed.ended;
    answer();
    expect(await states()).toEqual([{ recipient: "pat@example.org", state: "submitting" }]);
    for (const minute of ["01", "02"]) {
      const { status, stdout, stderr } = await here.run("run", "--at", `2026-03-09T07:${minute}:00Z`);
      expect(status, stderr).toBe(0);
      expect(stdout + stderr).not.toContain("@example.org");
    }
    expect(await states()).toEqual([
      { recipient: "pat@example.org", state: "submitting" },
      { recipient: "sam@example.org", state: "accepted" },
    ]);
    expect([...sink.allDots.values()]).toEqual([1, 1]);
  });

  it("and report --mail sends it by hand, in the language that is asked for", async () => {
    const before = sink.mails.length;
    const sent = await here.run("report", "--mail", "lee@example.org", "--lang", "fr", "--at", "2026-03-09T07:03:00Z");
    expect([sent.status, sent.stdout]).toEqual([0, "The mail server has taken the report of the last week.\n"]);
    const mail = await simpleParser(sink.mails[before]?.raw ?? "");
    expect(mail.subject).toBe("Our community : la semaine du 2 mars au 8 mars 2026".replace(" :", "\u00a0:"));
    expect(mail.text).toContain("On ne peut encore rien dire\u00a0: aucun récapitulatif n’a été prévu");
    const refused = await here.run("report", "--mail", "lee@example.org", "--rule", "seven-days-away");
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("--mail takes no --rule")]);
    sink.misbehave("rcpt", { reply: "550 5.1.1 no such user" });
    expect((await here.run("report", "--mail", "lee@example.org")).status).toBe(3);
  });
});
