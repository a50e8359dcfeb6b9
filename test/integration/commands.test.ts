import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeDkimKey, verifyDkim } from "../support/dkim.ts";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

interface Slot {
  readonly rule: string;
  readonly funnel: Record<string, number>;
  readonly outcome: Record<string, number>;
}
interface Cycle {
  readonly slots: Slot[];
  readonly next: string;
}
interface Outbox {
  readonly states: Record<string, number>;
}

/** A link to the site, by way of its stored target. */
const STORED_LINK = /"http:\/\/127\.0\.0\.1:\d+\/l\/1l-[\w-]+"/;
const DAY = "2026-03-12T08:00:00Z";
const MEMBERS = 40;
const NO_HOLDOUT = (text: string) => text.replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }");

let sink: SmtpSink;
let here: Installation;

const DKIM = { rsa: makeDkimKey("rsa"), ed: makeDkimKey("ed25519") };
const DKIM_RECORDS = Object.fromEntries(
  Object.entries(DKIM).map(([selector, { record }]) => [`${selector}._domainkey.example.org`, record]),
);

async function install(): Promise<void> {
  const keys = Object.entries(DKIM).map(
    ([selector, { pem }]) => `${selector}@example.org=${pem.replace(/\n/g, "\\n")}`,
  );
  here = createInstallation({ SMTP_URL: sink.url, DKIM_KEYS: keys.join(",") });
  here.editSettings(NO_HOLDOUT);
  const files = writeSmallCommunity(here.folder, MEMBERS);
  for (const kind of ["members", "content", "events"] as const) {
    const result = await here.run("import", kind, files[kind]);
    expect(result.stderr).toBe("");
    expect(result.status).toBe(0);
  }
}

const total = ({ slots }: Cycle, outcome: string) => slots.reduce((sum, slot) => sum + (slot.outcome[outcome] ?? 0), 0);

beforeAll(async () => {
  sink = await openSmtpSink();
});
afterAll(() => sink.close());

