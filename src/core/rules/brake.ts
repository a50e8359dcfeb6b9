/** How far back a rule's usual is looked for, in days. */
export const BRAKE_DAYS = 28;

/** With fewer slots than this behind it, a rule has no usual. */
const FEWEST_SLOTS = 3;

/** What a person can look through: a slot of fewer mails is never held, however unusual. */
const FEWEST_MAILS = 20;

/** What a rule planned lately in one timezone. */
export interface UsualSlot {
  /** The median of what its slots planned, over those that planned anything. */
  readonly planned: number;
  /** How many slots that is the median of. */
  readonly slots: number;
}

/** Whether a slot is so much larger than the rule's usual that a person has to let it go. `factor` null: no brake. */
export function isTooLarge(planned: number, usual: UsualSlot | null, factor: number | null): boolean {
  if (factor === null || usual === null || usual.slots < FEWEST_SLOTS || planned < FEWEST_MAILS) return false;
  return planned > factor * usual.planned;
}
