import { defineCondition } from "../condition-kind.ts";
import { sayDuration } from "../say-words.ts";
import { durationField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";

/** Counted from the end of the last visit; who never visited is inactive since joining. */
export const inactive = defineCondition({
  name: "inactive",
  schema: durationField.describe("No visit for this long; a member who never visited counts from the day they joined."),
  compile: (duration, builder) => {
    const bound = builder.value(earliestWithin(duration, builder.evaluation), "timestamptz");
    return `coalesce(${builder.lastAct()}, m.joined_at) < ${bound}`;
  },
  prepare: (duration, { evaluation }) => {
    const boundMs = earliestWithin(duration, evaluation).getTime();
    return (member) => (member.lastActAt ?? member.joinedAt).getTime() < boundMs;
  },
  measure: (duration, { evaluation }) => {
    const bound = earliestWithin(duration, evaluation).toISOString();
    return ({ lastActAt, joinedAt }) => ({ value: (lastActAt ?? joinedAt).toISOString(), bound });
  },
  claims: (within, negated) => [[{ on: "seen", within, holds: negated }]],
  say: (duration, language, negated) => {
    const span = sayDuration(duration, language);
    if (language === "en") return negated ? `has been away for less than ${span}` : `has been away for ${span} or more`;
    return negated ? `est absent depuis moins de ${span}` : `est absent depuis ${span} ou plus`;
  },
});
