import type { Language, LocalDate } from "../community.ts";
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
  /** Contents in held picks of this member. */
  readonly mailed: ReadonlySet<number>;
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
}
