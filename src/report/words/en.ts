import { isSingular, numberOf } from "./number-of.ts";
import { capitalise, type ReportWords } from "./words.ts";

const number = numberOf("en");

export const ENGLISH: ReportWords = {
  title: "What the digests changed",
  period: (from, to) => `${from} to ${to}`,
  sinceFirst: (to) => `From each member's first digest to ${to}`,
  onlyRule: (rule) => `Members whose first digest came from ${rule}`,
  open: "This period is still open. The intervals in brackets are kept wide, so that chance misleads nobody who looks often. They will narrow when it closes.",
  endless:
    "This report runs up to now. The intervals in brackets are kept wide, so that chance misleads nobody who looks often. Those of a period with an end narrow when it closes.",
  closed:
    "This period is over: these figures change only if events of its days arrive late. Its intervals are narrower than those of weekly mails and of open reports, which are made for looking often; of one and the same effect, both are right.",
  headline: {
    silentSince: (date) =>
      `The site has told of no act since ${date}: all that came after it is missing from this report. Members seem to come less often than they did, with digests and without. Find out why the site is silent before reading on.`,
    silentBefore: (date) =>
      `The site has told of no act since ${date}, before this period began: nothing can be said of it. Find out why the site is silent before reading on.`,
    noExposures: "Nothing can be said yet: no member has been due a digest so far.",
    noExposuresThen: "Nothing can be said of this period: by its end no member had been due a digest.",
    nobodyHeldOut:
      "Nothing can be said: everybody gets the digests, so there is nobody to compare with. Hold some members out (`holdout` in settings.yaml).",
    holdoutOff:
      "What the digests change is not measured: settings.yaml holds nobody out (`holdout: off`), so that everybody gets them and there is nobody to compare with. All else in this report is counted as ever.",
    nobodyHeldOutYet:
      "Nothing can be said yet: everybody has got the digests so far, so there is nobody to compare with. Members are held out from the next mailing on.",
    nobodyHeldOutThen:
      "Nothing can be said of this period: everybody got the digests, so there is nobody to compare with.",
    heldOutUntil: (date) =>
      `Nobody has been held out since ${date}: effects are counted up to then, and what digests have changed since cannot be known.`,
    sampleRatio:
      "Do not use these results: the two groups do not have the sizes that were drawn. Find out why before reading on.",
    groupSizes: (heldOut, total, expected) =>
      `The held out are ${heldOut} of ${total}, where the draw would have made about ${expected} of them. Look for whoever left one group alone: deleted in the database, or given another id by the site.`,
    cameBackMore: (days, heldOutDays, lift, low, high) =>
      `Members who get digests come back every ${days} days; those held out, every ${heldOutDays}. That is ${lift} more visits (between ${low} and ${high}).`,
    cameBackLess: (days, heldOutDays, lift, low, high) =>
      `Members who get digests come back less: every ${days} days, against ${heldOutDays} for those held out. That is ${lift} fewer visits (between ${low} and ${high}).`,
    onlyPicks: (share, heldOutShare, smallest, closed) =>
      `Whether members come back more cannot be seen yet: ${closed ? `only an effect of ${smallest} or more would show` : `even a single look at the end would show only an effect of ${smallest} or more`}. But they see more of what is picked for them: ${share} of it, against ${heldOutShare} among those held out.`,
    nothingSeen: (smallest, closed) =>
      closed
        ? `No effect can be seen yet: only one of ${smallest} or more on visits would show.`
        : `No effect can be seen yet: even a single look at the end would show only one of ${smallest} or more on visits.`,
    tooEarly: (smallerArm, minimal) =>
      `Too early to say: the smaller group has ${smallerArm}, and below ${minimal} no interval can be trusted.`,
    seenBy: (target, date) => `At the present pace, an effect of ${target} could be seen from ${date}.`,
    neverHere: (target, needed) =>
      `An effect of ${target} would take about ${needed} members with this holdout, more than the community has.`,
  },
  units: {
    member: (count) => number(count, "member", "members"),
    company: (count) => number(count, "company", "companies"),
  },
  outcomes: {
    visits: "Visits a week",
    revisit_interval: "Days between visits",
    came_back: "Came back within 7 days",
    time_to_return: "Days until the next visit",
    visibility: "Unseen content, seen since",
    pick_visibility: "Picked content, seen since",
    orders: "Orders a month",
    amount: "Amount of orders a month",
    tickets: "Support requests a month",
  },
  outcomeNotesFrom: {
    visits: "in this period, since the first digest: visits / weeks, those of all members added up",
    came_back: "of members whose seven days are over, also of those whose first digest was due before this period",
    time_to_return: "from the first digest, also one due before this period, to the first visit after it",
    visibility: "in this period alone, of all that was unseen at the first digest",
    pick_visibility: "in this period alone, of the very contents picked for the first digest, mailed or withheld",
  },
  outcomeNotes: {
    visits: "since the first digest: visits / weeks, those of all members added up",
    revisit_interval: "the same turned over: how many days for each visit",
    came_back: "of members whose seven days are over",
    time_to_return: "from the first digest to the first visit after it",
    visibility: "of all that was unseen at the first digest",
    pick_visibility: "of the very contents picked for the first digest, mailed or withheld",
    orders: "of each member, in whole months since",
    amount: "of each member, in whole months since",
    tickets: "of each member, in whole months since",
  },
  alsoEarlier: (cameBack, nextVisit) =>
    `“${cameBack}” and “${nextVisit}” are also of members whose first digest was due before this period.`,
  columns: {
    outcome: "Outcome",
    treated: "With digests",
    heldOut: "Held out",
    effect: "Effect (95% interval)",
    smallest: "Could be seen from",
    rule: "Rule",
    members: "Members",
    verdict: "Verdict",
    accepted: "Mails",
    withheld: "Withheld",
    failed: "Failed",
    unknown: "Unknown",
    skipped: "Skipped",
    other: "Other",
    unsubscribes: "Unsubscribed",
    theme: "Theme",
    contents: "Published",
    views: "Views",
    supply: "Share published",
    demand: "Share of views",
    visibility: "Visibility",
    content: "Content",
    published: "Published on",
    seenBy: "Seen by",
    week: "Week",
    day: "Day",
    share: "Held out",
    couldSee: "Smallest effect",
    cuped: "Adjusted by history",
    p: "p",
    correctedP: "p corrected",
  },
  against: (treated, heldOut) => `${treated} against ${heldOut}`,
  interval: (estimate, low, high) => `${estimate} (${low} to ${high})`,
  tooEarly: "too early to say",
  reasons: {
    no_units: "nobody yet",
    too_few_units: "too early to say",
    nothing_to_divide_by: "nothing to count yet",
    no_variance: "too early to say",
    no_history: "no history",
    control_is_zero: "none among the held out",
    out_of_range: "not to be used",
    beyond_follow_up: "too early to say",
    drawn_by_company: "no interval: drawn by company",
    small_arm: "too early to say",
    few_contributors: "too early to say",
    sample_ratio: "not to be used",
  },
  verdicts: { keep: "keep", change: "change", stop: "stop", too_early: "too early" },
  verdictReasons: {
    came_back_more: "members come back more",
    picks_seen_more: "what is picked is seen more",
    came_back_less: "members come back less",
    picks_seen_less: "what is picked is seen less",
    no_effect_of_target_size: "an effect of 10% would have been seen, and was not",
    effect_too_small_to_see_yet: "an effect of 10% could not be seen yet",
    small_arm: "too few members in the smaller group",
    not_after_correction: "what was seen may be chance, as several rules were judged at once",
    nobody_held_out: "nobody is held out, so there is nothing to compare with",
    sample_ratio: "the groups do not have the sizes that were drawn",
  },
  verdict: (verdict, reason) => `Verdict: ${verdict}. ${capitalise(reason)}.`,
  sections: {
    programme: "All digests together",
    ownExperiment: (rule) => `The rule ${rule} by itself`,
    groups: (treated, heldOut, share, first) =>
      `${number(treated, "member", "members")} with digests against ${heldOut} held out at random (${share}), since ${first}.`,
    byRule: "By the rule of the first digest",
    byRuleNote: "A member's later digests count towards the rule that reached them first.",
    weeks: "Visits by week, before and after the first digest",
    weeksNote:
      "Before the first digest the two lines differ by chance alone, more so in small groups; how their gap changes after it is what the digests caused.",
    returns: "How soon members were back",
    returnsNote: (days) =>
      `Of each group, the share that had come back by the end of each day after the first digest: the higher line is back sooner. An average counts ${days} days for whoever was not back by then.`,
    costs: "What it cost",
    revisits: "How often members come",
    themes: "What is published against what is read",
    themesNote:
      "A theme whose share of views is larger than its share of contents is asked for more than it is offered.",
    unseen: "What nearly nobody saw",
    plan: "What it takes",
    method: "How this was computed",
    numbers: "The numbers of this chart",
  },
  forestAxis: "Effect of the digests, relative to the held out",
  weeksAxis: "Weeks since the first digest",
  visitsAxis: "Visits a member",
  exposureMark: "first digest",
  returnsAxis: "Days since the first digest",
  shareBackAxis: "Share back",
  stillAway: (members) => `${members} not back yet`,
  treatedSeries: "With digests",
  heldOutSeries: "Held out",
  returns: {
    within: (note, days) => `${note}, on average over the first ${days} days`,
    sooner: (days, heldOutDays, within, low, high) =>
      `After the first digest, members are back after ${number(days, "day", "days")} instead of ${heldOutDays}, on average over the first ${within} days: ${low} to ${number(high, "day", "days")} sooner.`,
    later: (days, heldOutDays, within, low, high) =>
      `After the first digest, members are back only after ${number(days, "day", "days")} instead of ${heldOutDays}, on average over the first ${within} days: ${low} to ${number(high, "day", "days")} later.`,
    alike: (days, heldOutDays, within) =>
      `After the first digest, members are back after ${number(days, "day", "days")}, those held out after ${heldOutDays}, on average over the first ${within} days: the difference may be chance.`,
  },
  noMails: "No digest in this period.",
  otherUnsubscribes: (members) => `Unsubscribed otherwise than by a digest's link: ${members}.`,
  revisits: {
    window: (from, to, members) =>
      `${from} to ${to}, of ${number(members, "member", "members")} who had joined before.`,
    median: (days, members) =>
      `Usual interval: ${number(days, "day", "days")} (median; members who have one: ${members}).`,
    noMedian: "No member has a usual interval yet.",
    weekly: (share, members) => `Came at least weekly: ${share} (${members}).`,
    daily: (share, members) => `Came every day: ${share} (${members}).`,
    away: (share, members) => `Did not come at all: ${share} (${members}).`,
  },
  plan: (members, minimal) =>
    `At least ${minimal} members in each group. If all ${members} members had a digest, four weeks could show an effect on visits from:`,
  planTooSmall: (members, minimal) =>
    `A lift cannot be shown with ${number(members, "member", "members")}, whatever the holdout: each of the two groups needs ${minimal} at least.`,
  planMore: "What holdout and how many weeks it takes here: rekindle report --advise.",
  planSilent:
    "So few members make most of the visits of four weeks that no holdout would show an effect by then, however large.",
  planUnknown: "How large an effect could be shown is known once members have four weeks of visits.",
  method: {
    groups:
      "Members are drawn at random, once. The held out are planned and picked for in the same way; only their mails are withheld. Everyone counts in the group that was drawn, from the first digest due to them, whether or not it arrived.",
    outcomes:
      "Only visits and views that the site reports are counted, never opens or clicks. Visits count from the first digest (or the beginning of the period, if later), per day that a member could have come. What was unseen is fixed at the first digest.",
    classic:
      "Intervals are for one look at a closed period: the delta method for ratios, compared on the scale of logarithms by Student's t with the degrees of Welch and Satterthwaite.",
    sequential:
      "Intervals are always-valid (Waudby-Smith and others, arXiv 2103.06476): their error over all looks together is held near 5%.",
    share:
      "For the share that came back, the difference in points has Newcombe's interval, and the ratio of both shares the same limits of Wilson.",
    minimal: (minimal) =>
      `Below ${minimal} in the smaller group no effect is stated: in simulations with visits as uneven as a real community's, intervals there missed too often.`,
    smallest:
      "“Could be seen from” is the effect that an experiment of this size finds four times in five, by one look once the period is over; while it is open, it takes a larger one.",
    phases: (count) =>
      `The share held out changed: ${count} phases are compared each by itself, then pooled with the weights of their sizes.`,
    drawnAnew:
      "Members are drawn at random, anew each quarter. The held out are planned and picked for in the same way; only their mails are withheld. Everyone counts in the group that the quarter drew, from the first digest due to them in it to its end, whether or not it arrived.",
    drawings: (count) =>
      `${count} drawings are compared each by itself, then pooled with the weights of their sizes; a member counts in each. Who was mailed or held out before was drawn apart from it, so it favours no group; but what earlier mails left behind is the same in both, and no part of the effect: it is what a drawing's own mails changed.`,
    programme: (salt, first, last, share, counts, kept) => {
      const when = last === null ? `since ${first}` : `from ${first} to ${last}`;
      const who =
        counts === null ? "nobody of it counts here" : `${counts.treated} with digests, ${counts.heldOut} held out`;
      const groups =
        kept === null
          ? ""
          : `; whoever was drawn then keeps their group${kept.until === null ? "" : ` until ${kept.until}`}`;
      return `Holdout “${salt}”, ${when}: ${share} held out by lot; ${who}${groups}.`;
    },
    sampleRatio: (p, ok) =>
      ok
        ? `Sizes of the groups as drawn: checked (smallest p = ${p}; alarm below 0.001).`
        : `Sizes of the groups as drawn: ALARM (p = ${p}, below 0.001).`,
    erased: (treated, heldOut) =>
      `Erased since, at their own wish or the team's: ${treated} of those with digests, ${heldOut} of the held out. They count in the sizes of the groups as drawn, and in no effect.`,
    cuped: (reduction) =>
      `Adjusting by each member's own visits of the four weeks before (CUPED) takes away ${reduction} of the variance of visits. Below, the adjusted effects for one look at the end, and p without the adjustment. Headline and verdicts go by the effects without it, as was fixed before anybody looked:`,
    ruleTests: (judged, left) => {
      const many = isSingular(judged, "en")
        ? "One rule alone is judged, so that nothing is to be corrected."
        : `As ${judged} rules are judged at once, one may stand out by luck: the corrected p (Benjamini and Hochberg) makes up for that.`;
      const few =
        left === null
          ? ""
          : ` ${number(left, "rule has", "rules have")} too few members to be judged (–), and ${isSingular(left, "en") ? "does" : "do"} not count.`;
      return `Rule by rule, visits a week: p is how often chance alone would part the two groups at least as far, if the digests changed nothing; the smaller it is, the less chance explains. ${many} An effect on visits makes a rule's verdict only where the corrected p is 0.05 or less. Both are for one look at the end.${few}`;
    },
    companies: "Colleagues share a group: the company was drawn, and counts as one.",
    returns: (days, members, returned, away, censored) =>
      `Days until the next visit run from the first digest to the start of the first visit after it, to the hour (Kaplan and Meier). Of ${members} members ${returned} came back within ${days} days, ${away} did not, and ${censored} were not back yet when the period ended: these count for as long as they could be watched (censored). The average is the area under the curve of those still away; its days are as many as a tenth of each group could be watched, 28 at most. On a closed period both averages are compared on the scale of logarithms, with normal limits.`,
    logRank: (p) =>
      `Log-rank test of the two curves, phase by phase, for one look at the end: p ${p}. It weighs the whole curves; what is told goes by the averages.`,
    source: "The JSON of this report has every figure, both kinds of interval and each phase.",
  },
};
