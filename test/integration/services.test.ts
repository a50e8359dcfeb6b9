import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createInstallation, type Installation, type Running, writeSmallCommunity } from "../support/rekindle.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

interface Outbox {
  readonly states: Record<string, number>;
}

const DAY = "2026-03-12T08:00:00Z";
const MEMBERS = 60;

let sink: SmtpSink;
let here: Installation;

beforeEach(async () => {
  sink = await openSmtpSink();
  here = createInstallation({ SMTP_URL: sink.url });
  here.editSettings((text) => text.replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }"));
});

afterEach(async () => {
  await sink.close();
  expect(await serverIsGone(here)).toBe(true);
  here.remove();
});

/** The embedded server's process, as its own pid file names it; true once nobody has that number any more. */
async function serverIsGone({ folder }: Installation): Promise<boolean> {
  let location = join(folder, "data");
  try {
    location = (JSON.parse(readFileSync(join(folder, "data", "postgres.json"), "utf8")) as { dataDirectory: string })
      .dataDirectory;
  } catch {
    return true;
  }
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    try {
      const pid = Number(readFileSync(join(location, "postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function fill(): Promise<void> {
  const files = writeSmallCommunity(here.folder, MEMBERS);
  for (const kind of ["members", "content", "events"] as const) {
    expect((await here.run("import", kind, files[kind])).status).toBe(0);
  }
}

function signalGroup(running: Running, signal: NodeJS.Signals): void {
  process.kill(-(running.child.pid ?? 0), signal);
}

const atMostOneDot = () => {
  for (const count of sink.allDots.values()) expect(count).toBe(1);
};

describe("the services of a folder", { timeout: 180_000 }, () => {
  it("are made once when two runs come to an empty folder at the same moment", async () => {
    const [first, second] = await Promise.all([here.run("run"), here.run("run")]);
    expect([first?.stderr, second?.stderr]).toEqual(["", ""]);
    expect([first?.status, second?.status]).toEqual([0, 0]);
  });

  it("serve a run while start runs, and outlive neither", async () => {
    await fill();
    const service = here.start("start");
    await service.saw("Cycles run every minute");
    const run = await here.run("run");
    expect(run.status).toBe(0);
    // A second clock beside the wall clock would plan out of order.
    const other = await here.run("run", "--at", DAY);
    expect(other.status).toBe(2);
    expect(other.stderr).toContain("--dry-run");
    signalGroup(service, "SIGTERM");
    expect((await service.ended).status).toBe(0);
  });

  it("tell what LOG_LEVEL lets them: of an error alone, neither that they run nor that they end", async () => {
    const quiet = createInstallation({ LOG_LEVEL: "error", SMTP_URL: sink.url });
    try {
      mkdirSync(join(quiet.folder, "connectors"));
      quiet.writeFile("connectors/broken.yaml", "kind: pigeon\n");
      const service = quiet.start("worker");
      await service.saw("Connectors with a mistake are left out");
      signalGroup(service, "SIGTERM");
      const { status, stdout, stderr } = await service.ended;
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
      expect(stderr).not.toContain("Stopping");
      expect(await serverIsGone(quiet)).toBe(true);
    } finally {
      quiet.remove();
    }
  });

  it("go on after kill -9 of the process that started them", async () => {
    await fill();
    const service = here.start("start");
    await service.saw("Cycles run every minute");
    service.child.kill("SIGKILL");
    await service.ended;
    const run = await here.run("run");
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });

  it("survive Ctrl-C to the whole group while sending: what is in flight is told, and nothing is sent twice", async () => {
    await fill();
    const answer = sink.holdAnswers();
    const run = here.start("run", "--at", DAY, "--wait", "60s");
    await eventually(() => sink.held > 0);
    signalGroup(run, "SIGINT");
    answer();
    await run.ended;
    const { states } = await here.json<Outbox>("outbox");
    expect(states.unknown ?? 0).toBe(0);
    await here.run("run", "--at", DAY, "--wait", "60s");
    expect((await here.json<Outbox>("outbox")).states).toEqual({ accepted: MEMBERS });
    expect(sink.mails).toHaveLength(MEMBERS);
    atMostOneDot();
  });

  it("leave at most what was in flight uncertain after kill -9 while sending, and never send that again by themselves", async () => {
    await fill();
    const answer = sink.holdAnswers();
    const run = here.start("run", "--at", DAY);
    await eventually(() => sink.held > 0);
    const inFlight = sink.held;
    run.child.kill("SIGKILL");
    await run.ended;
    answer();
    const cycle = await here.run("run", "--at", DAY, "--wait", "90s");
    expect(cycle.status).toBe(0);
    const { states } = await here.json<Outbox>("outbox");
    const settled =
      (states.accepted ?? 0) +
      (states.unknown ?? 0) +
      (states.submitting ?? 0) +
      (states.claimed ?? 0) +
      (states.rendered ?? 0);
    expect(settled).toBe(MEMBERS);
    expect(states.unknown ?? 0).toBeLessThanOrEqual(Math.max(inFlight, 10));
    atMostOneDot();
  });
});

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("it did not come about within a minute");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
