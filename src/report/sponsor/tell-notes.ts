import { INDICATORS, type IndicatorName } from "../../core/indicators/indicators.ts";
import type { ArmValue, OutcomeLift } from "../lift/lift-report.ts";
import type { SponsorTeller } from "./sponsor-teller.ts";
import type { Source } from "./words/words.ts";
import { written } from "./write-sourced.ts";

/** Where the numbers of one source stand in the report, and what they are made of. */
export function tellNote(teller: SponsorTeller, source: Source): string {
  const { page, words, reportWords } = teller;
  switch (source) {
    case "visits":
      return noteVisits(teller);
    case "worth":
      return noteWorth(teller);
    case "at_risk":
      return words.notes.atRisk(noteCounts(teller, page.atRisk.cameBack));
    case "picks": {
      const line = words.notes.line(sectionOf(teller), reportWords.outcomes.pick_visibility);
      return `${line}, ${noteCounts(teller, page.picks)}`;
    }
    case "questions":
      return noteIndicator(teller, "answered_share");
    case "solutions":
      return noteIndicator(teller, "solution_views");
    case "nps":
      return noteIndicator(teller, "nps");
    case "themes": {
      const { contents, views, withoutTheme } = page.agreement;
      const { write } = teller;
      const others = withoutTheme === 0 ? null : write.count(withoutTheme);
      return words.notes.themes(reportWords.sections.themes, write.count(contents), write.count(views), others);
    }
  }
}

function sectionOf({ page, reportWords }: SponsorTeller): string {
  const name = page.report.experiments[0]?.experiment ?? "programme";
  return name === "programme" ? reportWords.sections.programme : reportWords.sections.ownExperiment(name);
}

function armsOf(lift: OutcomeLift | null): { treated: ArmValue | undefined; heldOut: ArmValue | undefined } {
  const arm = (name: ArmValue["arm"]) => lift?.arms.find((candidate) => candidate.arm === name);
  return { treated: arm("treated"), heldOut: arm("held_out") };
}

function noteCounts({ words, write }: SponsorTeller, lift: OutcomeLift | null): string {
  const { treated, heldOut } = armsOf(lift);
  const of = (arm: ArmValue | undefined): string => write.outOf(arm?.numerator ?? 0, arm?.denominator ?? 0);
  return words.notes.counts(of(treated), of(heldOut));
}

function noteVisits(teller: SponsorTeller): string {
  const { page, words, reportWords, write } = teller;
  const { outcome, lift, memberWeeks } = page.visits;
  const { treated, heldOut } = armsOf(outcome);
  const weeks = (arm: ArmValue | undefined): string => write.count((arm?.denominator ?? 0) / 7);
  const counted = words.notes.visits(
    write.count(treated?.numerator ?? 0),
    weeks(treated),
    write.count(heldOut?.numerator ?? 0),
    weeks(heldOut),
  );
  const line = words.notes.line(sectionOf(teller), reportWords.outcomes.visits);
  if (lift === null) return `${line}, ${counted}.`;
  const bounds = [write.signedNumber(lift.low), write.signedNumber(lift.high)] as const;
  return `${line}, ${counted}${words.notes.lift(write.signedNumber(lift.estimate), bounds, write.count(memberWeeks))}`;
}

function noteWorth({ page, words, money }: SponsorTeller): string {
  const { worth } = page;
  const what = [
    ...(worth?.visit == null ? [] : [words.notes.worthVisit(money(worth.visit))]),
    ...(worth?.avoidedCall == null ? [] : [words.notes.worthCall(money(worth.avoidedCall))]),
  ];
  return words.notes.worth(what.join(", "), worth?.source == null ? null : written(worth.source, 60));
}

function noteIndicator({ words, language }: SponsorTeller, name: IndicatorName): string {
  const indicator = INDICATORS.find((candidate) => candidate.name === name);
  return indicator === undefined
    ? ""
    : words.notes.indicator(indicator.label[language], indicator.definition[language]);
}
