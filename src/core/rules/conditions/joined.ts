import * as z from "zod";
import { defineCondition } from "../condition-kind.ts";
import { sayDuration, sayWithinPast } from "../say-words.ts";
import { durationField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";

export const joined = defineCondition({
  name: "joined",
  schema: z
    .strictObject(
      { within: durationField.describe("How recently: 14 days are today and the 13 days before it.") },
      { error: "write { within: 14 days }" },
    )
    .describe("Joined within this long: 14 days are today and the 13 days before it."),
  compile: ({ within }, builder) => {
    const bound = builder.value(earliestWithin(within, builder.evaluation), "timestamptz");
    return `(m.joined_at >= ${bound} AND m.joined_at <= ${builder.at})`;
  },
  prepare: ({ within }, { evaluation }) => {
    const boundMs = earliestWithin(within, evaluation).getTime();
    const atMs = evaluation.at.getTime();
    return ({ joinedAt }) => joinedAt.getTime() >= boundMs && joinedAt.getTime() <= atMs;
  },
  measure: ({ within }, { evaluation }) => {
    const bound = earliestWithin(within, evaluation).toISOString();
    return ({ joinedAt }) => ({ value: joinedAt.toISOString(), bound });
  },
  claims: ({ within }, negated) => [[{ on: "joined", within, holds: !negated }]],
  say: ({ within }, language, negated) => {
    const span = sayDuration(within, language);
    if (language === "en")
      return negated ? `joined more than ${span} ago` : `joined ${sayWithinPast(within, language)}`;
    return negated ? `est inscrit depuis plus de ${span}` : `est inscrit depuis moins de ${span}`;
  },
});
