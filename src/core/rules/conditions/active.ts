import * as z from "zod";
import { defineCondition } from "../condition-kind.ts";
import { sayWithinPast } from "../say-words.ts";
import { durationField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";

/** By the end of the last visit; never holds for who never visited. */
export const active = defineCondition({
  name: "active",
  schema: z
    .strictObject(
      { within: durationField.describe("How recently: 30 days are today and the 29 days before it.") },
      { error: "write { within: 30 days }" },
    )
    .describe("Visited within this long: 30 days are today and the 29 days before it."),
  compile: ({ within }, builder) => {
    const bound = builder.value(earliestWithin(within, builder.evaluation), "timestamptz");
    return `coalesce(${builder.lastAct()} >= ${bound}, false)`;
  },
  prepare: ({ within }, { evaluation }) => {
    const boundMs = earliestWithin(within, evaluation).getTime();
    return (member) => member.lastActAt !== null && member.lastActAt.getTime() >= boundMs;
  },
  measure: ({ within }, { evaluation }) => {
    const bound = earliestWithin(within, evaluation).toISOString();
    return ({ lastActAt }) => ({ value: lastActAt?.toISOString() ?? null, bound });
  },
  claims: ({ within }, negated) =>
    negated
      ? [[{ on: "visited", ever: false }], [{ on: "seen", within, holds: false }]]
      : [
          [
            { on: "visited", ever: true },
            { on: "seen", within, holds: true },
          ],
        ],
  say: ({ within }, language, negated) => {
    const span = sayWithinPast(within, language);
    if (language === "en") return negated ? `has not visited ${span}` : `has visited ${span}`;
    return negated ? `n’est pas venu ${span}` : `est venu ${span}`;
  },
});
