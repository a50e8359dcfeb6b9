/** Names of sheets and columns that no other form of the report has. */
export interface WorkbookWords {
  readonly sheets: {
    readonly summary: string;
    readonly outcomes: string;
    readonly indicators: string;
    readonly themes: string;
    readonly contents: string;
    readonly returns: string;
    readonly notes: string;
    readonly weeks: string;
    readonly months: string;
    readonly mailed: string;
    readonly hotCold: string;
    readonly treatments: string;
    readonly comparisons: string;
    readonly slipping: string;
    readonly unseen: string;
    readonly rules: string;
  };
  readonly what: string;
  readonly value: string;
  readonly headline: string;
  readonly from: string;
  readonly lastDay: string;
  readonly measuredOn: string;
  readonly interval: string;
  readonly share: string;
  readonly verdict: string;
  readonly experiment: string;
  readonly programme: string;
  readonly of: (column: string) => string;
  readonly counted: (column: string) => string;
  readonly effect: string;
  readonly low: string;
  readonly high: string;
  readonly remark: string;
  readonly group: string;
  readonly unit: string;
  readonly units: Readonly<Record<string, string>>;
  readonly reached: string;
  readonly yes: string;
  readonly no: string;
  readonly missing: string;
  readonly chances: string;
  readonly themes: string;
  readonly address: string;
  readonly viewers: string;
  readonly readers: string;
  /** The bounds of a 95% interval. */
  readonly lowest: (arm: string) => string;
  readonly highest: (arm: string) => string;
  readonly awaited: (arm: string) => string;
  readonly date: string;
  readonly note: string;
  readonly rule: string;
  readonly contents: string;
  readonly figure: string;
  readonly comparison: string;
  readonly treatment: string;
  readonly members: string;
  readonly got: string;
  readonly allContents: string;
  readonly nobody: string;
  /** Members who slip away: all of them, and what became of those who did before. */
  readonly slipping: {
    readonly all: string;
    readonly cameBack: string;
    readonly still: string;
    readonly newly: string;
    readonly withoutHabit: string;
    readonly neverCame: string;
  };
}
