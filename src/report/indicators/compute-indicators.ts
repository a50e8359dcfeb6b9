import { DAY_MS } from "../../core/calendar.ts";
import { CONTENTS, CUSTOMERS, QUESTIONS, RENEWAL_DATES, REPLIES } from "../../core/indicators/indicator.ts";
import { INDICATORS, type IndicatorName } from "../../core/indicators/indicators.ts";
import { PAGE_VIEWED, SCREEN_VIEWED } from "../../core/tracking/event-names.ts";
import type { IndicatorWindow, RevisitFacts } from "../ports.ts";
import { roundNumber } from "../write/round-numbers.ts";
import type { IndicatorFacts, Who } from "./facts.ts";

/** A value with the counts that it is made of; null: there is nothing to divide by. */
export interface Figure {
  readonly value: number | null;
  readonly of: { readonly count: number; readonly total: number } | null;
}

export interface WindowFacts extends IndicatorFacts {
  readonly window: IndicatorWindow;
  readonly revisits: RevisitFacts;
}

const count = (value: number): Figure => ({ value, of: null });
const plain = (value: number | null): Figure => ({ value: value === null ? null : roundNumber(value), of: null });
const ratio = (numerator: number, total: number): Figure => ({
  value: total === 0 ? null : roundNumber(numerator / total),
  of: total === 0 ? null : { count: numerator, total },
});

