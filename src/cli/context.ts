import type { CheckStore } from "../audience/checking/ports.ts";
import type { MemberDirectory, MemberReader } from "../audience/explaining/ports.ts";
import type { BrakeStore } from "../audience/holding/ports.ts";
import type { LoadedRules } from "../audience/load-rules.ts";
import type { AudienceStore, RuleFiles, RuleStore } from "../audience/ports.ts";
import type { MailShelf, PrivacyStore } from "../audience/privacy/ports.ts";
import type { ConnectorFolder } from "../core/connectors/read-connectors.ts";
import type { Evaluation } from "../core/rules/evaluation.ts";
import type { FolderOptions } from "../core/rules/read/check-folder.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import type { Settings } from "../core/rules/settings.ts";
import type { RenderText } from "../core/rules/warn/warning.ts";
import type { SubmitOutcome } from "../core/smtp-replies.ts";
import type { Statement } from "../core/statement.ts";
import type { ImportedReturns } from "../delivery/feedback/import-returned-mail.ts";
import type { OutboxStore, ResolveStore, ShownDigest, WaitingStore } from "../delivery/outbox/ports.ts";
import type { PreferenceStore, UnsubscribeStore } from "../delivery/preferences/ports.ts";
import type { RestoredStore } from "../delivery/restored/ports.ts";
import type { MailTemplates } from "../digest/mails/ports.ts";
import type { ProposedDigest } from "../digest/propose-picks.ts";
import type { Sample } from "../digest/render-sample.ts";
import type { ArrivalStore } from "../ingest/arrivals/ports.ts";
import type { PolledFeed } from "../ingest/feeds/poll-feeds.ts";
import type { ForumImported, ForumImportOptions } from "../ingest/forum/import-forum.ts";
import type { TriedDelivery } from "../ingest/hooks/try-delivery.ts";
import type { ImportInput, IngestDeps, WriteKeyStore } from "../ingest/ports.ts";
import type { RejectionStore } from "../ingest/rejections/ports.ts";
import type { RanSource, SourceOptions } from "../ingest/sql/run-sources.ts";
import type { TriedQuery } from "../ingest/sql/try-source.ts";
import type { CycleDependencies } from "../jobs/run-cycle.ts";
import type { AdviceDeps } from "../report/advice/advise-holdout.ts";
import type { ForecastDeps } from "../report/forecast/foresee-weeks.ts";
import type { ReportDeps } from "../report/make-report.ts";
import type { ChartRenderer } from "../report/ports.ts";
import type { SavedReportStore } from "../report/saved/ports.ts";
import type { SponsorDeps } from "../report/sponsor/measure-sponsor.ts";
import type { TableSource } from "../report/table/ports.ts";
import type { ReportLanguage } from "../report/words/words.ts";
import type { WorkbookWriter } from "../report/workbook/ports.ts";
import type { DemoContext } from "./demo/demo.ts";

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly what: string;
  /** null: it could not be told, or is for a person to judge. */
  readonly ok: boolean | null;
  /** Several lines, the first of which says most. */
  readonly says: string;
  /** What to do about it; null: nothing. */
  readonly remedy: string | null;
}

export interface TemplateFlaws extends Pick<MailTemplates, "problems" | "withoutWayOut"> {
  readonly strangers: ReturnType<MailTemplates["strangers"]>;
}

/** What app.ts gives to every command. */
export interface CommandContext extends DemoContext {
  /** Of Rekindle itself. */
  readonly version: string;
  readonly wallClock: () => Date;
  /** Who types, by the operating system's word. */
  readonly person: string;
  /** What was typed at the terminal; null: there is none. */
  readonly ask: (question: string) => Promise<string | null>;
  /** A folder and those above it, where they are missing. Rejects with the system's error. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** Makes a file that only its owner can read. Rejects where there is one already. */
  readonly writePrivateFile: (path: string, text: string) => Promise<void>;
  readonly ruleFiles: RuleFiles;
  /** Those of another folder. */
  readonly openRuleFiles: (directory: string) => RuleFiles;
  /** The rows of a file, or of standard input (`-`). */
  readonly openTable: (path: string) => Promise<TableSource>;
  readonly connectorsDirectory: string;
  readonly loadConnectors: () => Promise<ConnectorFolder>;
  /** What the delivery in a file (or `-`) would become, under headers named in small letters. */
  readonly tryDelivery: (name: string, path: string, headers: ReadonlyMap<string, string>) => Promise<TriedDelivery>;
  readonly folderOptions: () => Promise<FolderOptions>;
  /** What is wrong with files of the mails, by their path: compiles all templates. */
  readonly templateFlaws: () => Promise<TemplateFlaws>;
  /** Fills in a text of a rule, as mails do. */
  readonly renderText: RenderText;
  /** What finds a rule's audience, or of what each member would be told by one that waits for something. */
  readonly ruleStatement: (rule: CheckedRule, evaluation: Evaluation, settings: Settings) => Statement;
  readonly migrations: {
    /** Answers the names of those it applied. */
    migrate(): Promise<string[]>;
    list(): Promise<readonly { readonly name: string; readonly appliedAt: Date | null }[]>;
  };
  /** Whether there is a database to look at; nothing is started to find out. */
  readonly hasDatabase: () => Promise<boolean>;
  /** Looks at everything that Rekindle depends on. */
  readonly examine: () => Promise<Finding[]>;
  /** The work, or the rejection that an interruption brings. */
  readonly interruptible: <T>(work: Promise<T>) => Promise<T>;
  /** Aborts at SIGTERM or Ctrl-C. */
  readonly interrupted: AbortSignal;
  /**
   * Opens the database, does the work, closes everything, whatever happens. An interruption breaks the work off, unless
   * it is `graceful`: then the work itself sees to its end.
   */
  withServices<T>(work: (services: Services) => Promise<T>, options?: { readonly graceful?: boolean }): Promise<T>;
}

