/** What a week's mail says beside the words of the report. Numbers and dates arrive written. */
export interface WeekWords {
  /** `from` and `to`: both days are in it. */
  readonly subject: (community: string, from: string, to: string) => string;
  readonly title: string;
  readonly week: (from: string, to: string) => string;
  /** Where effects are told: since when, and until when. */
  readonly soFar: (since: string, until: string) => string;
  readonly outcomes: string;
  readonly costs: string;
  /** Counts in words; the same of the week before. */
  readonly mails: (count: number, written: string, before: string) => string;
  readonly unsubscribes: (count: number, written: string, before: string) => string;
  readonly moved: string;
  readonly movedNote: string;
  readonly nothingMoved: string;
  readonly lastWeek: string;
  readonly weekBefore: string;
  readonly better: string;
  readonly worse: string;
  readonly forecast: string;
  readonly enough: string;
  readonly open: string;
  /** What stands in the place of a picture of visits per week. */
  readonly weekPoint: (week: string, treated: string, heldOut: string) => string;
  /** The smallest effect that a holdout of this share could show. */
  readonly couldShow: (share: string, smallest: string) => string;
  /** Between the parts of a list. */
  readonly next: string;
  readonly footer: (community: string) => string;
}
