import type {
  ActCount,
  AnswerCount,
  ContributionCount,
  ContributorFacts,
  CustomerFacts,
  DiscussedContent,
  FeedbackKindCount,
  HistoryFacts,
  LandingPage,
  LiveFacts,
  MeasureFigure,
  QuestionFacts,
  RenewalFacts,
  ReplyCount,
  SuperUserFacts,
  SurveyFacts,
  ThemeContributions,
  VisibilityFacts,
  VisitFacts,
} from "../../../../report/indicators/facts.ts";
import type { IndicatorStore, IndicatorWindow } from "../../../../report/ports.ts";
import type { Database } from "../../database.ts";
import { compareCustomers } from "./compare-customers.ts";
import { countActs } from "./count-acts.ts";
import { countAnswers } from "./count-answers.ts";
import { countContributions, listContributedThemes } from "./count-contributions.ts";
import { countReplies } from "./count-replies.ts";
import { countVisits } from "./count-visits.ts";
import { describeContributors } from "./describe-contributors.ts";
import { describeHistory } from "./describe-history.ts";
import { describeLives } from "./describe-lives.ts";
import { describeQuestions } from "./describe-questions.ts";
import { describeRenewals } from "./describe-renewals.ts";
import { describeSuperUsers } from "./describe-super-users.ts";
import { countFeedback, describeSurveys } from "./describe-surveys.ts";
import { describeVisibility } from "./describe-visibility.ts";
import { listDiscussed, listLandings } from "./list-discussed.ts";
import { listMeasures } from "./list-measures.ts";

export function createIndicatorStore(database: Database): IndicatorStore {
  const one = async <Row>(statement: { readonly text: string; readonly values: readonly unknown[] }): Promise<Row> => {
    const [row] = await database.query<Row>(statement);
    if (row === undefined) throw new Error(`No row of ${statement.text.slice(0, 60)}`);
    return row;
  };
  return {
    describe: async (window: IndicatorWindow) => ({
      visits: await one<VisitFacts>(countVisits(window)),
      acts: await database.query<ActCount>(countActs(window)),
      contributors: await one<ContributorFacts>(describeContributors(window)),
      contributions: await database.query<ContributionCount>(countContributions(window)),
      replies: await database.query<ReplyCount>(countReplies(window)),
      questions: await one<QuestionFacts>(describeQuestions(window)),
      answers: await database.query<AnswerCount>(countAnswers(window)),
      superUsers: await one<SuperUserFacts>(describeSuperUsers(window)),
      lives: await one<LiveFacts>(describeLives(window)),
      surveys: await database.query<SurveyFacts>(describeSurveys(window)),
      feedback: await database.query<FeedbackKindCount>(countFeedback(window)),
      renewals: await one<RenewalFacts>(describeRenewals(window)),
      customers: await one<CustomerFacts>(compareCustomers(window)),
      visibility: await one<VisibilityFacts>(describeVisibility(window)),
      history: await one<HistoryFacts>(describeHistory(window)),
    }),
    list: async (window: IndicatorWindow) => ({
      themes: await database.query<ThemeContributions>(listContributedThemes(window)),
      discussed: await database.query<DiscussedContent>(listDiscussed(window)),
      landings: await database.query<LandingPage>(listLandings(window)),
    }),
    listMeasures: (from, to) => database.query<MeasureFigure>(listMeasures(from, to)),
  };
}
