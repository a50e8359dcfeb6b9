import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const EMAILS = fileURLToPath(new URL("../../emails", import.meta.url));
const DAY = "2026-03-12T08:00:00Z";
const MEMBERS = 4;

let sink: SmtpSink;
let here: Installation;
let emails: string;

const page = (inner: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section></mj-body></mjml>`;
const rule = (name: string, template: string) =>
  `rule: ${name}\nstate: live\nwhen: { inactive: 3 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "Hello", template: ${template}, picks: { hot: 2, cold: 0 } }\n`;

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

describe("a mail template that is broken", { timeout: 180_000 }, () => {
  beforeAll(async () => {
    sink = await openSmtpSink();
    emails = mkdtempSync(join(tmpdir(), "rekindle-emails-"));
    here = createInstallation({ SMTP_URL: sink.url, EMAILS_DIR: emails });
    cpSync(EMAILS, emails, { recursive: true });
    here.editSettings((text) => text.replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }"));
    const files = writeSmallCommunity(here.folder, MEMBERS);
    for (const kind of ["members", "content", "events"] as const) await here.run("import", kind, files[kind]);
    writeFileSync(join(emails, "mine.mjml"), page("{% cardz %}"));
    writeFileSync(join(emails, "locales", "fr.json"), "{");
  }, 120_000);
  afterAll(async () => {
    await sink.close();
    here.remove();
    rmSync(emails, { recursive: true });
  });

  it("is named by rules check and doctor, whether a rule uses it or not", async () => {
    const unused = await here.run("rules", "check", "--no-data");
    expect(unused.stdout).toMatch(/mine\.mjml:1:1 warning/);
    expect(unused.stdout).toMatch(/fr\.json:1:1 mistake/);
    expect(unused.stdout).toContain("cardz");
    const findings = JSON.parse((await here.run("doctor", "--json")).stdout) as Finding[];
    const finding = findings.find(({ what }) => what === "mail templates");
    expect(finding).toMatchObject({ ok: false });
    expect(finding?.says).toMatch(/mine\.mjml.*cardz.*locales\/fr\.json/);
  });

  it("stops no mail of the rules that do not use it", async () => {
    const result = await here.run("run", "--at", DAY, "--wait", "5s");
    expect(result).toMatchObject({ status: 0 });
    expect(result.stderr).toMatch(/mine\.mjml cannot be used.*cardz/);
    expect(sink.mails.length).toBe(MEMBERS);
  });

  it("is a mistake of a rule that uses it", async () => {
    here.writeRule("mine", rule("mine", "mine"));
    const used = await here.run("rules", "check", "--no-data", join(here.rules, "mine.yaml"));
    expect(used.status).toBe(1);
    expect(used.stdout).toMatch(/mine\.yaml:5:\d+ mistake\n {2}The mail template mine\.mjml cannot be used/);
    expect(used.stdout).not.toContain("fr.json");
  });
});

describe("a folder of the mails that is not there", { timeout: 60_000 }, () => {
  it("is named once, with its variable", async () => {
    const lost = createInstallation({ EMAILS_DIR: "/nope" });
    try {
      const { status, stderr, stdout } = await lost.run("rules", "check", "--no-data");
      expect(status).toBe(2);
      expect(`${stdout}${stderr}`).toMatch(/^There is no mail template in \/nope\.\nLet EMAILS_DIR name a folder.*\n$/);
    } finally {
      lost.remove();
    }
  });
});
