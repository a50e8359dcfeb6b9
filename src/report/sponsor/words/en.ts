import { isSingular, numberOf } from "../../words/number-of.ts";
import type { SponsorWords } from "./words.ts";

const number = numberOf("en");

const between = ([low, high]: readonly [string, string]): string => `between ${low} and ${high}`;

export const ENGLISH: SponsorWords = {
  title: (community) => `${community}: what the community is worth`,
  indicatorPeriod: (from, to) => `Questions, satisfaction and themes: ${from} to ${to}`,
  questions: {
    organisation: "What did the community bring the organisation?",
    members: "What did it bring its members?",
    agree: "Do the two agree: is what is published what members read?",
  },
  notesTitle: "Where the numbers come from",
  notYet: "It cannot be said yet.",
  visits: {
    more: (estimate, bounds) =>
      `The digests brought about ${number(estimate, "visit", "visits")} that would not have taken place without them (${between(bounds)}).`,
    fewer: (estimate, bounds) =>
      `With the digests, members made about ${number(estimate, "visit", "visits")} fewer than they would have without (${between(bounds)}).`,
    unclear: (fewer, more) =>
      `Whether the digests brought visits cannot be said yet: anything from ${fewer === null ? "none at all" : `${fewer} fewer`} to ${more === null ? "none at all" : `${more} more`} fits what was seen.`,
    over: (weeks, members) =>
      `This is measured on ${number(members, "member", "members")} over ${number(weeks, "week", "weeks")} in all, against members drawn at random who get no digests.`,
    until: (date) => `Since ${date} everybody gets the digests, so that visits are counted up to that day only.`,
    worth: (each, value, bounds) => `At ${each} a visit, they are worth about ${value} (${between(bounds)}).`,
    cost: (each, value, bounds) => `At ${each} a visit, that is a loss of about ${value} (${between(bounds)}).`,
    noWorth: "What a visit is worth is not named in the settings: this page counts visits, not money.",
    worthLater: (each) => `No sum is named before that can be said, though a visit is taken to be worth ${each}.`,
    not: {
      no_exposures: "Visits cannot be counted yet: no digest was planned for any member. It takes a rule that is live.",
      sample_ratio:
        "Visits must not be counted: the two groups do not have the sizes that were drawn. The cause has to be found first; the report says where to look.",
      nobody_held_out:
        "What the digests caused cannot be said: everybody gets them, so nothing tells how many visits would have taken place anyway. It takes a group of members, drawn at random, who get none.",
      no_interval: "Visits cannot be counted yet: in one of the two groups there is nothing to count.",
    },
    noExposuresThen: "Visits cannot be counted: no digest was planned for any member before this period ended.",
    smallArm: (members, least) =>
      `How many visits the digests brought cannot be said yet: the smaller of the two groups has ${number(members, "member", "members")}, and it takes ${least}.`,
    tooSmall: (target, members) =>
      `An effect of ${target} could only be seen with about ${members} members, more than the community has.`,
    needsHoldout: (share, smallest) =>
      `With ${share} of members left without digests, an effect of ${smallest} could be seen within four weeks.`,
  },
  atRisk: {
    unknown:
      "Nothing can be said of renewals: the site tells of none. It takes the date on which each member is to renew.",
    nobody:
      "Renewals: of the members whose first digest is at least 30 days old, none was both close to renewal and away for 30 days.",
    cameBack: (members, back, share) =>
      `Of ${number(members, "member", "members")} whose renewal was near and who had not come for 30 days, ${back} came back within 30 days of their first digest (${share}).`,
    more: (share, bounds) =>
      `Of those who got no digests, ${share} did: the digests brought back more, by ${bounds[0]} to ${bounds[1]} points.`,
    fewer: (share, bounds) =>
      `Of those who got no digests, ${share} did: with digests fewer came back, by ${bounds[0]} to ${bounds[1]} points.`,
    alike: (share, bounds) =>
      `Of those who got no digests, ${share} did: a difference (${between(bounds)} points) that may be chance.`,
    comparison: (members, back, least) =>
      `Of ${members} like them who got no digests, ${back} came back: a comparison, not proof, below ${least} in each group.`,
    nobodyHeldOut: "Nobody like them went without digests, so this describes; it proves nothing.",
    notToUse: "As the groups do not have the sizes that were drawn, this proves nothing.",
  },
  solutions: (views, each, value) =>
    `Accepted solutions were seen ${number(views, "time", "times")}; at ${each} a call to support, at most ${value} if each replaced one.`,
  picks: {
    none: "What members chose to read cannot be said yet: nothing has been proposed to them.",
    read: (share, seen, picked) =>
      `Members chose to read ${share} of what their first digest proposed (${seen} of ${number(picked, "content", "contents")}).`,
    more: (share, effect, bounds) =>
      `Members without digests read ${share} of what was picked for them, on their own: the digests brought ${effect} more (${between(bounds)}).`,
    times: (share, times, bounds) =>
      `Members without digests read ${share} of what was picked for them, on their own: with digests it was ${times} times as much (${between(bounds)}).`,
    fewer: (share, effect, bounds) =>
      `Members without digests read ${share} of what was picked for them, on their own: with digests it was ${effect} less (${between(bounds)}).`,
    alike: (share, bounds) =>
      `Members without digests read ${share} of what was picked for them, on their own. What the digests change is not clear yet: anything from ${bounds[0]} to ${bounds[1]} fits what was seen.`,
    byLess: (effect) => `${effect} less`,
    byMore: (effect) => `${effect} more`,
    byTimes: (times) => `${times} times as much`,
    noEffectYet: "How much of it they would have read anyway cannot be said yet.",
  },
  answers: {
    some: (answered, asked, share) =>
      isSingular(asked, "en")
        ? `They asked ${asked} question, which got ${answered === null ? "no answer" : "an answer"}.`
        : `Of ${asked} questions they asked, ${answered === null ? "none got an answer" : `${answered} got an answer (${share})`}.`,
    within: (time) => `Half had one within ${time}.`,
    none: "No question was asked.",
    dropped: "Answered questions cannot be told of this period: its activities are no longer kept.",
    nothingCame: "Answered questions cannot be told of this period: nothing that members did was received.",
    silent: "Answered questions cannot be told: the site tells of no answer, no comment and no accepted solution.",
  },
  nps: {
    score: (score, answers) =>
      `Would they recommend it? The Net Promoter Score is ${score}, from ${number(answers, "answer", "answers")}.`,
    few: "That is too few to rely on.",
    none: "Nobody answered the survey on recommending it.",
    dropped: "The Net Promoter Score cannot be told of this period: its activities are no longer kept.",
    nothingCame: "Whether they would recommend it cannot be told: nothing that members did was received.",
    silent: "Whether they would recommend it cannot be told: the site passes on no answers to a survey that asks them.",
  },
  agreement: {
    tooLittle: (contents, views, leastContents, leastViews) =>
      `Too little was published and read under a theme: ${number(contents, "content", "contents")}, read ${number(views, "time", "times")}. It takes ${leastContents} contents and ${leastViews} readings: of fewer, one that is much read would decide.`,
    sameThemes: (contents, least) =>
      `Themes do not tell the ${number(contents, "content", "contents")} apart: none is on ${least} of them or more and missing on as many. Whatever members read, the shares would be alike.`,
    wide: (themes) =>
      `No theme stands out, of ${number(themes, "theme", "themes")} compared; but with so few contents, even one that members read twice as much as the others, or half as much, may go unseen.`,
    verdicts: {
      yes: "By theme, yes: no theme is read much more, or much less, than it is published.",
      partly: "By theme, in part: some themes are read clearly more, or clearly less, than they are published.",
      no: "By theme, no: at least half of what is published is on themes that members read far less.",
    },
    wouldShow: (themes) =>
      `${number(themes, "theme was", "themes were")} compared; one that members read twice as much as the others, or half as much, would have shown.`,
    compared: (contents, views) =>
      `Compared by theme: ${number(contents, "content", "contents")} published in this time, which members read ${number(views, "time", "times")}.`,
    more: (themes) => `Write more of: ${themes}.`,
    less: (themes) => `Write less of: ${themes}.`,
    stop: (themes) => `Write far less of, or stop: ${themes}.`,
    theme: (theme, supply, demand) => `${theme} (${supply} of what is published, ${demand} of what is read)`,
    gains: {
      both: "The digests serve both: the organisation has more visits, and members read more of what is picked for them.",
      apart:
        "The digests do not serve both alike: of visits and of what members read, one grows and the other shrinks.",
      neither: "The digests serve neither: both visits and what members read have shrunk.",
      unknown:
        "This is of themes alone: whether the digests serve both the organisation and its members cannot be said yet.",
    },
  },
  notes: {
    line: (section, row) => `Report, “${section}”, line “${row}”`,
    visits: (treated, weeks, heldOut, heldOutWeeks) =>
      `${number(treated, "visit", "visits")} in ${number(weeks, "week", "weeks")} with digests, ${heldOut} in ${heldOutWeeks} without (weeks of all members added up)`,
    lift: (lift, bounds, weeks) => `; a difference of ${lift} a member and week (${between(bounds)}), times ${weeks}.`,
    worth: (what, source) =>
      `What the community's team takes a visit or a call to be worth: ${what}${source === null ? "" : ` (${source})`}.`,
    worthVisit: (amount) => `a visit ${amount}`,
    worthCall: (amount) => `an avoided call ${amount}`,
    atRisk: (counts) =>
      `First digests whose 30 days are over, of members with a renewal within 60 days and no visit in the 30 days before: ${counts}`,
    counts: (treated, heldOut) => `${treated} with digests, ${heldOut} without.`,
    indicator: (label, definition) => `Report, indicator “${label}”: ${definition}`,
    themes: (section, contents, views, withoutTheme) =>
      `${number(contents, "content", "contents")} with a theme, read ${number(views, "time", "times")}; each member counted once per content${withoutTheme === null ? "" : `; ${withoutTheme} without a theme left out`}. A theme is named only if it differs beyond chance. Theme by theme: report, “${section}”`,
  },
};
