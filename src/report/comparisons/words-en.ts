import { isSingular } from "../words/number-of.ts";
import type { ComparisonWords } from "./words.ts";

export const ENGLISH: ComparisonWords = {
  title: "Side by side: comparisons, not proof",
  chosen:
    "These groups chose themselves: who comes, joins or takes part was different before, so that no difference below says where it comes from; to prove one, chance would have to decide who is in which group, as it does for the holdout.",
  noInterval:
    "No difference carries an interval or a verdict here, on purpose: they would weigh chance alone, and it is not by chance that these groups differ.",
  measure: "Figure",
  titles: {
    activity: () => "Active and inactive members",
    customers: () => "Customers who are members, customers who are not",
    purchases: () => "Orders, amounts and requests of customers, members or not",
    traits: (name) => `${name}: members with it, members without`,
    before_after: (name) => `${name}: before and after`,
  },
  groups: {
    active: "Active",
    inactive: "Inactive",
    member: "Members",
    other: "Not members",
    with: "With it",
    without: "Without",
    before: "Before",
    after: "After",
  },
  activity: (days, from, active, inactive) =>
    `Of the members who had joined ${days} days or more before ${from}, ${active} came in those ${days} days (active) and ${inactive} did not (inactive).`,
  activityBias:
    "Who means to stay also comes more; coming and renewing may both follow from that. What either group did in the period:",
  customers: (from, members, others) =>
    `Of the customers on ${from}, ${members} were members of the community and ${others} were not. Whoever became a member later counts among the others.`,
  customersBias:
    "Who joins is often an older, larger or more satisfied customer to begin with. What became of either group:",
  purchases: (months, from, members, others) =>
    `Of the customers on ${from}, ${members} were members of the community and ${others} were not. Means for each customer and month, ${months}, as imported; whoever has no row of a month counts with nothing in it.`,
  purchasesBias:
    "Who buys more is likelier to join, and who has a problem comes both to the community and to support: nothing here says that the community brought an order or spared a request.",
  inMonth: (month) => `in ${month}`,
  inMonths: (first, last) => `from ${first} to ${last}`,
  noMonths: (months, latest) =>
    `Not shown: no orders, amounts or support requests were imported of the whole months of this period (${months}); the latest known are of ${latest}.`,
  severalCurrencies: (currencies) =>
    `Amounts are in several currencies (${currencies}) and are not added up: import them converted into one.`,
  between: (low, high) => `${low} to ${high}`,
  ownInterval:
    "Beside a figure: between which bounds the group's own mean lies (95%). That says how exactly it is known, and nothing about why the groups differ.",
  traits: (from, withThem, without) =>
    `Of the members who had joined before ${from}, ${withThem} have it today and ${without} do not; who had it then is not known.`,
  traitsBias: "Who has it may have come more before. What either group did in the period:",
  treated: (members, had, days) =>
    `${had === null ? `${members} members had it for the first time and` : `${had} members had it for the first time; ${members} of them`} could have come on every one of the ${days} days before it and the ${days} days after it. They are held against themselves; the visit in which it happened counts on neither side.`,
  treatedBias:
    "A high or a low is followed by the usual, whatever happens in between (regression to the mean): who gets something at a lively moment comes less afterwards, and who joins in because they are coming more goes on for a while. What they did:",
  matched: ({ members, before, after, others, othersBefore, othersAfter }) =>
    `Beside them stand others who never had it and who came just as often in the same four weeks (${others}, for ${members} of these members): visits each went from ${othersBefore} to ${othersAfter} for the others, from ${before} to ${after} for those who had it. They are alike in that alone.`,
  notMatched: "There are not enough others who came just as often in the same weeks to stand beside them.",
  drawn: {
    title: "Drawn at random: what it changed",
    note: "Chance alone decided who is in which group, so what differs by more than chance makes is the effect. Everybody counts in the group drawn, whether or not they got it.",
    groups: (treated, control, share, from) =>
      `${treated} members were drawn to get it and ${control} not to (${share} were to get it), from ${from} on.`,
    got: (treated, control) => `It reached ${treated} of the former and ${control} of the latter.`,
    mixed: (members) =>
      isSingular(members, "en")
        ? `${members} member was told to be in both groups, and is in neither.`
        : `${members} members were told to be in both groups, and are in neither.`,
    fewerThan: (minimal) => `Fewer than ${minimal}`,
    withIt: "To get it",
    control: "Control",
    renewed: "Membership renewed since",
    better: "Members drawn to get it come more often.",
    worse: "Members drawn to get it come less often.",
    notSeen: (smallest) => `No effect on visits can be seen: only one of at least ${smallest} would probably show.`,
    tooEarly: (minimal) =>
      `It is too early to say: below ${minimal} in the smaller group, no interval can be relied on.`,
    notShown: {
      nobody_drawn: () => "Nobody has been told to be in either group yet.",
      small_group: (minimal) =>
        `Not shown: one of both groups has fewer than ${minimal} people, and somebody might be recognised.`,
    },
  },
  measures: {
    came: "Came in the period",
    visits_mean: "Visits each, mean",
    visits_median: "Visits each, median",
    minutes_median: "Time a visit, median",
    renewed: "Memberships renewed",
    left: "Left in the period",
    customer_renewed: "Renewed since the period began",
    years_median: "Customer for, median",
    orders_mean: "Orders for each customer and month",
    amount_mean: "Amount for each customer and month",
    basket_mean: "Average basket (amount of an order)",
    tickets_mean: "Support requests for each customer and month",
  },
  cameInDays: (days) => `Came in those ${days} days`,
  years: (written, value) => `${written} ${value === 1 ? "year" : "years"}`,
  minutes: (written) => `${written} min`,
  tooFew: "too few",
  notShown: {
    small_group: (minimal) =>
      `Not shown: one of both groups has fewer than ${minimal} people, and somebody might be recognised.`,
    no_history: (_, days) =>
      `Not shown: nothing was recorded ${days} days before the period, by which the groups are formed.`,
    few_treated: (minimal) =>
      `Not shown: fewer than ${minimal} members had it for the first time with all days before and after, and somebody might be recognised.`,
    silent: () => "Not shown: the site has told of no act since before the period.",
  },
};
