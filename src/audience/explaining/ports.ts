import type { Arm, CatalogueContent, DigestKey, Language, LocalDate } from "../../core/community.ts";
import type { ContentFate } from "../../core/picks/explain-picks.ts";
import type { PickKind, PickReason, SkipReason } from "../../core/picks/pick.ts";
import type { Frequency, Preferences } from "../../core/preferences.ts";
import type { MemberFacts } from "../../core/rules/evaluation.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";

/** All that is kept of one member, for the person who answers their question. */
export interface ShownAffinity {
  readonly theme: string;
  /** Contents of the theme viewed by then. */
  readonly views: number;
  readonly lastViewedAt: Date;
  /** Its share of all views, 0 to 1, each counting half after 60 days; see `readTaste`. */
  readonly affinity: number;
}

export interface ShownMember {
  /** The site's own id. */
  readonly id: string;
  readonly email: string | null;
  readonly locale: string | null;
  /** null: that of the settings. */
  readonly timezone: string | null;
  readonly role: string;
  readonly joinedAt: Date;
  readonly consent: {
    readonly subscribed: boolean | null;
    readonly at: Date | null;
    readonly source: string | null;
    /** Why no mail may go to the address; null: none of these reasons. */
    readonly suppressed: string | null;
  };
  /** What they chose themselves, or had somebody choose; null: nothing. */
  readonly preferences: ShownPreferences | null;
  /** Why they once left, where they cared to say. */
  readonly left: { readonly reason: string; readonly at: Date } | null;
  readonly visits: {
    readonly count: number;
    /** The start of the last one. */
    readonly last: Date | null;
    /** The median of the last ten revisit intervals. */
    readonly usualIntervalDays: number | null;
    /** Of all revisit intervals. */
    readonly meanIntervalDays: number | null;
    /** The median of the last five over that of up to five before them; null below six. Above 1: visits grow rarer. */
    readonly intervalTrend: number | null;
  };
  readonly views: { readonly count: number };
  /** What picks go by, the largest affinity first. */
  readonly themes: readonly ShownAffinity[];
  /** All there ever were, by state; the largest count first. */
  readonly digestCounts: readonly { readonly state: string; readonly digests: number }[];
  /** The latest first, at most fifty. */
  readonly digests: readonly {
    readonly id: string;
    readonly rule: string;
    readonly period: string;
    readonly arm: Arm;
    readonly state: string;
    readonly reason: string | null;
    readonly subject: string | null;
  }[];
}

export interface ShownPreferences extends Preferences {
  readonly changedAt: Date;
  /** `preference page`, `person NAME`. */
  readonly changedBy: string;
}

export interface MemberDirectory {
  /** By the site's own id; null: nobody has it. */
  /** `at`: the instant of the affinities; all else is as it is known now. */
  find(externalId: string, at: Date): Promise<ShownMember | null>;
}

/** A digest as the road to the next one sees it. */
export interface EarlierDigest {
  readonly key: DigestKey;
  readonly rule: string;
  readonly state: string;
  readonly period: string;
  readonly timezone: string;
  readonly slotAt: Date;
  readonly localDate: LocalDate;
  /** The local date from which caps count it. */
  readonly capDate: LocalDate;
  /** Whether it takes a place under `again_after` and, unless it is transactional, caps. */
  readonly counts: boolean;
  /** Under `again_after` of its own rule only. */
  readonly transactional: boolean;
}

/** What decides on the road whether a member may be mailed, beside what conditions read. */
export interface MemberStanding {
  readonly consentAt: Date | null;
  /** Why no mail may go to the address; null: none of these reasons. */
  readonly suppressed: string | null;
  /** How often the member wants digests at most. */
  readonly frequency: Frequency;
  /** The member wants no mail before; null: no pause. */
  readonly pausedUntil: Date | null;
  /** Oldest first, none of a slot later than the instant asked for. */
  readonly digests: readonly EarlierDigest[];
  /** Content id → the digest that holds it as a pick. */
  readonly mailedIn: ReadonlyMap<number, EarlierDigest>;
}

export interface ExplainedMember {
  readonly facts: MemberFacts;
  readonly standing: MemberStanding;
}

/** Reads members one by one, as evaluation in memory needs them: a thousand at a time, a query for each kind of fact. */
export interface MemberReader {
  /** By the site's own id; null: nobody has it. */
  findId(externalId: string): Promise<number | null>;
  /** Ids of the site that begin alike, to suggest one where somebody mistyped. */
  idsLike(externalId: string): Promise<readonly string[]>;
  /** The site's own ids, in the order of the internal ones. */
  externalIds(memberIds: readonly number[]): Promise<readonly string[]>;
  /** All that was so at `at`, whatever is stored later; `languages` are those of the settings. */
  load(
    memberIds: readonly number[],
    at: Date,
    languages: readonly Language[],
  ): Promise<ReadonlyMap<number, ExplainedMember>>;
  /** Published by then, withdrawn or not, to whomever it is open. */
  loadCatalogue(publishedUpTo: Date): Promise<readonly CatalogueContent[]>;
  /** Contents that are not in the catalogue at that instant. */
  loadOutside(at: Date): Promise<readonly OutsideContent[]>;
}

export interface OutsideContent {
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly why: "not_published";
}

/** What became of one content when picks were chosen for a member. */
export interface ToldContent {
  readonly id: number;
  /** The site's own id. */
  readonly contentId: string;
  readonly title: string;
  readonly fate: ContentFate;
}

/** The picks that a rule would give a member, as far as an explanation tells of them. */
export interface ProposedPicks {
  readonly memberId: number;
  readonly picks: readonly {
    /** The site's own id. */
    readonly contentId: string;
    readonly title: string;
    readonly kind: PickKind;
    readonly score: number;
    readonly reason: PickReason;
    /** The reason in the language of the member's mail. */
    readonly says: string;
  }[];
  /** null when there are picks enough. */
  readonly skipped: SkipReason | null;
  /** Every candidate once, the picks first; worked out when asked for. null: whoever proposed did not keep it. */
  readonly explain: (() => readonly ToldContent[]) | null;
}

/** Chooses picks as composing does, at an instant given to it. */
export interface PickProposer {
  propose(rule: CheckedRule, at: Date, memberIds: readonly number[]): Promise<readonly ProposedPicks[]>;
}
