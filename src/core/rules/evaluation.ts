import type { Language, LocalDate } from "../community.ts";
import type { BgNbd } from "../stats/bg-nbd.ts";
import type { Settings } from "./settings.ts";

/**
 * The instant at which a rule is evaluated, for the members of one timezone. `today` is their local date (that of the
 * slot, which a late slot keeps). `facts`: nothing stored is later than `at`, so running facts may serve; `dated`:
 * everything comes from dated rows at or before `at`.
 */
export interface Evaluation {
  readonly at: Date;
  readonly today: LocalDate;
  readonly timezone: string;
  readonly settings: Pick<Settings, "timezone" | "languages" | "team">;
  readonly asOf: "facts" | "dated";
  /** What conditions measure members by; see `CommunityFacts`. Without it nothing is known of the community. */
  readonly community?: CommunityFacts;
}

/** Figures of the community as a whole at an instant, loaded once for all rules of it: bounds, not members' values. */
export interface CommunityFacts {
  /** The median of the members' own usual revisit intervals, in milliseconds; null: nobody has one. */
  readonly usualIntervalMs: number | null;
  /** BG/NBD fitted to the days on which members came, time in days; null: too few to fit. */
  readonly rhythm: BgNbd | null;
  /** By the key of a `top` question (who did something most often): the count that is enough; null: nobody did it. */
  readonly topCounts: ReadonlyMap<string, number | null>;
  /** Whether some contents are open only to some; where it is not known, those are open to nobody. */
  readonly someRestricted?: boolean;
}

/** For conditions that ask nothing of the community. */
export const NOTHING_KNOWN: CommunityFacts = {
  usualIntervalMs: null,
  rhythm: null,
  topCounts: new Map(),
};

/** Something of the community that a condition has to know before it can be compiled or evaluated. */
export type CommunityNeed =
  | { readonly kind: "usual_interval" }
  | { readonly kind: "rhythm" }
  | { readonly kind: "openings" }
  | {
      readonly kind: "top_count";
      readonly key: string;
      readonly activities: readonly string[];
      readonly share: number;
      readonly withinDays: number;
    };

/** What has to be known of the community at an instant, by whoever evaluates conditions then. */
export interface CommunityQuestion extends Pick<Evaluation, "at" | "asOf"> {
  readonly needs: readonly CommunityNeed[];
  readonly settings: Pick<Settings, "timezone" | "team">;
}

/** What evaluation in memory knows of one member, as of the evaluation's instant; views may be later and then do not count. */
export interface MemberFacts {
  readonly id: number;
  readonly externalId: string;
  readonly joinedAt: Date;
  /** The end of the last visit; null: never visited. */
  readonly lastActAt: Date | null;
  /** The languages the member reads: their own list, or the locale's and the settings'. */
  readonly reads: readonly Language[];
  /** Content id → first viewed, milliseconds. */
  readonly views: ReadonlyMap<number, number>;
  /** Content id → since when its replay counts as seen: attended, or acted on after its end; milliseconds. */
  readonly replays: ReadonlyMap<number, number>;
  /** Contents in held picks of this member. */
  readonly mailed: ReadonlySet<number>;
  /** Starts of their visits, milliseconds, ascending; none later than the instant. */
  readonly visits: readonly number[];
  /** Activity name → instants in milliseconds, passive ones included; none later than the instant. */
  readonly acts: ReadonlyMap<string, readonly number[]>;
  /** Instants of the slots of digests accepted or withheld, transactional ones left out; milliseconds, none later than the instant. */
  readonly digests: readonly number[];
  readonly role: string;
  readonly email?: string | null;
  readonly name?: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly locale?: string | null;
  /** null: that of the settings. */
  readonly timezone?: string | null;
  readonly company?: string | null;
  readonly subscribed?: boolean | null;
  readonly createdAt?: Date | null;
  readonly renewalAt?: Date | null;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The openings (see `CatalogueContent`) whose contents the member may open. */
  readonly openings?: ReadonlySet<number>;
}
