import type { TableWords } from "./table-words.ts";

const by = (adjusted: string): string => `djusted by what ${adjusted} said before the experiment`;

const that = (adjusted: string | null): string => (adjusted === null ? "That is" : `A${by(adjusted)}, it is`);

export const ENGLISH: TableWords = {
  title: (outcome, control) => `${outcome}: each arm against ${control}`,
  read: (file, rows, arms) => `${file}: ${rows} rows, ${arms} arms`,
  values: (kind, arm, value, control, controlValue, until) => {
    if (kind === "share") return `${arm}: ${value} of its rows, against ${controlValue} of ${control}.`;
    if (kind === "mean") return `${arm}: ${value} on average, against ${controlValue} in ${control}.`;
    if (kind === "ratio") return `${arm}: ${value}, against ${controlValue} in ${control}.`;
    return `${arm}: ${value} on average until the event, against ${controlValue} in ${control} (within the first ${until}).`;
  },
  more: (estimate, low, high, adjusted) => `${that(adjusted)} ${estimate} more (between ${low} and ${high}).`,
  less: (estimate, low, high, adjusted) => `${that(adjusted)} ${estimate} less (between ${low} and ${high}).`,
  asCounted: (difference) => `As they stand, that is ${difference}.`,
  tooEarly: (below, above, adjusted) =>
    `Too early to say: ${adjusted === null ? "" : `a${by(adjusted)}, `}anything from ${below} to ${above} may be true.`,
  lessBy: (size) => `${size} less`,
  moreBy: (size) => `${size} more`,
  points: (written, points) => `${written} ${points === 1 ? "point" : "points"}`,
  couldBeSeen: (smallest) => `Of this size, only a difference of ${smallest} or more would most likely have been seen.`,
  smallArm: (n, minimal) =>
    `Too early to say: the smaller arm has ${n} rows, and below ${minimal} no interval can be trusted.`,
  fewEvents: (n, minimal) =>
    `Too early to say: so few had the event that about ${n} of the smaller arm may be expected to, and below ${minimal} no interval can be trusted.`,
  fewContributors: (n, minimal) =>
    `Too early to say: a few rows make most of it, as if ${n} of the smaller arm made it all, and below ${minimal} no interval can be trusted.`,
  notInBoth:
    "Too early to say: of two tests, one sees a difference and the other does not, and nothing is told that only one sees.",
  notAfterCorrection: (arms) =>
    `Too early to say: alone it would stand out, but ${arms} arms were compared at once, and one of them may by chance.`,
  reasons: {
    no_units: "there is no row",
    too_few_units: "there are too few rows",
    nothing_to_divide_by: "the denominators add up to nothing",
    no_variance: "all rows are alike",
    no_history: "there is no history",
    control_is_zero: "the control's value is zero or less",
    control_near_zero: "the control's value cannot be told from zero",
    out_of_range: "its numbers are beyond what can be computed",
    no_events: "no event came",
    beyond_follow_up: "the arms were not watched for the same time",
    not_reached: "too few had the event",
    different_horizons: "the arms were not watched for the same time",
  },
  nothing: (reason) => `Nothing can be said: ${reason}.`,
  nothingOf: (arm, reason) => `${arm}: nothing can be said, as ${reason}.`,
  doNotUse: "Do not use these results: the arms do not have the sizes that were drawn. Find out why before reading on.",
  columns: {
    arm: "Arm",
    rows: "Rows",
    value: { mean: "Mean", share: "Share", ratio: "Ratio", time: "Mean time" },
    effect: "Effect (95% interval)",
    adjusted: "Adjusted effect (95% interval)",
    p: "p",
    corrected: "p corrected",
    smallest: "Could be seen from",
    sequential: "For many looks",
    unadjusted: "Effect unadjusted",
    events: "Events",
    median: "Median",
    logRank: "Log-rank p",
  },
  control: "(control)",
  interval: (estimate, low, high) => `${estimate} (${low} to ${high})`,
  bounds: (low, high) => `${low} to ${high}`,
  method: {
    title: "How this was computed",
    kinds: {
      mean: "The outcome is averaged over each arm's rows.",
      share: "The outcome is yes or no.",
      ratio:
        "The outcome's total is divided by the denominator's, over each arm. Variances are by the delta method (linear forms).",
      time: "Times are cut short where the event had not come. The curves are Kaplan and Meier's.",
    },
    tests: {
      logarithms_and_welch:
        "No value is negative, so the relative interval is on the scale of logarithms (delta method, Student's t). p is the larger of that test's and of Welch's t-test of the plain difference: an effect is told only where both see it. For one look at the end.",
      score_limits:
        "The interval in points (in the JSON) is Newcombe's, and the relative one has the same score limits of each arm on the scale of logarithms. p is where the first of both would reach zero: an effect is told only where both leave it out. For one look at the end.",
      welch:
        "p is that of Welch's t-test of the plain difference. The interval is Welch's, or where it is relative Fieller's, which is the same test. For one look at the end.",
      normal:
        "Differences have normal intervals, relative ones by the delta method. p is the larger of both: an effect is told only where both see it.",
    },
    guessed: {
      mean: "",
      share: "No --kind was told: every outcome is yes or no (1 or 0), so it is read as a share.",
      ratio: "No --kind was told: there is a denominator, so it is read as a ratio.",
      time: "No --kind was told: there is a column of events, so outcomes are read as times.",
    },
    time: (until) =>
      `The mean time is that without the event within the first ${until}, the last time of which every arm still tells; differences of such means are normal in large samples (Royston and Parmar 2013).`,
    logRank: (p) => `Whether all arms have the event at one pace: log-rank ${p}.`,
    relative: "Effects are relative to the control's own value where that is above zero.",
    points: "Points are percentage points: from 10% to 30% are 20 of them.",
    smallest: "“Could be seen from” is the effect that an experiment of this size finds four times in five.",
    sequential:
      "“For many looks” is the interval that holds however often one looks while rows still come in (Waudby-Smith and others, arXiv 2103.06476).",
    corrected: "Several arms are compared at once: p is corrected by Benjamini and Hochberg.",
    cuped: (column, reductions) =>
      `Adjusting by ${column} (CUPED) takes away ${reductions} of the variance. So adjusted are effects (relative ones to the control's adjusted value), p and “could be seen from”; each arm's own value and “for many looks” are not.`,
    noHistory: (column) => `${column} tells nothing of the outcome, so nothing is adjusted by it.`,
    sampleRatio: (p, ok) =>
      ok
        ? `Sizes of the arms as drawn: checked (${p}; alarm below 0.001).`
        : `Sizes of the arms as drawn: ALARM (${p}, below 0.001).`,
    sampleRatioAssumed: (p, ok) =>
      ok
        ? `Sizes of the arms are as equal shares would give (${p}). If others were drawn, tell them: --shares treated=90,control=10.`
        : `Sizes of the arms are not those of equal shares (${p}). If others were drawn, tell them: --shares treated=90,control=10. If not, do not use these results before you know why.`,
    random: "All this holds if chance alone decided which arm each row is in, and rows do not influence each other.",
  },
};
