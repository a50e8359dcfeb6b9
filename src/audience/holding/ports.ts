import type { LocalDate } from "../../core/community.ts";
import type { Holder } from "../ports.ts";

/** A slot whose digests are neither composed nor sent until somebody lets them go, or their day is over. */
export interface HeldSlot {
  readonly rule: string;
  readonly timezone: string;
  readonly localDate: LocalDate;
  readonly heldBy: Holder;
  /** Digests that still wait. */
  readonly digests: number;
  /** What the rule usually plans there; null where it is not known. */
  readonly usual: number | null;
  readonly until: Date;
}

export interface BrakeStore {
  /** What waits at `at`, the earliest first; `rule` null: of every rule. */
  heldSlots(at: Date, rule: string | null): Promise<HeldSlot[]>;
  /**
   * Lets what waits of the rule go, and what is yet to be planned for dates that are held; answers what waited.
   * `localDate` null: of every date.
   */
  release(rule: string, localDate: LocalDate | null, at: Date): Promise<HeldSlot[]>;
  /** Holds the rule's slots of a local date in every timezone, those that are planned and those that are yet to be. */
  hold(rule: string, localDate: LocalDate, at: Date): Promise<void>;
  countMailing(rule: string, localDate: LocalDate): Promise<MailingCounts>;
}

/** How a rule's mailing of one local date stands, all timezones together. */
export interface MailingCounts {
  /** By a reader of the proof: what is yet to be planned will be held as well. */
  readonly isHeld: boolean;
  /** Digests that can still leave: planned or composed. */
  readonly waiting: number;
  /** Of those, the ones that are held, be it by the brake. */
  readonly held: number;
  /** Digests that are in a submitter's hands or beyond. */
  readonly left: number;
}
