import type { Command } from "commander";
import { inOrder } from "../../audience/due-moments.ts";
import type { LoadedRules } from "../../audience/load-rules.ts";
import type { DigestState } from "../../core/community.ts";
import { RekindleError } from "../../core/errors.ts";
import type { IngestDeps } from "../../ingest/ports.ts";
import type { CycleResult } from "../../jobs/run-cycle.ts";
import type { LiftReport } from "../../report/lift/lift-report.ts";
import { measureLift } from "../../report/lift/measure-lift.ts";
import type { ReportDeps } from "../../report/make-report.ts";
import { PLANTED_EFFECT } from "../../simulate/behaviour.ts";
import { type Community, createCommunity, endOfProgramme } from "../../simulate/community.ts";
import { listExposed, type PlantedEffect, plantedEffects } from "../../simulate/outcomes.ts";
import { runProgramme } from "../../simulate/programme.ts";
import { parseCount } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { createFeed } from "./demo-feed.ts";
import { type DemoProgress, liveThrough } from "./demo-loop.ts";
import type { DemoMailbox } from "./demo-mailbox.ts";
import { compareWithPlanted, type DemoSummary, tellDemo } from "./demo-summary.ts";

/** Everything that the demo needs of the application: a fresh database, the real pipeline, and a mail server of its own. */
export interface DemoDependencies {
  /** The shipped rules under the demo's settings (`withDemoSettings`). */
  readonly loaded: LoadedRules;
  readonly ingest: IngestDeps;
  readonly runCycle: (at: Date) => Promise<CycleResult>;
  /** Where the local mail server delivers. */
  readonly mailbox: DemoMailbox;
  readonly findTargets: (links: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly countStates: () => Promise<Readonly<Partial<Record<DigestState, number>>>>;
  readonly report: ReportDeps;
  /** Sends the team the report of the last week by `now`. */
  readonly mailWeekly: (now: Date) => Promise<void>;
  /** Starts the pages; answers their address. */
  readonly servePages: (demo: DemoPages) => Promise<string>;
}

/** What the demo's pages show beside what they read for themselves. */
export interface DemoPages {
  readonly mailbox: DemoMailbox;
  readonly planted: readonly PlantedEffect[];
  /** The end of the programme, and an instant by which everything of it has been received. */
  readonly endedAt: Date;
  readonly now: Date;
}

export interface DemoContext {
  readonly terminal: Terminal;
  /** Makes the demo's folder anew, opens everything in it, does the work, closes everything. */
  withDemo<T>(work: (deps: DemoDependencies) => Promise<T>): Promise<T>;
  readonly untilToldToStop: () => Promise<void>;
}

interface DemoOptions {
  readonly members: number;
  readonly weeks: number;
  readonly seed: number;
  readonly serve: boolean;
  readonly json?: boolean;
}

/** Fixed before any result was looked at, like everything that is planted. */
const DEFAULT_SEED = 2026;
const FIRST_DAY = "2026-09-07";
const HISTORY_WEEKS = 8;
const CONTENTS_PER_WEEKDAY = 4;
const MOST_MEMBERS = 50_000;
const MOST_WEEKS = 26;

export function addDemoCommand(program: Command, context: DemoContext): void {
  program
    .command("demo")
    .description("eight weeks of a simulated community through the real pipeline, then its report and inbox")
    .option("--members <count>", "how many members", parseCount, 2000)
    .option("--weeks <count>", "how many weeks of digests", parseCount, 8)
    .option("--seed <number>", "another community", parseCount, DEFAULT_SEED)
    .option("--no-serve", "end after the report, without pages")
    .option("--json", "print one summary as JSON")
    .action(async (options: DemoOptions) => {
      checkOptions(options);
      await context.withDemo((deps) => runDemo(context, deps, options));
    });
}

function checkOptions({ members, weeks }: DemoOptions): void {
  if (members < 1 || members > MOST_MEMBERS || weeks < 1 || weeks > MOST_WEEKS) {
    throw new RekindleError(
      "usage",
      `A demo has 1 to ${MOST_MEMBERS.toLocaleString("en")} members and 1 to ${MOST_WEEKS} weeks.`,
      "Try: rekindle demo --members 2000 --weeks 8",
    );
  }
}

async function runDemo(context: DemoContext, deps: DemoDependencies, options: DemoOptions): Promise<void> {
  const { terminal } = context;
  const startedAt = performance.now();
  const { members, weeks, seed } = options;
  terminal.progress("making a community…");
  const community = createCommunity({
    seed,
    members,
    weeks,
    start: FIRST_DAY,
    historyWeeks: HISTORY_WEEKS,
    contentsPerWeekday: CONTENTS_PER_WEEKDAY,
  });
  const feed = createFeed(community, deps.ingest);
  const { loaded, mailbox, findTargets, runCycle } = deps;
  const onProgress = showProgress(terminal, startedAt);
  const lived = await liveThrough({ community, loaded, feed, mailbox, findTargets, runCycle, onProgress });
  terminal.progress("comparing with what was planted…");
  const endedAt = endOfProgramme(community);
  const now = new Date(endedAt.getTime() + 48 * 3_600_000);
  const report = await measureLift(deps.report, { from: null, to: endedAt, rule: null, now });
  const planted = plant(community, loaded, endedAt, report);
  const digests = Object.fromEntries(Object.entries(await deps.countStates()));
  terminal.progress(null);
  const summary: DemoSummary = {
    members,
    weeks,
    cycles: lived.cycles,
    digests,
    lift: compareWithPlanted(report, planted),
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  };
  terminal.print(
    options.json === true ? JSON.stringify(summary) : tell(terminal, summary, report, community, loaded, feed.visits),
  );
  if (!options.serve) return;
  terminal.progress("writing the team's weekly report…");
  await deps.mailWeekly(now);
  terminal.progress(null);
  const url = await deps.servePages({ mailbox, planted, endedAt, now });
  terminal.warn(
    `\nThe report, the rules and every mail: ${url}\nCtrl-C ends the demo; its data stay until the next one.`,
  );
  await context.untilToldToStop();
}

/** Both worlds of every exposed member, in memory: what only a simulation can know. */
function plant(
  community: Community,
  { settings, rules }: LoadedRules,
  endedAt: Date,
  { experiments: [programme] }: LiftReport,
): PlantedEffect[] {
  const live = inOrder(
    rules.filter(({ state }) => state === "live"),
    settings.order,
  );
  const exposed = listExposed(runProgramme(community, { settings, rules: live }, PLANTED_EFFECT), endedAt);
  return plantedEffects(exposed, programme?.returns?.horizonDays ?? null);
}

function tell(
  terminal: Terminal,
  summary: DemoSummary,
  report: LiftReport,
  community: Community,
  { settings }: LoadedRules,
  visits: number,
): string {
  return tellDemo(terminal, summary, {
    community: settings.brand.name,
    timezones: community.opening.size,
    contents: community.contents.length,
    visits,
    exposed: report.experiments[0]?.members ?? { treated: 0, held_out: 0 },
  });
}

const BAR_WIDTH = 24;

/** A line that moves on a terminal; elsewhere a line a week. */
function showProgress(terminal: Terminal, startedAt: number): (progress: DemoProgress) => void {
  let week = 0;
  return ({ day, days, date, mails, visits }) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const counts = `${mails.toLocaleString("en")} mails, ${visits.toLocaleString("en")} visits, ${seconds} s`;
    if (terminal.live) {
      const full = Math.round((day / days) * BAR_WIDTH);
      const bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
      terminal.progress(`${bar} day ${day} of ${days}, ${date}: ${counts}`);
    } else if (Math.floor(day / 7) > week) {
      week = Math.floor(day / 7);
      terminal.warn(`week ${week} of ${days / 7}: ${counts}`);
    }
  };
}
