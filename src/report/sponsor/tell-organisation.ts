import { heldOutUntil, MINIMAL_ARM, shownInterval, TARGET_LIFT } from "../lift/lift-report.ts";
import type { SponsorTeller } from "./sponsor-teller.ts";
import { sourced } from "./write-sourced.ts";

/** What the community brought the organisation: visits caused, renewals at risk reached, calls that solutions may have spared. */
export function tellOrganisation(teller: SponsorTeller): string[] {
  const [answer = "", ...rest] = tellVisits(teller);
  return [answer, rest.join(" "), tellAtRisk(teller).join(" "), ...tellSolutions(teller)];
}

function tellVisits(teller: SponsorTeller): string[] {
  const { page, words, write } = teller;
  const { visits, verdict, reason, members, memberWeeks, outcome } = page.visits;
  if (reason !== null || visits === null) {
    if (reason !== "small_arm") {
      const isOver = reason === "no_exposures" && page.report.period.closed;
      const why = isOver ? words.visits.noExposuresThen : words.visits.not[reason ?? "no_interval"];
      return [why, ...tellWorthLater(teller)];
    }
    const smaller = Math.min(...(outcome?.arms.map(({ n }) => n) ?? [0]));
    return [
      words.visits.smallArm(sourced("visits", write.count(smaller)), write.count(MINIMAL_ARM)),
      ...tellWhatItTakes(teller),
      ...tellWorthLater(teller),
    ];
  }
  const count = (value: number): string => sourced("visits", write.count(value));
  const until = heldOutUntil(page.report);
  const measured = words.visits.over(count(memberWeeks), count(members));
  const over = until === null ? measured : `${measured} ${words.visits.until(write.date(until))}`;
  if (verdict === "better") {
    const said = words.visits.more(count(visits.estimate), [count(visits.low), count(visits.high)]);
    return [said, ...tellMoney(teller), over];
  }
  if (verdict === "worse") {
    const said = words.visits.fewer(count(-visits.estimate), [count(-visits.high), count(-visits.low)]);
    return [said, ...tellMoney(teller), over];
  }
  const orNone = (value: number) => (value >= 0.5 ? count(value) : null);
  return [
    // Where one interval alone leaves zero out, nothing is claimed, so that nothing at all still fits.
    words.visits.unclear(orNone(-visits.low), orNone(visits.high)),
    over,
    ...tellWhatItTakes(teller),
    ...tellWorthLater(teller),
  ];
}

/** When an effect of target size could be seen; or what it would take. */
function tellWhatItTakes({ page, words, reportWords, write }: SponsorTeller): string[] {
  const { outcome } = page.visits;
  if (outcome === null) return [];
  const { date, unitsNeeded, relative } = outcome.smallestEffect;
  if (date !== null) return [reportWords.headline.seenBy(write.percent(TARGET_LIFT), write.date(date))];
  if (outcome.verdict === "not_seen" && relative !== null && relative <= TARGET_LIFT) return [];
  const plan = page.report.holdoutPlan.filter(({ smallestEffect }) => smallestEffect !== null);
  const best = plan.reduce<(typeof plan)[number] | null>(
    (least, option) =>
      (option.smallestEffect ?? 1) < (least?.smallestEffect ?? Number.POSITIVE_INFINITY) ? option : least,
    null,
  );
  const units = outcome.arms.reduce((total, { n }) => total + n, 0);
  const needed = unitsNeeded === null ? null : write.count(Number(unitsNeeded.toPrecision(2)));
  const isTooSmall = unitsNeeded !== null && unitsNeeded > units && needed !== null;
  const told = isTooSmall ? [words.visits.tooSmall(write.percent(TARGET_LIFT), needed)] : [];
  // What is so already is no advice.
  const now = page.report.programmes.at(-1);
  const isSo = best !== null && now !== undefined && now.keptUntil === null && now.share >= best.share;
  if (best?.smallestEffect == null || isSo) return told;
  return [...told, words.visits.needsHoldout(write.percent(best.share), write.percent(best.smallestEffect))];
}

function tellMoney({ page, words, money, sum }: SponsorTeller): string[] {
  const { visits, verdict } = page.visits;
  const each = page.worth?.visit ?? null;
  if (each === null) return [words.visits.noWorth];
  if (visits === null) return [];
  const worth = (count: number): string => sourced("worth", sum(count * each));
  const eachSaid = sourced("worth", money(each));
  return verdict === "worse"
    ? [words.visits.cost(eachSaid, worth(-visits.estimate), [worth(-visits.high), worth(-visits.low)])]
    : [words.visits.worth(eachSaid, worth(visits.estimate), [worth(visits.low), worth(visits.high)])];
}

function tellWorthLater({ page, words, money }: SponsorTeller): string[] {
  const each = page.worth?.visit ?? null;
  return each === null ? [] : [words.visits.worthLater(sourced("worth", money(each)))];
}

function tellAtRisk({ page, words, write }: SponsorTeller): string[] {
  const { known, cameBack } = page.atRisk;
  if (!known) return [words.atRisk.unknown];
  const arm = (name: "treated" | "held_out") => cameBack?.arms.find((candidate) => candidate.arm === name);
  const [treated, heldOut] = [arm("treated"), arm("held_out")];
  if (cameBack === null || treated === undefined || treated.members === 0) return [words.atRisk.nobody];
  const count = (value: number): string => sourced("at_risk", write.count(value));
  const share = treated.numerator / treated.denominator;
  const shares = write.pair("share", [treated.value, heldOut?.value ?? null]);
  const said = words.atRisk.cameBack(
    count(treated.members),
    count(treated.numerator),
    sourced("at_risk", shares(share)),
  );
  if (heldOut === undefined || heldOut.members === 0) return [said, words.atRisk.nobodyHeldOut];
  if (cameBack.reason === "sample_ratio") return [said, words.atRisk.notToUse];
  const interval = shownInterval(cameBack, page.report.interval, "absolute");
  if (cameBack.verdict === "too_early" || interval === null) {
    const few = words.atRisk.comparison(count(heldOut.members), count(heldOut.numerator), write.count(MINIMAL_ARM));
    return [said, few];
  }
  const other = sourced("at_risk", shares(heldOut.value ?? 0));
  const points = (value: number): string => sourced("at_risk", write.points(100 * value));
  const { low, high } = interval;
  if (cameBack.verdict === "better") return [said, words.atRisk.more(other, [points(low), points(high)])];
  if (cameBack.verdict === "worse") return [said, words.atRisk.fewer(other, [points(-high), points(-low)])];
  return [said, words.atRisk.alike(other, [points(low), points(high)])];
}

/** Only where the settings say what a call costs: then the most that solutions could have spared. */
function tellSolutions({ page, words, write, money, sum }: SponsorTeller): string[] {
  const each = page.worth?.avoidedCall ?? null;
  const views = page.solutionViews.now.value;
  if (each === null || views === null || views === 0) return [];
  return [
    words.solutions(
      sourced("solutions", write.count(views)),
      sourced("worth", money(each)),
      sourced("worth", sum(views * each)),
    ),
  ];
}
