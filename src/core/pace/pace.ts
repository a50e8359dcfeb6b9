import type { LocalDate } from "../community.ts";

/** So many mails in that time. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** How many mails a mail server gets a day at most, while receivers do not know it yet. */
export interface WarmUp {
  /** Its first day. */
  readonly from: LocalDate;
  readonly firstDay: number;
  /** Each day so many times as many as the day before; above 1. */
  readonly grow: number;
}

/** How fast mail may leave, all workers together. */
export interface Pace {
  /** All mail; null: as fast as it goes. */
  readonly all: Rate | null;
  /** By the recipient's domain, in lower case and punycode. */
  readonly domains: Readonly<Record<string, Rate>>;
  /** Of each domain that has no rate of its own. */
  readonly others: Rate | null;
  readonly warmUp: WarmUp | null;
}

export const NO_PACE: Pace = { all: null, domains: {}, others: null, warmUp: null };

export function domainRate(pace: Pace, domain: string): Rate | null {
  return (Object.hasOwn(pace.domains, domain) ? pace.domains[domain] : undefined) ?? pace.others;
}
