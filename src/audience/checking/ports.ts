import type { Language, LocalDate } from "../../core/community.ts";
import type { MomentPlan, RoadVerdict } from "../ports.ts";

/** A live rule whose last mailings reached nobody. */
export interface SilentRule {
  readonly rule: string;
  /** The local date of the first of them. */
  readonly since: LocalDate;
  readonly mailings: number;
}

export interface WatchStore {
  /**
   * Of these versions, those whose last mailings, at least `atLeast`, all reached nobody: nothing was planned, in no
   * timezone, and nobody was left out for having had the rule lately. Mailings of dates before `before` count.
   */
  silentRules(
    versions: readonly { readonly name: string; readonly hash: string }[],
    before: LocalDate,
    atLeast: number,
  ): Promise<SilentRule[]>;
}

/** How many members a moment's road ends where; see `Funnel`. */
export interface RoadCount {
  readonly rule: string;
  readonly verdict: RoadVerdict;
  readonly members: number;
}

/** Visits of each member over some time: what tells how large an experiment must be. */
export interface VisitSpread {
  /** Everyone whom rules are for. */
  readonly members: number;
  /** Those of them who were there for all of the time: whose visits these figures are of. */
  readonly whole: number;
  readonly mean: number | null;
  readonly variance: number | null;
}

/** A segment that contents are open to and that no file of the folder defines: nobody may open them. */
export interface UnknownSegment {
  readonly segment: string;
  /** Those that are not withdrawn. */
  readonly contents: number;
  /** The site's ids of the newest. */
  readonly examples: readonly string[];
}

/** Contents that are published and that no mail can show, since their title or address is not known. */
export interface UnshowableContents {
  /** Those that are not withdrawn. */
  readonly contents: number;
  /** The site's ids of the newest. */
  readonly examples: readonly string[];
}

/** Themes of contents that are published or will be. */
export interface KnownThemes {
  /** All contents, with a theme or without. */
  readonly contents: number;
  /**
   * Those that were asked for, in any capitals, come first, then those of the most contents: at most a few thousand. One is
   * known also where all of its contents are withdrawn, since who viewed those still cares for it; they are not counted.
   */
  readonly themes: readonly { readonly theme: string; readonly contents: number }[];
}

/** What `rules check` asks of the data. Reads only; every answer is a few rows. */
export interface CheckStore {
  /** The road of all rules of a moment, without a trace and whatever stands already. Where nobody ends has no row. */
  countRoad(plan: MomentPlan): Promise<readonly RoadCount[]>;
  spreadOfVisits(from: Date, to: Date): Promise<VisitSpread>;
  /** Members by the languages they read; `stated`: those of them who, or whose site, said so. */
  countReaders(
    at: Date,
    languages: readonly Language[],
  ): Promise<readonly { reads: readonly Language[]; members: number; stated: number }[]>;
  /** Contents open to everyone, published since then and not withdrawn. `language` null: for every reader. */
  countPublished(since: Date, at: Date): Promise<readonly { language: Language | null; contents: number }[]>;
  /** Segments that contents are open to at an instant, other than these. Those of the most contents first. */
  unknownSegments(known: readonly string[], at: Date): Promise<readonly UnknownSegment[]>;
  unshowable(at: Date): Promise<UnshowableContents>;
  knownThemes(asked: readonly string[]): Promise<KnownThemes>;
}

/** Members, each counted once: under the first of these reasons that stops mail to them. */
export interface MailableCounts {
  readonly mailable: number;
  /** Staff, moderators, and whom `settings.team` names: no audience. */
  readonly team: number;
  readonly noEmail: number;
  readonly unsubscribed: number;
  /** Their address bounced or complained. */
  readonly suppressed: number;
  /** Under `consent: recorded`. */
  readonly noConsent: number;
  /** From a sample of the rows. */
  readonly isEstimated: boolean;
}

/** Contents that are published and not withdrawn. */
export interface ContentCounts {
  readonly published: number;
  readonly recent: number;
  /** To everybody. */
  readonly open: number;
  readonly themed: number;
  readonly latest: Date | null;
}

/** What `doctor` counts of a community; quick however many members there are. */
export interface CommunityCounts {
  mailable(team: readonly string[], isConsentRecorded: boolean): Promise<MailableCounts>;
  contents(at: Date, recentMs: number): Promise<ContentCounts>;
}
