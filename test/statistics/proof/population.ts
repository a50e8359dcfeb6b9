import type { Arm } from "../../../src/core/community.ts";
import type { Measure } from "../../../src/report/ports.ts";
import { drawPace } from "../draw.ts";
import { randomOf } from "./random.ts";

/** What mails change in whoever gets them. All 0: nothing. */
export interface Effect {
  /** So many more visits, as a share of a member's own. */
  readonly visits: number;
  /** Visits a day that everybody makes beside their own, in the first days after the first mail: an earlier return. */
  readonly sooner: number;
  /** So much likelier is each content to be opened at a visit, as a share. Of the contents picked, three times that. */
  readonly seeing: number;
}

export const NOTHING: Effect = { visits: 0, sooner: 0, seeing: 0 };

/** For so many days a mail brings members back earlier. */
const SOONER_DAYS = 5;
/** The experiment lasts eight weeks; mails leave at 08:00 of its days, and it ends at the end of the last. */
export const LOOKS = 56;
const LAST_EXPOSURE_DAY = 49;
export const SLOT = 8 / 24;
const HISTORY_DAYS = 28;
/** Who is back within so many days came back. */
export const RETURN_DAYS = 7;
const KINDS = 4_000;

/** How one member lives in one arm, from exposure on. Rates are visits a day. */
export interface Course {
  readonly early: number;
  readonly later: number;
  /** Visits expected until the end. */
  readonly visits: number;
  /** Chance that one visit opens one of the contents unseen at exposure, or one of those picked. */
  readonly open: number;
  readonly openPick: number;
}

export interface Kind {
  /** Visits a day before exposure, and over how many days before it they are known. */
  readonly before: number;
  readonly historyDays: number;
  /** The day of first exposure, counted from the beginning. */
  readonly day: number;
  /** Days from exposure to the end. */
  readonly days: number;
  readonly unseen: number;
  readonly picks: number;
  readonly rule: number;
  readonly phase: number;
  readonly treated: Course;
  readonly held_out: Course;
}

export interface Population {
  readonly kinds: readonly Kind[];
  /** Held out in each phase. */
  readonly shares: readonly number[];
  readonly rules: number;
}

/**
 * The members whom experiments draw from, with replacement: 4,000 kinds, made once. What is true of them is therefore known
 * exactly. They are as a real community's log shows members: visits a week 0.52 on average, most far below it, one in
 * ten not at all; before and after correlate at about 0.6, since one in four changed pace. Who seldom comes is mostly exposed
 * on the first day, the others on any of fifty days, so the end cuts them off early or late; one in eight is new.
 *
 * @param effectOf of the mails of a rule
 * @param shares held out in each phase; a second phase begins amid the exposures
 */
export function createPopulation(
  effectOf: (rule: number) => Effect,
  { shares, rules = 1 }: { readonly shares: readonly number[]; readonly rules?: number },
): Population {
  const random = randomOf(1, 1, 1);
  const kinds = Array.from({ length: KINDS }, (_, index): Kind => {
    const never = random() < 0.1;
    const [once, anew] = [drawPace(random), drawPace(random)].map((pace) => (never ? 0 : pace / 0.9 / 7));
    const changed = random() < 0.25;
    const before = once as number;
    const own = (changed ? anew : once) as number;
    const early = before < 0.5 / 7 && random() < 0.5;
    const anyDay = Math.floor(random() * (LAST_EXPOSURE_DAY + 1));
    const day = early ? 0 : anyDay;
    const days = LOOKS - day - SLOT;
    const isNew = random() < 1 / 8;
    const newDays = 1 + (HISTORY_DAYS - 1) * random();
    const open = 0.06 * random();
    const rule = index % rules;
    const course = (effect: Effect): Course => {
      const later = own * (1 + effect.visits);
      return {
        early: later + effect.sooner,
        later,
        visits: expectVisits({ early: later + effect.sooner, later }, days),
        open: open * (1 + effect.seeing),
        openPick: Math.min(0.9, 4 * open * (1 + 3 * effect.seeing)),
      };
    };
    return {
      before,
      historyDays: isNew ? newDays : HISTORY_DAYS,
      day,
      days,
      unseen: 2 + Math.floor(38 * random() ** 2),
      picks: random() < 0.05 ? 0 : 3 + Math.floor(3 * random()),
      rule,
      phase: Math.min(shares.length - 1, Math.floor((2 * day) / LAST_EXPOSURE_DAY)),
      treated: course(effectOf(rule)),
      held_out: course(NOTHING),
    };
  });
  return { kinds, shares, rules };
}

type Pace = Pick<Course, "early" | "later">;

export function expectVisits({ early, later }: Pace, days: number): number {
  return early * Math.min(days, SOONER_DAYS) + later * Math.max(0, days - SOONER_DAYS);
}

/** After how many days so many visits were expected: what turns an exponential draw into the time of the first. */
export function daysUntil({ early, later }: Pace, visits: number): number {
  const soon = early * SOONER_DAYS;
  return visits < soon ? visits / early : SOONER_DAYS + (visits - soon) / later;
}

/** Mean and variance of what one kind of member shows in one arm, and what it is divided by; null: not counted. */
export function expectOutcome(kind: Kind, arm: Arm, measure: Measure) {
  const course = kind[arm];
  if (measure === "visits") return { mean: course.visits, variance: course.visits, per: kind.days };
  if (measure === "came_back") {
    if (kind.days < RETURN_DAYS) return null;
    const back = 1 - Math.exp(-expectVisits(course, RETURN_DAYS));
    return { mean: back, variance: back * (1 - back), per: 1 };
  }
  const contents = measure === "visibility" ? kind.unseen : kind.picks;
  if (contents === 0) return null;
  const open = measure === "visibility" ? course.open : course.openPick;
  // Contents of one member share its visits, of which there are a Poisson number.
  const first = 1 - Math.exp(-course.visits * open);
  const both = 2 * first - 1 + Math.exp(-course.visits * (1 - (1 - open) ** 2));
  const variance = contents * (first - both) + contents ** 2 * (both - first ** 2);
  return { mean: contents * first, variance, per: contents };
}
