import type { Duration } from "../core/calendar.ts";
import type { CommunityClock } from "../core/clock.ts";
import type { LocalDate } from "../core/community.ts";
import type { Activity } from "../core/tracking/activity.ts";
import type { CustomerRecord } from "../core/tracking/customer.ts";
import type { CustomerMonth } from "../core/tracking/customer-month.ts";
import type { Measure } from "../core/tracking/measure.ts";
import type { MemberRecord } from "../core/tracking/member.ts";
import type { MemberAlias } from "../core/tracking/member-alias.ts";
import type { ContentRecord } from "../core/tracking/merge-content.ts";

/** What tracking needs of settings.yaml. */
export interface TrackingSettings {
  readonly visitGap: Duration;
  readonly passiveEvents: readonly string[];
  /** The site's own names of events → ours. */
  readonly events: Readonly<Record<string, string>>;
  /** The community's. */
  readonly timezone: string;
}

export interface IngestDeps {
  readonly store: IngestStore;
  readonly clock: CommunityClock;
  readonly settings: TrackingSettings;
}

/** Messages by which statements came: each counts once for its source. */
export interface ReceivedMessages {
  readonly source: string;
  readonly messageIds: readonly string[];
}

export interface ReceivedActivity extends Activity {
  readonly messageId: string;
}

export interface SharedAddresses {
  readonly addresses: number;
  readonly members: number;
  /** From a part of the addresses, where there are very many. */
  readonly isEstimated: boolean;
}

export interface KnownCustomers {
  readonly customers: readonly CustomerRecord[];
  readonly months: readonly CustomerMonth[];
}

/** Every method is one transaction, set-based, and safe beside any other call, in this process or another. */
export interface IngestStore {
  /**
   * Hands the members known by these ids to `change` and stores what it answers. `joinedAt` is when a member joined of
   * whom nothing says it. `current` has, for each id that was joined to another, the id that its member goes by.
   */
  changeMembers(
    ids: readonly string[],
    joinedAt: Date,
    change: (known: ReadonlyMap<string, MemberRecord>, current: ReadonlyMap<string, string>) => readonly MemberRecord[],
  ): Promise<void>;

  /**
   * Joins members as `aliasMembers` says, with all that is known of them. `joinedAt` is when a member joined who is
   * named here first. Answers how many became part of another.
   */
  aliasMembers(aliases: readonly MemberAlias[], joinedAt: Date, visitGapMs: number): Promise<number>;

  /** Addresses that several members have, and how many members those are. Compared as suppression does. */
  countShared(): Promise<SharedAddresses>;

  /** Lets the digests follow that were being planned or sent while their members were joined. Answers of how many members. */
  finishMerges(): Promise<number>;

  /** The same for contents. With `messages`, `fresh` are those that were never received before. */
  changeContents(
    ids: readonly string[],
    messages: ReceivedMessages | null,
    change: (known: ReadonlyMap<string, ContentRecord>, fresh: ReadonlySet<string>) => readonly ContentRecord[],
  ): Promise<void>;

  /**
   * The same for customers: those known by these ids, or by one of these addresses, and what is known of them in these
   * months. `hashOf` is hexadecimal.
   */
  changeCustomers(
    said: {
      readonly ids: readonly string[];
      readonly addresses: readonly string[];
      readonly months: readonly LocalDate[];
    },
    change: (known: KnownCustomers, hashOf: (email: string) => string) => KnownCustomers,
  ): Promise<void>;

  /** `members` of all that are known have become members, by id or by address. */
  countCustomers(): Promise<{ readonly all: number; readonly members: number }>;

  /** The same for measures: those of the indicators, sources and dates of these. */
  changeMeasures(
    measures: readonly Measure[],
    change: (known: readonly Measure[]) => readonly Measure[],
  ): Promise<void>;

  /**
   * Stores the activities that were never received from this source, and brings visits, views and what is counted of
   * their members up to date. Members and contents that are not known become stubs. Answers how many were new.
   */
  recordActivities(source: string, activities: readonly ReceivedActivity[], visitGapMs: number): Promise<number>;

  /**
   * Drops activities by whole months (UTC), once all of a month is older than so many days. What was counted of them stays.
   * Answers how many months went; those in use wait for the next time.
   */
  dropActivities(at: Date, keptDays: number): Promise<number>;

  /**
   * Makes visits, views and what is counted of members anew from the activities; those of which the activities were
   * dropped stay as they are.
   */
  recomputeFacts(visitGapMs: number): Promise<void>;
}

/** A row of a file. `raw` is the row as it was: its cells, or its line. */
export type SourceRow =
  | { readonly line: number; readonly raw: readonly string[] | string; readonly row: readonly string[] | object }
  | { readonly line: number; readonly raw: readonly string[] | string; readonly broken: string };

/** A file being read; iterating hands over its rows in blocks, never more than asked for. */
export interface RowSource extends AsyncIterable<readonly SourceRow[]> {
  readonly name: string;
  /** The header of a CSV file; null for NDJSON, whose rows are objects. */
  readonly columns: readonly string[] | null;
  /** Whether its cells may write 12,5 for twelve and a half: where the comma does not separate them. */
  readonly decimalComma: boolean;
  /** What was detected and should be said, such as the separator; may grow while reading. */
  readonly notices: readonly string[];
  /** null: not known, as for standard input. */
  readonly bytesTotal: number | null;
  bytesRead(): number;
}

/** Where rows go that could not be taken. */
export interface RejectedRows {
  write(row: SourceRow, reason: string): Promise<void>;
  /** Answers the file's path; null when no row was rejected. */
  close(): Promise<string | null>;
}

export interface ImportInput {
  readonly source: RowSource;
  readonly rejected: RejectedRows;
}

/** By which key a request came. */
export interface GoodKey {
  readonly name: string;
  /** It stands in pages for all to read: it takes what members do themselves, and nothing else. */
  readonly isForBrowsers: boolean;
}

/** A key of a site's: what is known of it once it was handed out. */
export interface WriteKey extends GoodKey {
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export interface WriteKeyStore {
  /** False where the name is taken. */
  add(name: string, key: string, isForBrowsers: boolean, at: Date): Promise<boolean>;
  list(): Promise<readonly WriteKey[]>;
  /** False where no good key has that name. */
  revoke(name: string, at: Date): Promise<boolean>;
  /** null: it is none, or revoked. */
  find(key: string): Promise<GoodKey | null>;
}

/** A call as it came, and why it could not be taken. */
export interface RejectedCall {
  /** Which way it came, as arrivals say it: `key site`. */
  readonly source: string;
  readonly receivedAt: Date;
  /** Which field, and what was expected there: the same for all calls with that mistake. */
  readonly reason: string;
  /** What stood there instead. */
  readonly found: string;
  readonly event: string;
}

export interface RejectedCallStore {
  /** Counts all of them, and keeps the first of a day by source and reason. */
  keep(calls: readonly RejectedCall[]): Promise<void>;
}

export interface ContentAddresses {
  /** URL → id, of those that are a content's. */
  find(urls: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
