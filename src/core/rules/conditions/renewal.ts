import * as z from "zod";
import { claimCount } from "../claims.ts";
import { defineCondition } from "../condition-kind.ts";
import { sayWithinNext } from "../say-words.ts";
import { durationField } from "../text/fields.ts";
import { endOfWithin, startOfWithin } from "../time-bound.ts";

/** A renewal of the day itself is still to come; one of the day before, or none, never holds. */
export const renewal = defineCondition({
  name: "renewal",
  schema: z
    .strictObject(
      { within: durationField.describe("How soon: 45 days are today and the 44 days after it.") },
      { error: "write { within: 45 days }" },
    )
    .describe("The membership is due for renewal within this long: 45 days are today and the 44 days after it."),
  compile: ({ within }, builder) => {
    const from = builder.value(startOfWithin(within, builder.evaluation), "timestamptz");
    const end = builder.value(endOfWithin(within, builder.evaluation), "timestamptz");
    return `coalesce(m.renewal_at >= ${from} AND m.renewal_at < ${end}, false)`;
  },
  prepare: ({ within }, { evaluation }) => {
    const fromMs = startOfWithin(within, evaluation).getTime();
    const endMs = endOfWithin(within, evaluation).getTime();
    return ({ renewalAt }) => renewalAt != null && renewalAt.getTime() >= fromMs && renewalAt.getTime() < endMs;
  },
  measure: ({ within }, { evaluation }) => {
    const bound = [startOfWithin(within, evaluation), endOfWithin(within, evaluation)].map((date) =>
      date.toISOString(),
    );
    return ({ renewalAt }) => ({ value: renewalAt?.toISOString() ?? null, bound });
  },
  claims: ({ within }, negated) =>
    claimCount({ what: "renewal", within, ahead: true, narrowedBy: [] }, { atLeast: 1, atMost: null }, negated),
  say: ({ within }, language, negated) => {
    const span = sayWithinNext(within, language);
    if (language === "en") return negated ? `is not due for renewal ${span}` : `is due for renewal ${span}`;
    return negated ? `n’a pas d’échéance de renouvellement ${span}` : `arrive à échéance de renouvellement ${span}`;
  },
});