describe("a day with the commands", { timeout: 180_000 }, () => {
  beforeAll(install, 120_000);
  afterAll(() => here.remove());
  afterEach(() => sink.behave());

  it("imports again without changing anything", async () => {
    const again = await here.json<Record<string, number>>("import", "events", join(here.folder, "events.csv"));
    expect(again).toMatchObject({ new: 0, changed: 0, unchanged: MEMBERS, refused: 0 });
  });

  it("says what to do about an id that looks like an option, and takes one that is a negative number", async () => {
    const asOption = await here.run("members", "show", "-m5");
    expect(asOption).toMatchObject({ status: 2, stderr: expect.stringContaining("-- -m5") });
    expect((await here.run("members", "show", "--", "-m5")).stderr).toContain('There is no member "-m5"');
    expect((await here.run("members", "show", "-8845298781299428018")).stderr).toContain("There is no member");
  });

  it("looks without a trace on a dry run, and answers the same as a preview", async () => {
    const dry = await here.json<Cycle>("run", "--at", DAY, "--dry-run");
    const preview = await here.json<{ matched: number; members: { id: string; picks: unknown[] }[] }>(
      "rules",
      "preview",
      "seven-days-away",
      "--at",
      DAY,
    );
    const slot = dry.slots.find(({ rule }) => rule === "seven-days-away");
    expect(slot?.funnel.matched).toBe(MEMBERS);
    expect(preview.matched).toBe(MEMBERS);
    expect(preview.members).toHaveLength(slot?.funnel.planned ?? -1);
    expect(preview.members[0]?.picks.length).toBeGreaterThan(0);
    expect((await here.json<Outbox>("outbox")).states).toEqual({});
    // Of people, by the community's clocks; Paris is an hour ahead of UTC in March.
    const told = await here.run("run", "--at", DAY, "--dry-run");
    expect(told.stdout).toMatch(/^The next send moment is 2026-03-1\d \d\d:\d\d \(Europe\/Paris\)\.$/m);
    expect(told.stdout).not.toMatch(/\dT\d\d:\d\d/);
    const early = await here.run("run", "--at", "2026-03-12T02:00:00Z", "--dry-run", "--catch-up", "1m");
    expect(early.stdout).toContain("Nothing is due at 2026-03-12 03:00 (Europe/Paris).");
    expect((await here.run("rules", "list", "--at", DAY)).stdout).toMatch(/^rule +state +next \(Europe\/Paris\)/m);
  });

  it("defers when the mail server is down, says so, and loses nothing", async () => {
    await sink.stop();
    const result = await here.run("run", "--at", DAY, "--wait", "0s");
    await sink.start();
    expect(result.status).toBe(0);
    expect(result.stdout).toContain(`${MEMBERS}`);
    expect(result.stdout).toMatch(/tried again/);
    expect((await here.json<Outbox>("outbox")).states).toEqual({ deferred: MEMBERS });
  });

  it("sends them once the server is back, each member their own, each once", async () => {
    const cycle = await here.json<Cycle>("run", "--at", DAY, "--wait", "120s");
    expect(total(cycle, "accepted")).toBe(MEMBERS);
    expect(new Set(sink.mails.map(({ to }) => to)).size).toBe(MEMBERS);
    for (const count of sink.allDots.values()) expect(count).toBe(1);
    const [mail] = sink.mails;
    expect(mail?.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(mail?.headers.get("list-unsubscribe")).toMatch(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[\w-]+>$/);
  });

  it("plans and sends nothing the second time", async () => {
    const cycle = await here.json<Cycle>("run", "--at", DAY);
    expect(cycle.slots).toEqual([]);
    expect(sink.mails).toHaveLength(MEMBERS);
  });

  it("refuses an instant before the last one, but not to look at it", async () => {
    const refused = await here.run("run", "--at", "2026-03-11T08:00:00Z");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("--dry-run");
    expect((await here.run("run", "--at", "2026-03-11T08:00:00Z", "--dry-run")).status).toBe(0);
  });

  it("shows a member what was found out about them, and a digest as it was sent", async () => {
    const member = await here.json<{ visits: { count: number }; digests: { id: string; state: string }[] }>(
      "members",
      "show",
      "m1",
    );
    expect(member.visits.count).toBe(1);
    expect(member.digests).toMatchObject([{ state: "accepted" }]);
    const shown = await here.json<{
      mail: { html: string; text: string };
      picks: unknown[];
      ruleVersion: { hash: string };
    }>("outbox", "show", member.digests[0]?.id ?? "");
    expect(shown.mail.html).toMatch(STORED_LINK);
    expect(shown.picks.length).toBeGreaterThan(0);
    expect(shown.ruleVersion.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("writes a digest's mail as a file, byte for byte as it was sent", async () => {
    const { digests } = await here.json<{ digests: { id: string }[] }>("members", "show", "m1");
    const id = digests[0]?.id ?? "";
    const files = join(here.folder, "mails");
    const shown = await here.run("outbox", "show", id, "--out", files);
    expect(shown.stdout).toContain(`${id}.eml`);
    expect(shown.stdout).toMatch(/submitting +accepted .+250/);
    expect(Math.max(...shown.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    const sent = sink.mails.find(({ headers }) => headers.get("message-id")?.startsWith(`<d.${id}.`));
    expect(readFileSync(join(files, `${id}.eml`), "latin1")).toBe(sent?.raw);
    expect(await verifyDkim(readFileSync(join(files, `${id}.eml`)), DKIM_RECORDS)).toEqual([
      "ed/ed25519-sha256/pass",
      "rsa/rsa-sha256/pass",
    ]);
    expect(readFileSync(join(files, `${id}.html`), "utf8")).toMatch(STORED_LINK);
  });

  it("holds while paused and goes on after resume", async () => {
    const nextWeek = "2026-03-20T08:00:00Z";
    expect((await here.run("pause")).status).toBe(0);
    const held = await here.json<Cycle>("run", "--at", nextWeek);
    expect(total(held, "held")).toBe(MEMBERS);
    expect(total(held, "accepted")).toBe(0);
    const told = (await here.run("outbox")).stdout.replace(/\s+/g, " ");
    expect(told).toContain(`All sending is paused: ${MEMBERS} digests wait. Go on with: rekindle resume`);
    expect(told).toContain("all sending is paused: rek");
    expect((await here.run("resume")).status).toBe(0);
    const sent = await here.json<Cycle>("run", "--at", nextWeek);
    expect(total(sent, "accepted")).toBe(MEMBERS);
  });

  it("answers a broken rule like a compiler, goes on with its last valid text, and with all others", async () => {
    const file = join(here.rules, "seven-days-away.yaml");
    const valid = readFileSync(file, "utf8");
    writeFileSync(file, valid.replace("inactive:", "inactve:"));
    const check = await here.run("rules", "check");
    expect(check.status).toBe(1);
    expect(check.stdout).toMatch(/seven-days-away\.yaml:\d+:\d+/);
    expect(check.stdout).toContain("inactive");
    expect(check.stdout.trimEnd()).toMatch(/1 mistake.*Members were looked at too\.$/);
    expect((await here.run("rules", "check", "--no-data", join(here.rules, "first-steps.yaml"))).status).toBe(0);
    const list = await here.run("rules", "list");
    expect(list.stdout).toContain("seven-days-away");
    writeFileSync(file, valid);
    expect((await here.run("rules", "check")).status).toBe(0);
  });

  it.each([
    [["run", "--at", "2026-03-12T08:00:00"], 2, "zone"],
    [["run", "--att", DAY], 2, "--at"],
    [["rules", "preview", "seven-days-awya"], 2, "seven-days-away"],
    [["rules", "check", "no-such-rule.yaml"], 2, "no-such-rule.yaml"],
    [["outbox", "show", "nonsense"], 2, "12.345"],
    [["members", "show", "nobody"], 2, "nobody"],
    [["import", "members", "no-such-file.csv"], 2, "no-such-file.csv"],
    [["report", "--period", "someday"], 2, "someday"],
    [["report", "--rule", "seven-days-awya"], 2, "seven-days-away"],
    [["report", "--out", "no-such-folder/report.txt"], 2, "there is no folder no-such-folder"],
    [["report", "--saved", "--out", "no-such-folder/list.txt"], 2, "there is no folder no-such-folder"],
  ])("answers %j with a status and a word that helps", async (args, status, word) => {
    const result = await here.run(...args);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(word);
  });

  it("writes the report as text, JSON and a page", async () => {
    const at = "2026-04-20T08:00:00Z";
    expect((await here.run("report", "--at", at)).stdout).toContain("settings.yaml holds nobody out");
    expect(await here.json("report", "--at", at)).toHaveProperty("experiments");
    const page = join(here.folder, "report.html");
    await here.run("report", "--at", at, "--format", "html", "--lang", "fr", "--out", page);
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, "utf8")).toContain('lang="fr"');
  });
});

describe("what comes in that is odd", { timeout: 120_000 }, () => {
  beforeEach(() => {
    here = createInstallation({ SMTP_URL: sink.url });
    here.editSettings(NO_HOLDOUT);
  });
  afterEach(() => here.remove());

  it("is kept, mended or refused with its reason, and the rest goes on", async () => {
    const file = (name: string, text: string) => {
      writeFileSync(join(here.folder, name), text);
      return join(here.folder, name);
    };
    const members = await here.run(
      "import",
      "members",
      file(
        "members.csv",
        `id,email,firstName,locale,timezone,createdAt
-77,minus@members.example,Ana,de,Europe/Berlin,2026-01-05T00:00:00Z
no-mail,,Bo,en,UTC,2026-01-05T00:00:00Z
mars,mars@members.example,Chi,fr,Mars/Olympus,2026-01-05T00:00:00Z
when,when@members.example,Di,en,UTC,2026-01-05
`,
      ),
    );
    expect(members.status).toBe(1);
    expect(members.stdout).toContain("3 new, 0 changed, 0 unchanged, 1 refused");
    expect(members.stdout).toContain("Mars/Olympus");
    expect(readFileSync(join(here.folder, "members.csv.rejected.csv"), "utf8")).toMatch(/5,.*createdAt/);
    const content = await here.run(
      "import",
      "content",
      file(
        "content.csv",
        `id,title,url,type,themes,language,publishedAt
1,"A title
on two lines",https://site.example/1,article,pricing,,2026-03-01T06:00:00Z
2,Second,https://site.example/2,article,pricing,,2026-03-02T06:00:00Z
`,
      ),
    );
    expect(content.status).toBe(0);
    here.editSettings((text) => text.replace(/^events: .*$/m, "events: { article_read: Content Viewed }"));
    const events = file(
      "events.csv",
      "userId,event,contentId,timestamp\nno-mail,article_read,1,2026-03-02T10:00:00Z\n",
    );
    expect((await here.run("import", "events", events)).status).toBe(0);
    const shown = await here.json<{ views: { count: number } }>("members", "show", "no-mail");
    expect(shown.views.count).toBe(1);
    const cycle = await here.json<Cycle>(
      "run",
      "--at",
      "2026-03-12T07:00:00Z",
      "--ignore-hour",
      "--rule",
      "seven-days-away",
    );
    const funnel = cycle.slots.map((slot) => slot.funnel);
    expect(funnel.reduce((sum, { no_email }) => sum + (no_email ?? 0), 0)).toBe(1);
    expect(total(cycle, "accepted")).toBe(2);
    const mail = sink.mails.find(({ to }) => to.includes("minus@members.example"));
    expect(mail?.headers.get("subject")).toBeDefined();
    const { html } = await simpleParser(mail?.raw ?? "");
    expect(html).toContain('lang="en"');
    expect(html).toContain("A title on two lines");
  });

  it("does not run against a database that is down, and says which", async () => {
    const away = createInstallation({ DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none" });
    const result = await away.run("run", "--at", DAY);
    away.remove();
    expect(result.status).toBe(3);
    expect(result.stderr).toContain("127.0.0.1:9");
    expect(result.stderr).toContain("DATABASE_URL");
  });
});
