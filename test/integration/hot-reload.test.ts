import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createContext } from "../../src/app.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { readConfig } from "../../src/config.ts";
import { formatDigestKey } from "../../src/core/digest-key.ts";
import { showDigest } from "../../src/delivery/show-digest.ts";
import { keepCycling } from "../../src/jobs/keep-cycling.ts";
import { runCycle } from "../../src/jobs/run-cycle.ts";
import { createOutboxStore } from "../../src/platform/postgres/delivery/outbox-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const HOUR_MS = 3_600_000;
const MEMBERS = 3;

let test: TestDatabase;
let sink: SmtpSink;
let rules: string;
let told: string[];

beforeEach(async () => {
  test = await createTestDatabase();
  sink = await openSmtpSink();
  rules = mkdtempSync(join(tmpdir(), "rekindle-rules-"));
  told = [];
  write(
    "settings.yaml",
    "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n",
  );
  await run(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, ${MEMBERS}) n`);
  await run(`INSERT INTO content (external_id, title, url, published_at)
SELECT 'c' || n, 'Content ' || n, 'https://site.example/' || n, '2026-03-01' FROM generate_series(1, 30) n`);
});
afterEach(async () => {
  await sink.close();
  await test.drop();
  rmSync(rules, { recursive: true, force: true });
});

const run = <Row>(text: string): Promise<Row[]> => test.database.query<Row>({ text, values: [] });
const write = (file: string, text: string) => writeFileSync(join(rules, file), text);
const remove = (file: string) => rmSync(join(rules, file));

function ruleText(name: string, subject: string, more = "state: live\n"): string {
  return `rule: ${name}\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "${subject}", picks: { hot: 2, cold: 0 } }\n${more}`;
}

const silent: Terminal = {
  colour: false,
  live: false,
  print: () => undefined,
  warn: (text) => void told.push(text),
  progress: () => undefined,
};

/** A worker as `rekindle worker` runs it, on a clock that the test sets: cycles at the instants given, in one process. */
async function worker(work: (cycleAt: (instant: string) => Promise<void>) => Promise<void>): Promise<void> {
  const config = readConfig({
    DATABASE_URL: test.url,
    RULES_DIR: rules,
    SMTP_URL: sink.url,
    SECRET_KEY: "a secret of this test",
  });
  const context = createContext(config, silent);
  await context.migrations.migrate();
  await context.withServices(async (services) => {
    const [last] = await run<{ at: Date | null }>("SELECT clock_at AS at FROM installation");
    let now = last?.at ?? new Date("2026-03-09T23:00:00Z");
    const pipeline = await services.openPipeline(now);
    const keeper = keepCycling(
      async () => void (await runCycle(pipeline.cycle, { at: now, waitMs: 10_000 })),
      (error) => void told.push(String(error)),
      HOUR_MS,
    );
    try {
      await keeper.wake();
      await work(async (instant) => {
        now = new Date(instant);
        await keeper.wake();
      });
    } finally {
      await keeper.stop();
      await pipeline.stop();
    }
  });
  expect(told).toEqual([]);
}

/** Of the mails since the last call. */
let seen = 0;
function subjects(): string[] {
  const arrived = sink.mails.slice(seen);
  seen = sink.mails.length;
  return [...new Set(arrived.map(({ headers }) => headers.get("subject") ?? ""))];
}
beforeEach(() => {
  seen = 0;
});
const states = () =>
  run("SELECT rule, period, state, reason, count(*) AS n FROM digest GROUP BY 1, 2, 3, 4 ORDER BY 2, 1");

describe("a changed folder, in a running worker", { timeout: 120_000 }, () => {
  it("takes effect at the next slot, and every digest names the version that made it", async () => {
    write("a.yaml", ruleText("a", "One"));
    await worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(subjects()).toEqual(["One"]);
      write("a.yaml", ruleText("a", "Two"));
      await cycleAt("2026-03-10T09:00:00Z");
      expect(subjects()).toEqual([]);
      await cycleAt("2026-03-11T08:00:00Z");
      expect(subjects()).toEqual(["Two"]);
    });
    const store = createOutboxStore(test.database);
    const digests = await store.listDigests({ state: "accepted", limit: 100 });
    expect(digests).toHaveLength(2 * MEMBERS);
    for (const { key, period } of digests) {
      const { ruleVersion, mail } = await showDigest({ store }, formatDigestKey(key));
      const subject = period === "2026-03-10" ? "One" : "Two";
      expect(mail?.subject).toBe(subject);
      expect(ruleVersion).toMatchObject({ file: "a.yaml", source: ruleText("a", subject) });
    }
    expect(await run("SELECT count(*) AS n FROM rule_version WHERE rule = 'a'")).toEqual([{ n: 2 }]);
  });

  it("brings a new rule, and one that is no longer a draft, at their next slot", async () => {
    write("a.yaml", ruleText("a", "One", "state: draft\n"));
    await worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      expect(await states()).toEqual([]);
      write("a.yaml", ruleText("a", "One"));
      write("b.yaml", ruleText("b", "Other").replace("08:00", "09:00"));
      await cycleAt("2026-03-10T08:30:00Z");
      // The slot of 08:00 is within catch-up, and nobody has planned it: it is the next one.
      expect(subjects()).toEqual(["One"]);
      await cycleAt("2026-03-10T09:00:00Z");
      expect(subjects()).toEqual(["Other"]);
    });
  });

  it("keeps the last valid version of a file that is broken, also after a restart, until it is mended", async () => {
    const settings =
      "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n";
    write("a.yaml", ruleText("a", "One"));
    await worker(async (cycleAt) => {
      await cycleAt("2026-03-10T08:00:00Z");
      write("a.yaml", ruleText("a", "Two").replace("inactive", "inactiv"));
      write("b.yaml", ruleText("b", "Other").replace("08:00", "09:00"));
      await cycleAt("2026-03-11T08:00:00Z");
      await cycleAt("2026-03-11T09:00:00Z");
      expect(subjects()).toEqual(["One", "Other"]);
    });
    write("settings.yaml", `${settings}nonsense: 1\n`);
    await worker(async (cycleAt) => {
      await cycleAt("2026-03-12T08:00:00Z");
      expect(subjects()).toEqual(["One"]);
      write("a.yaml", ruleText("a", "Three"));
      write("settings.yaml", settings);
      await cycleAt("2026-03-13T08:00:00Z");
      expect(subjects()).toEqual(["Three"]);
    });
    expect(await run("SELECT count(DISTINCT rule_hash) AS n FROM digest WHERE rule = 'a'")).toEqual([{ n: 2 }]);
  });

  it("expires what a rule that was deleted, paused or renamed has not sent; under its new name it begins anew", async () => {
    const limits = "limits: { again_after: 7 days }\nstate: live\n";
    write(
      "settings.yaml",
      "sending: off\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\nexpire_after: 3 days\n",
    );
    for (const [index, name] of ["deleted", "paused", "renamed"].entries()) {
      write(`${name}.yaml`, ruleText(name, name, limits).replace("08:00", `1${index}:00`));
    }
    await worker(async (cycleAt) => {
      await cycleAt("2026-03-10T12:00:00Z");
      expect(await states()).toMatchObject([
        { rule: "deleted", state: "rendered", n: MEMBERS },
        { rule: "paused", state: "rendered", n: MEMBERS },
        { rule: "renamed", state: "rendered", n: MEMBERS },
      ]);
      remove("deleted.yaml");
      write("paused.yaml", ruleText("paused", "paused", "state: paused\n"));
      remove("renamed.yaml");
      write("another.yaml", ruleText("another", "another", limits).replace("08:00", "12:00"));
      await cycleAt("2026-03-10T12:01:00Z");
      expect(await states()).toEqual([
        { rule: "another", period: "2026-03-10", state: "rendered", reason: null, n: MEMBERS },
        { rule: "deleted", period: "2026-03-10", state: "expired", reason: "rule_gone", n: MEMBERS },
        { rule: "paused", period: "2026-03-10", state: "expired", reason: "rule_gone", n: MEMBERS },
        { rule: "renamed", period: "2026-03-10", state: "expired", reason: "rule_gone", n: MEMBERS },
      ]);
      // Its own again_after holds from here on.
      await cycleAt("2026-03-11T12:00:00Z");
      expect((await states()).filter((row) => (row as { rule: string }).rule === "another")).toHaveLength(1);
    });
  });
});