/** The database and all that stands on it. Queue, mail server and templates are opened when they are first needed. */
export interface Services {
  readonly loadRules: () => Promise<LoadedRules>;
  readonly ingest: (loaded: LoadedRules) => IngestDeps;
  /** Asks feeds of the connectors folder: those due, or all; those named, or all. */
  readonly pollFeeds: (which: {
    readonly names?: readonly string[];
    readonly all?: boolean;
  }) => Promise<readonly PolledFeed[]>;
  /** Takes in the forum of a connector through its API, or goes on where that broke off. */
  readonly importForum: (name: string, options: ForumImportOptions) => Promise<ForumImported>;
  /** Reads the site's databases of the connectors folder: those due, or all; the one named, or every one. */
  readonly runSources: (which: SourceOptions & { readonly name?: string }) => Promise<readonly RanSource[]>;
  /** The first rows of one, as they would be taken. */
  readonly trySource: (name: string, signal: AbortSignal) => Promise<readonly TriedQuery[]>;
  /** A path, or `-`. */
  readonly openImport: (path: string) => Promise<ImportInput>;
  readonly audiences: AudienceStore;
  readonly checks: CheckStore;
  readonly rules: RuleStore;
  readonly brakes: BrakeStore;
  readonly members: MemberDirectory;
  /** What members choose, and whether they are mailed at all. */
  readonly preferences: PreferenceStore;
  readonly consents: UnsubscribeStore;
  /** Members as `rules explain` evaluates them. */
  readonly explained: MemberReader;
  /** `explained`: with what became of every content. */
  readonly proposePicks: (
    subject: PreviewSubject,
    memberIds: readonly number[],
    explained?: boolean,
  ) => Promise<readonly ProposedDigest[]>;
  /** null: this member would get no mail. */
  readonly renderSample: (subject: PreviewSubject, memberId: number) => Promise<Sample | null>;
  readonly writeKeys: WriteKeyStore;
  readonly arrivals: ArrivalStore;
  readonly rejections: RejectionStore;
  readonly outbox: OutboxStore;
  readonly waiting: WaitingStore;
  readonly resolutions: ResolveStore;
  /** A digest's mail as bytes, as it was sent, or would be at `now`; null: there is none, or nobody to go to. */
  readonly writeMail: (digest: ShownDigest, now: Date) => Promise<Uint8Array | null>;
  /** Takes in the bounces of a file or folder, or of standard input (`-`). */
  readonly importReturnedMail: (path: string, onProgress: (mails: number) => void) => Promise<ImportedReturns>;
  readonly privacy: PrivacyStore;
  readonly returnedMailShelf: () => Promise<MailShelf>;
  readonly restored: Pick<RestoredStore, "read" | "confirm">;
  readonly advice: (loaded: LoadedRules) => AdviceDeps;
  readonly forecast: (loaded: LoadedRules) => Omit<ForecastDeps, "pause">;
  readonly report: (loaded: LoadedRules) => ReportDeps;
  readonly sponsor: (loaded: LoadedRules) => SponsorDeps;
  readonly openCharts: () => Promise<ChartRenderer>;
  readonly savedReports: SavedReportStore;
  readonly writeWorkbook: WorkbookWriter;
  /** Sends the report of the last week to one address. */
  readonly mailWeekly: (loaded: LoadedRules, mailing: WeeklyMailing) => Promise<SubmitOutcome>;
  /** Takes the community clock and starts workers on the queue. `at` null: the wall clock. */
  readonly openPipeline: (at: Date | null) => Promise<Pipeline>;
  readonly openService: (roles: { readonly worker: boolean; readonly web: boolean }) => Promise<Service>;
}

export interface WeeklyMailing {
  readonly to: string;
  readonly at: Date;
  /** null: as the settings say. */
  readonly language: ReportLanguage | null;
  /** Hears what a part of it lacks. */
  readonly onTrouble: (error: unknown) => void;
}

export interface PreviewSubject {
  readonly loaded: LoadedRules;
  readonly rule: CheckedRule;
  readonly at: Date;
}

export interface Pipeline {
  readonly cycle: CycleDependencies;
  /** Asks the queue to wake every worker, again and again; safe to repeat. */
  scheduleCycle(everyMs: number): Promise<void>;
  /** Takes no more work, finishes what is in hand, lets the clock go. */
  stop(): Promise<void>;
}

export interface Service {
  /** What runs, for the terminal. */
  readonly announcement: readonly string[];
  stop(): Promise<void>;
}
