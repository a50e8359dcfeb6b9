import { claimAbove } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type Scene } from "../condition-kind.ts";
import type { MemberFacts } from "../evaluation.ts";
import { writtenAs } from "../text/fields.ts";
import { HAS_HABIT_SQL, KNOWN_INTERVAL_SQL, LEAST_GAPS, usualInterval, usualIntervalsSql } from "../usual-interval.ts";

const factorField = writtenAs(
  "a factor such as 2x",
  (text) => {
    const match = /^(\d{1,3}(?:\.\d{1,3})?)\s*x$/i.exec(text);
    return match !== null && Number(match[1]) > 0 ? Number(match[1]) : null;
  },
  (text) => (/^\d{1,3}([.,]\d{1,3})?$/.test(text) ? `did you mean "${text.replace(",", ".")}x"?` : null),
  { type: "string", pattern: "^\\s*\\d{1,3}(\\.\\d{1,3})?\\s*[xX]\\s*$", examples: ["2x", "1.5x"] },
);

/**
 * Away longer than so many times the usual interval between visits: the member's own once they have three gaps, the
 * community's until then. Never holds for who never visited, nor where nobody has a habit.
 */
export const laterThanUsual = defineCondition<number>({
  name: "later_than_usual",
  schema: factorField.describe(
    "Away longer than so many times (2x, 1.5x) the member's own usual interval between two visits; the community's until the member has come four times.",
  ),
  needs: () => [{ kind: "usual_interval" }],
  compile: (factor, builder) => {
    const awayMs = `(extract(epoch FROM ${builder.at} - ${builder.lastAct()}) * 1000)::float8`;
    return `coalesce(${awayMs} > ${builder.value(factor, "double precision")} * ${usualSql(builder)}, false)`;
  },
  prepare: (factor, scene) => {
    const usual = prepareUsual(scene);
    const atMs = scene.evaluation.at.getTime();
    return (member) => {
      const usualMs = usual(member);
      return member.lastActAt !== null && usualMs !== null && atMs - member.lastActAt.getTime() > factor * usualMs;
    };
  },
  measure: (factor, scene) => {
    const usual = prepareUsual(scene);
    const atMs = scene.evaluation.at.getTime();
    return (member) => {
      const usualMs = usual(member);
      return {
        value: member.lastActAt?.toISOString() ?? null,
        bound: usualMs === null ? null : new Date(Math.floor(atMs - factor * usualMs)).toISOString(),
      };
    };
  },
  claims: (factor, negated) => [
    [...claimAbove("later_than_usual", factor, negated), ...(negated ? [] : [{ on: "visited", ever: true } as const])],
  ],
  say: (factor, language, negated) => {
    if (language === "en")
      return `has ${negated ? "not " : ""}been away longer than ${factor} times their usual interval`;
    const times = `${String(factor).replace(".", ",")} fois son intervalle habituel`;
    return negated ? `n’est pas absent depuis plus de ${times}` : `est absent depuis plus de ${times}`;
  },
});

/** Milliseconds; NULL where neither the member nor the community has a habit. */
function usualSql(builder: AudienceBuilder): string {
  const community = builder.value(builder.evaluation.community?.usualIntervalMs ?? null, "double precision");
  if (builder.evaluation.asOf === "facts") {
    return `CASE WHEN ${HAS_HABIT_SQL} THEN ${KNOWN_INTERVAL_SQL} ELSE ${community} END`;
  }
  const name = builder.shared("usual", null, (prefix) => builder.relation(prefix, usualIntervalsSql(builder.at)));
  builder.joinMember(name);
  return `CASE WHEN ${name}.gaps >= ${LEAST_GAPS} THEN ${name}.usual_ms ELSE ${community} END`;
}

function prepareUsual({ evaluation }: Scene): (member: MemberFacts) => number | null {
  const communityMs = evaluation.community?.usualIntervalMs ?? null;
  return ({ visits }) => {
    const { gaps, usualMs } = usualInterval(visits);
    return gaps >= LEAST_GAPS ? usualMs : communityMs;
  };
}