function acts({ acts: counts }: IndicatorFacts, names: readonly string[], who: Who = "member"): number {
  return sum(counts.filter((row) => row.who === who && names.includes(row.name)).map((row) => row.acts));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function countReplies({ replies: counts }: IndicatorFacts, from: "member" | "team", to: "member" | "team"): number {
  return sum(counts.filter(({ sender, receiver }) => sender === from && receiver === to).map((row) => row.replies));
}

function contributions(facts: IndicatorFacts, who: "member" | "team"): number {
  return sum(facts.contributions.filter((row) => row.who === who).map((row) => row.contributions));
}

function feedback(facts: IndicatorFacts, kind: string): Figure {
  return count(facts.feedback.find((row) => row.kind === kind)?.raised ?? 0);
}

function satisfied(facts: IndicatorFacts, name: string): Figure {
  const survey = facts.surveys.find((row) => row.survey === name);
  return ratio(survey?.satisfied ?? 0, survey?.answers ?? 0);
}

function weekly({ window, revisits }: WindowFacts, members: number): Figure {
  // In less than a week nobody can be told to come weekly; the one in which clocks go forward is an hour short.
  const days = Math.round((window.to.getTime() - window.from.getTime()) / DAY_MS);
  return days < 7 ? plain(null) : ratio(members, revisits.members);
}

const PAGES = [PAGE_VIEWED, SCREEN_VIEWED];

const COMPUTE: Readonly<Record<IndicatorName, (facts: WindowFacts) => Figure>> = {
  revisit: ({ revisits }) => plain(revisits.medianUsualDays),
  weekly_share: (facts) => weekly(facts, facts.revisits.weekly),
  daily_share: (facts) => weekly(facts, facts.revisits.daily),
  away_share: ({ revisits }) => ratio(revisits.members - revisits.came, revisits.members),
  came_again: ({ visits }) => ratio(visits.cameAgain, visits.cameBefore),
  visibility: ({ visibility }) => ratio(visibility.views, visibility.chances),
  median_visibility: ({ visibility }) => plain(visibility.median),
  unseen_contents: ({ visibility }) => ratio(visibility.seenByNobody, visibility.weekOld),
  contents_published: ({ visibility }) => count(visibility.contents),
  unique_visitors: ({ visits }) => count(visits.visitors),
  anonymous_visitors: ({ visits }) => count(visits.anonymous),
  new_share: ({ visits }) => ratio(visits.newVisitors, visits.visitors),
  visits: ({ visits }) => count(visits.visits),
  page_views: (facts) => count(acts(facts, PAGES)),
  pages_a_visit: (facts) => ratio(acts(facts, PAGES), facts.visits.visits),
  minutes_a_visit: ({ visits }) => plain(visits.medianMinutes),
  searches: (facts) => count(acts(facts, ["Search Performed"])),
  sign_ups: ({ contributors }) => count(contributors.signUps),
  visitor_share: ({ contributors: { came, members } }) => ratio(came, members),
  reader_share: ({ contributors: { read, members } }) => ratio(read, members),
  contributor_share: ({ contributors: { contributed, members } }) => ratio(contributed, members),
  contributions: (facts) => count(contributions(facts, "member")),
  contributions_each: ({ contributors }) => plain(contributors.medianContributions),
  silent_share: ({ contributors: { contributed, members } }) => ratio(members - contributed, members),
  occasional_share: ({ contributors: { contributed, frequent, members } }) => ratio(contributed - frequent, members),
  frequent_share: ({ contributors: { frequent, members } }) => ratio(frequent, members),
  top_share: ({ contributors }) => ratio(contributors.topContributions, contributors.contributions),
  reactions: (facts) => count(acts(facts, ["Reaction Added"])),
  messages_received: (facts) => count(acts(facts, ["Message Received"])),
  team_contributions: (facts) => count(contributions(facts, "team")),
  questions: ({ questions }) => count(questions.questions),
  answered_share: ({ questions: { answered, questions } }) => ratio(answered, questions),
  solved_share: ({ questions: { solved, questions } }) => ratio(solved, questions),
  hours_to_answer: ({ questions }) => plain(questions.medianHours),
  member_answers: ({ answers }) =>
    ratio(
      sum(answers.filter(({ who }) => who === "member").map((row) => row.answers)),
      sum(answers.map((row) => row.answers)),
    ),
  peer_share: (facts) => {
    const peers = countReplies(facts, "member", "member");
    return ratio(peers, peers + countReplies(facts, "member", "team"));
  },
  team_replies: (facts) => count(countReplies(facts, "team", "member")),
  solution_views: ({ questions }) => count(questions.solutionViews),
  silent_views: ({ contributors: { silentViews, silentReaders } }) => ratio(silentViews, silentReaders),
  super_users: ({ superUsers }) => count(superUsers.superUsers),
  super_user_answers: ({ superUsers: { superAnswers, answers } }) => ratio(superAnswers, answers),
  live_attendance: ({ lives: { registeredAttended, registered } }) => ratio(registeredAttended, registered),
  live_attendees: ({ lives }) => count(lives.attended),
  nps: ({ surveys }) => {
    const nps = surveys.find(({ survey }) => survey === "nps");
    if (nps === undefined) return plain(null);
    const net = nps.promoters - nps.detractors;
    return { value: roundNumber((100 * net) / nps.answers), of: { count: net, total: nps.answers } };
  },
  csat: (facts) => satisfied(facts, "csat"),
  need_met: (facts) => satisfied(facts, "need_met"),
  suggestions: (facts) => feedback(facts, "suggestion"),
  pain_points: (facts) => feedback(facts, "pain_point"),
  opportunities: (facts) => feedback(facts, "opportunity"),
  renewal_share: ({ renewals: { renewed, ended } }) => ratio(renewed, renewed + ended),
  renewal_share_active: ({ renewals: { renewedActive, endedActive } }) =>
    ratio(renewedActive, renewedActive + endedActive),
  renewal_share_inactive: ({ renewals: { renewed, ended, renewedActive, endedActive } }) =>
    ratio(renewed - renewedActive, renewed + ended - renewedActive - endedActive),
  renewals_due: ({ renewals }) => count(renewals.due),
  renewals_at_risk: ({ renewals: { atRisk, due } }) => ratio(atRisk, due),
  customers_left_members: ({ customers: { membersLeft, members } }) => ratio(membersLeft, members),
  customers_left_others: ({ customers: { othersLeft, others } }) => ratio(othersLeft, others),
};

export function computeIndicators(facts: WindowFacts): ReadonlyMap<IndicatorName, Figure> {
  return new Map(INDICATORS.map(({ name }) => [name, COMPUTE[name](facts)]));
}

/** What was received of all that an indicator may need, by the names that the table has for it. */
export function receivedIn(facts: IndicatorFacts): ReadonlySet<string> {
  const { visibility, questions, replies, renewals, customers } = facts;
  return new Set([
    ...facts.acts.map(({ name }) => name),
    ...(visibility.contents > 0 ? [CONTENTS] : []),
    ...(questions.questions > 0 ? [QUESTIONS] : []),
    ...(replies.length > 0 ? [REPLIES] : []),
    ...(renewals.dated > 0 ? [RENEWAL_DATES] : []),
    ...(customers.members + customers.others > 0 ? [CUSTOMERS] : []),
  ]);
}
