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
/** Alone at its hour, so that no other rule wins. */
const rule = (name: string, hour: string) =>
  `rule: ${name}\nstate: live\nwhen: { inactive: 3 days }\nsend: { every: day, at: "${hour}" }\ndigest: { subject: "Hello", template: ${name}, picks: { hot: 2, cold: 0 } }\n`;

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
    expect(unused.stdout).toMatch(/mine\.mjml:1:48 warning/);
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
    here.writeRule("mine", rule("mine", "13:00"));
    const used = await here.run("rules", "check", "--no-data", join(here.rules, "mine.yaml"));
    expect(used.status).toBe(1);
    expect(used.stdout).toMatch(/mine\.yaml:5:\d+ mistake\n {2}The mail template mine\.mjml cannot be used/);
    expect(used.stdout).not.toContain("fr.json");
  });

  it("is warned of where nothing in it leads to unsubscribing", async () => {
    writeFileSync(join(emails, "closed.mjml"), page("Hello"));
    writeFileSync(join(emails, "closed.txt.liquid"), "Hello");
    here.writeRule("closed", rule("closed", "15:00"));
    const { stdout } = await here.run("rules", "check", "--no-data", "--json");
    const warnings = (JSON.parse(stdout) as { file: string; severity: string; message: string }[]).filter(
      ({ message }) => message.includes("unsubscribing"),
    );
    expect(warnings).toMatchObject([
      { file: "closed.yaml", severity: "warning", message: expect.stringMatching(/closed\.mjml leads/) },
      { file: "closed.yaml", severity: "warning", message: expect.stringMatching(/closed\.txt\.liquid leads/) },
    ]);
  });

  it("is tried once in a run, said once, and waited for by nobody: that it does not compile, or fails as it is filled in", async () => {
    writeFileSync(join(emails, "endless.mjml"), page("{% for i in (1..99999999) %}x{% endfor %}"));
    here.writeRule("endless", rule("endless", "14:00"));
    here.editSettings((text) => text.replace(/^caps:.*(\n {2,}.*)*$/m, "caps: []"));
    for (const [name, hour] of [
      ["mine", "13:00"],
      ["endless", "14:00"],
    ] as const) {
      const began = performance.now();
      const result = await here.run("run", "--at", `2026-03-13T${hour}:00Z`, "--wait", "5s", "--catch-up", "30m");
      expect(performance.now() - began).toBeLessThan(30_000);
      expect(result.stdout).toMatch(new RegExp(`${name}[^]*${MEMBERS} planned`));
      expect(result.stderr.split("\n").filter((line) => line.includes(`${name}: digests could not be`))).toHaveLength(
        1,
      );
    }
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
