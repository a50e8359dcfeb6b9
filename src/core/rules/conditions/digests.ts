import * as z from "zod";
import { ACCEPTED_STATES } from "../../community.ts";
import { literalsOf } from "../../statement.ts";
import { claimCount } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type Scene } from "../condition-kind.ts";
import type { MemberFacts } from "../evaluation.ts";

interface DigestsQuery {
  readonly ignored: number;
}

/**
 * Digests since the end of the last visit, accepted or withheld alike so that both arms take the same road; all of them
 * for who never visited. When there are that many, the last so many brought no visit.
 */
export const digests = defineCondition<DigestsQuery>({
  name: "digests",
  schema: z
    .strictObject(
      {
        ignored: z
          .int({ error: "write a whole number" })
          .min(1)
          .describe("So many digests in a row, the last ones, without a visit after them."),
      },
      { error: "write { ignored: 3 }" },
    )
    .describe("The last digests brought no visit: a reason to write less often, or to stop."),
  compile: ({ ignored }, builder) => {
    const name = ignoredRelation(builder);
    builder.joinMember(name);
    return `coalesce(${name}.n, 0) >= ${builder.value(ignored, "bigint")}`;
  },
  prepare: ({ ignored }, scene) => {
    const count = prepareCount(scene);
    return (member) => count(member) >= ignored;
  },
  measure: ({ ignored }, scene) => {
    const count = prepareCount(scene);
    return (member) => ({ value: count(member), bound: ignored });
  },
  claims: ({ ignored }, negated) =>
    claimCount(
      { what: "digests ignored", within: null, ahead: false, narrowedBy: [] },
      { atLeast: ignored, atMost: null },
      negated,
    ),
  say: ({ ignored }, language, negated) => {
    const one = ignored === 1;
    if (language === "en") {
      const last = one ? "the last digest" : `the last ${ignored} digests`;
      if (!negated) return `has not visited since ${last}`;
      return `has visited since ${one ? "" : "one of "}${last}, or got ${one ? "none" : "fewer"}`;
    }
    if (one && negated) return "est venu depuis le dernier récapitulatif, ou n’en a reçu aucun";
    if (one) return "n’est pas venu depuis le dernier récapitulatif";
    const last = `des ${ignored} derniers récapitulatifs`;
    return negated ? `est venu après l’un ${last}, ou en a reçu moins` : `n’est venu après aucun ${last}`;
  },
});

function ignoredRelation(builder: AudienceBuilder): string {
  const dated = builder.evaluation.asOf === "dated";
  const acts = dated ? builder.lastActs() : null;
  const ended = acts === null ? "m.last_act_at" : `${acts}.ended_at`;
  return builder.shared("ignored", null, (prefix) =>
    builder.relation(
      prefix,
      `SELECT d.member_id, count(*) AS n
    FROM digest d ${acts === null ? "JOIN member m ON m.id = d.member_id" : `LEFT JOIN ${acts} ON ${acts}.member_id = d.member_id`}
    WHERE d.slot_at <= ${builder.at} AND NOT d.transactional
      AND (d.state = 'withheld' OR (d.state IN (${literalsOf(ACCEPTED_STATES)}) AND d.accepted_at <= ${builder.at}))
      AND (${ended} IS NULL OR d.slot_at > ${ended})
    GROUP BY d.member_id`,
    ),
  );
}

function prepareCount({ evaluation }: Scene): (member: MemberFacts) => number {
  const atMs = evaluation.at.getTime();
  return ({ digests: slots, lastActAt }) => {
    const sinceMs = lastActAt?.getTime() ?? Number.NEGATIVE_INFINITY;
    return slots.filter((slotMs) => slotMs > sinceMs && slotMs <= atMs).length;
  };
}
