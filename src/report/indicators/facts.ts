/** What the database answers of one window: sums and medians, never members. */

/** team: staff, moderators and `settings.team`; anonymous: visitors whose member is not known. */
export type Who = "member" | "team" | "anonymous";

export interface VisitFacts {
  readonly visits: number;
  readonly visitors: number;
  /** Whose first visit ever lies in the window. */
  readonly newVisitors: number;
  readonly anonymous: number;
  readonly medianMinutes: number | null;
  /** Members who came in the time of the same length just before; and of these, who came in the window. */
  readonly cameBefore: number;
  readonly cameAgain: number;
}

export interface ActCount {
  readonly name: string;
  readonly who: Who;
  readonly acts: number;
  readonly members: number;
}

/** Over members who had joined before the window, but for `signUps`. */
export interface ContributorFacts {
  readonly signUps: number;
  readonly members: number;
  readonly came: number;
  readonly read: number;
  readonly contributed: number;
  readonly frequent: number;
  readonly contributions: number;
  readonly topContributions: number;
  readonly medianContributions: number | null;
  /** Members who read and did not contribute, and what they saw for the first time. */
  readonly silentReaders: number;
  readonly silentViews: number;
}

export interface ContributionCount {
  /** comment, answer, feedback, or the type of the content that was published. */
  readonly kind: string;
  readonly who: Exclude<Who, "anonymous">;
  readonly contributions: number;
  readonly people: number;
}

export interface ReplyCount {
  readonly sender: Exclude<Who, "anonymous">;
  readonly receiver: Exclude<Who, "anonymous">;
  readonly replies: number;
}

export interface QuestionFacts {
  readonly questions: number;
  readonly answered: number;
  readonly solved: number;
  /** null: fewer than half have an answer. */
  readonly medianHours: number | null;
  readonly solutionViews: number;
}

export interface AnswerCount {
  readonly who: Exclude<Who, "anonymous">;
  readonly answers: number;
}

export interface SuperUserFacts {
  readonly contributors: number;
  readonly superUsers: number;
  /** Of the 90 days, by members; and of these, by super-users. */
  readonly answers: number;
  readonly superAnswers: number;
}

export interface LiveFacts {
  readonly lives: number;
  readonly registered: number;
  readonly registeredAttended: number;
  readonly attended: number;
}

export interface SurveyFacts {
  readonly survey: string;
  readonly answers: number;
  readonly promoters: number;
  readonly detractors: number;
  readonly satisfied: number;
}

export interface FeedbackKindCount {
  readonly kind: string;
  readonly raised: number;
}

export interface RenewalFacts {
  readonly ended: number;
  readonly renewed: number;
  readonly endedActive: number;
  readonly renewedActive: number;
  /** Members whose date of renewal is known at all. */
  readonly dated: number;
  readonly due: number;
  readonly atRisk: number;
}

export interface CustomerFacts {
  readonly members: number;
  readonly membersLeft: number;
  readonly others: number;
  readonly othersLeft: number;
}

export interface VisibilityFacts {
  readonly contents: number;
  readonly views: number;
  readonly chances: number;
  readonly median: number | null;
  /** Open for at least a week of the window; and of these, seen by nobody. */
  readonly weekOld: number;
  readonly seenByNobody: number;
}

/** Whether what came before the window was recorded at all, and how much of it is still kept. */
export interface HistoryFacts {
  readonly hasVisits: boolean;
  /** Whether anything was by the end of the window. */
  readonly hasBegun: boolean;
  readonly activitiesFrom: Date | null;
  /** The latest act of anybody, of all that was received; null: none ever. */
  readonly latestActAt: Date | null;
}

export interface IndicatorFacts {
  readonly visits: VisitFacts;
  readonly acts: readonly ActCount[];
  readonly contributors: ContributorFacts;
  readonly contributions: readonly ContributionCount[];
  readonly replies: readonly ReplyCount[];
  readonly questions: QuestionFacts;
  readonly answers: readonly AnswerCount[];
  readonly superUsers: SuperUserFacts;
  readonly lives: LiveFacts;
  readonly surveys: readonly SurveyFacts[];
  readonly feedback: readonly FeedbackKindCount[];
  readonly renewals: RenewalFacts;
  readonly customers: CustomerFacts;
  readonly visibility: VisibilityFacts;
  readonly history: HistoryFacts;
}

export interface ThemeContributions {
  readonly theme: string;
  readonly contributions: number;
  readonly team: number;
}

export interface DiscussedContent {
  readonly externalId: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly members: number;
  readonly reactions: number;
  readonly comments: number;
}

export interface LandingPage {
  readonly page: string;
  readonly visits: number;
}

/** The latest figure of an imported measure in a span of local dates. */
export interface MeasureFigure {
  readonly indicator: string;
  readonly source: string;
  readonly unit: string | null;
  /** `2026-10-31`. */
  readonly date: string;
  readonly value: number;
}

export interface IndicatorLists {
  readonly themes: readonly ThemeContributions[];
  readonly discussed: readonly DiscussedContent[];
  readonly landings: readonly LandingPage[];
}
