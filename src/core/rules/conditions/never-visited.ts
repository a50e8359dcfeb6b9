import * as z from "zod";
import { defineCondition } from "../condition-kind.ts";

export const neverVisited = defineCondition({
  name: "never_visited",
  schema: z
    .boolean({ error: "write true or false" })
    .describe("The member has not visited a single time since joining."),
  compile: (wanted, builder) => `${builder.lastAct()} IS ${wanted ? "" : "NOT "}NULL`,
  prepare: (wanted) => (member) => (member.lastActAt === null) === wanted,
  measure: (wanted) => (member) => ({ value: member.lastActAt === null, bound: wanted }),
  claims: (wanted, negated) => [[{ on: "visited", ever: wanted === negated }]],
  say: (wanted, language, negated) => {
    const never = wanted !== negated;
    if (language === "en") return never ? "has never visited" : "has visited at least once";
    return never ? "n’est jamais venu" : "est venu au moins une fois";
  },
});
