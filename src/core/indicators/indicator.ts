/** One thing that community teams are asked to report: what it is called, what it means and what it is computed from. */
export interface Indicator {
  /** As `settings.yaml` and JSON name it. */
  readonly name: string;
  readonly group: IndicatorGroup;
  readonly unit: IndicatorUnit;
  /** The direction that is good; null: neither is, by itself. */
  readonly better: "up" | "down" | null;
  /**
   * Any one of these has to have been received: an event, a trait of members, an import. None: members, visits and views
   * are enough.
   */
  readonly events: readonly string[];
  /** The statement that it comes from, in src/platform/postgres/report. */
  readonly query: string;
  /** What the period before cannot be told of, since only what is known now is kept. */
  readonly onlyNow?: true;
  readonly label: InBoth;
  readonly definition: InBoth;
}

/** What no activity tells: from where else it may come, or what would have to be sent. */
export interface OtherIndicator {
  readonly name: string;
  readonly group: IndicatorGroup;
  /** elsewhere: another part of the report has it; needs: an event or a setting; imported: by `import measures`; out: never. */
  readonly status: "elsewhere" | "needs" | "imported" | "out";
  readonly label: InBoth;
  /** Where it stands, what it needs, or why it is left out. */
  readonly because: InBoth;
}

export const CONTENTS = "Content Published";
export const QUESTIONS = "Content Published {type: question}";
export const REPLIES = "Comment Created {replyToUserId}";
export const RENEWAL_DATES = "renewalAt";
export const CUSTOMERS = "import customers";

export const INDICATOR_GROUPS = [
  "coming_back",
  "visibility",
  "traffic",
  "activity",
  "members",
  "organisation",
  "communication",
  "experiments",
] as const;
export type IndicatorGroup = (typeof INDICATOR_GROUPS)[number];

/** share: 0 to 1; score: −100 to 100; number: an average of counts. */
export type IndicatorUnit = "count" | "share" | "days" | "hours" | "minutes" | "number" | "score";

export interface InBoth {
  readonly en: string;
  readonly fr: string;
}
