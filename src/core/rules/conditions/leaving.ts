import * as z from "zod";
import { DAY_MS } from "../../calendar.ts";
import { aliveProbability, logOddsOfLeft, type VisitHistory } from "../../stats/bg-nbd.ts";
import { claimAbove } from "../claims.ts";
import { type AudienceBuilder, defineCondition } from "../condition-kind.ts";
import type { MemberFacts } from "../evaluation.ts";
import { sayShare } from "../say-words.ts";
import { shareField } from "../text/fields.ts";
import { datedDaysSql, KNOWN_DAYS_SQL } from "../visiting-days.ts";

const leavingSchema = z
  .strictObject(
    {
      above: shareField
        .refine((share) => share > 0 && share < 1, {
          error: "this is everybody or nobody",
          params: { hint: "write a share between 0% and 100%, such as 60%" },
        })
        .describe("The probability, between 0% and 100%."),
    },
    { error: "write { above: 60% }" },
  )
  .describe(
    "The probability that the member has left for good, from their own rhythm of visits; never holds for a member who came on one day only.",
  );

/**
 * BG/NBD over the days (of UTC) on which the member came. Compared as log-odds, which neither overflow nor lose digits.
 * Never holds for a member without a repeat visit, where the model cannot tell, nor where the community has no fit.
 */
export const leaving = defineCondition<{ readonly above: number }>({
  name: "leaving",
  schema: leavingSchema,
  needs: () => [{ kind: "rhythm" }],
  compile: ({ above }, builder) => {
    const rhythm = builder.evaluation.community?.rhythm ?? null;
    if (rhythm === null) return "false";
    const [r, alpha, a, b] = [rhythm.r, rhythm.alpha, rhythm.a, rhythm.b].map((parameter) =>
      builder.value(parameter, "double precision"),
    );
    const { first, last, days } = daysSql(builder);
    const age = `((${builder.at} AT TIME ZONE 'UTC')::date - ${first})`;
    const odds = `ln(${a} / (${b} + ${days} - 2)) + (${r} + ${days} - 1) * ln((${alpha} + ${age}) / (${alpha} + (${last} - ${first})))`;
    const bound = builder.value(logOddsOf(above), "double precision");
    // Without a repeat the logarithms need not exist.
    return `CASE WHEN ${days} > 1 THEN ${odds} > ${bound} ELSE false END`;
  },
  prepare: ({ above }, { evaluation }) => {
    const rhythm = evaluation.community?.rhythm ?? null;
    const bound = logOddsOf(above);
    return (member) => {
      const odds = rhythm === null ? null : logOddsOfLeft(rhythm, historyOf(member, evaluation.at));
      return odds !== null && odds > bound;
    };
  },
  measure: ({ above }, { evaluation }) => {
    const rhythm = evaluation.community?.rhythm ?? null;
    return (member) => {
      const history = historyOf(member, evaluation.at);
      const known = rhythm !== null && history.repeats > 0;
      return { value: known ? 1 - aliveProbability(rhythm, history) : null, bound: above };
    };
  },
  claims: ({ above }, negated) => [
    [...claimAbove("leaving", above, negated), ...(negated ? [] : [{ on: "visited", ever: true } as const])],
  ],
  say: ({ above }, language, negated) => {
    const share = sayShare(above, language);
    if (language === "en") return `is ${negated ? "not " : ""}thought to have left (probability above ${share})`;
    return `${negated ? "n’est pas" : "est"} considéré comme parti (probabilité supérieure à ${share})`;
  },
});

function logOddsOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function daysSql(builder: AudienceBuilder): { first: string; last: string; days: string } {
  if (builder.evaluation.asOf === "facts") return KNOWN_DAYS_SQL;
  const name = builder.shared("days", null, (prefix) => builder.relation(prefix, datedDaysSql(builder.at)));
  builder.joinMember(name);
  return { first: `${name}.first_day`, last: `${name}.last_day`, days: `coalesce(${name}.days, 0)` };
}

function historyOf({ visits }: MemberFacts, at: Date): VisitHistory {
  const days = [...new Set(visits.map((startMs) => Math.floor(startMs / DAY_MS)))];
  const first = days[0] ?? 0;
  const last = days.at(-1) ?? 0;
  return {
    repeats: Math.max(0, days.length - 1),
    recency: last - first,
    age: Math.floor(at.getTime() / DAY_MS) - first,
  };
}
