import * as z from "zod";
import type { Duration } from "../../calendar.ts";
import { type Claim, claimCount } from "../claims.ts";
import { type AudienceBuilder, defineCondition, type Scene } from "../condition-kind.ts";
import {
  boundsOf,
  boundsSql,
  type CountBounds,
  checkBounds,
  countFields,
  sayBounds,
  shownBounds,
  testBounds,
} from "../count-bounds.ts";
import type { MemberFacts } from "../evaluation.ts";
import { sayTimes, sayWithinPast } from "../say-words.ts";
import { durationField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";

interface VisitsQuery extends CountBounds {
  /** null: ever. */
  readonly within: Duration | null;
}

const visitsSchema = z
  .strictObject(
    {
      ...countFields,
      within: durationField.optional().describe("Only visits begun within this long; without it, all of them."),
    },
    { error: "write { at_most: 1, within: 30 days }" },
  )
  .superRefine(checkBounds)
  .transform((written): VisitsQuery => ({ ...boundsOf(written), within: written.within ?? null }))
  .describe("How often the member has visited: at_least, at_most or both.");

/** Visits begun in the window, at or before the instant. */
export const visits = defineCondition<VisitsQuery>({
  name: "visits",
  schema: visitsSchema,
  compile: (query, builder) => boundsSql(countSql(query, builder), query, builder),
  prepare: (query, scene) => testBounds(query, prepareCount(query, scene)),
  measure: (query, scene) => {
    const count = prepareCount(query, scene);
    return (member) => ({ value: count(member), bound: shownBounds(query) });
  },
  claims: ({ within, ...bounds }, negated) =>
    claimCount({ what: "visits", within, ahead: false, narrowedBy: [] }, bounds, negated).map((way) => [
      ...way,
      ...way.flatMap((claim) => (claim.on === "count" ? claimsOfVisits(claim.least, claim.most, within) : [])),
    ]),
  say: (query, language, negated) => {
    const often = sayBounds(query, (count) => sayTimes(count, language), language, negated);
    const span = query.within === null ? "" : ` ${sayWithinPast(query.within, language)}`;
    if (language === "en") return `${often === null ? "has not visited" : `has visited ${often}`}${span}`;
    return `${often === null ? "n’est pas venu" : `est venu ${often}`}${span}`;
  },
});

/** A visit within that long is a last visit within that long, or before one. */
function claimsOfVisits(least: number, most: number | null, within: Duration | null): Claim[] {
  if (most === 0 && within === null) return [{ on: "visited", ever: false }];
  if (least === 0) return [];
  return [{ on: "visited", ever: true }, ...(within === null ? [] : [{ on: "seen", within, holds: true } as const])];
}

function countSql({ within }: VisitsQuery, builder: AudienceBuilder): string {
  if (within === null && builder.evaluation.asOf === "facts") return "m.visit_count";
  const from = within === null ? null : earliestWithin(within, builder.evaluation);
  const name = builder.shared("visits", from, (prefix) => {
    const since = from === null ? "" : ` AND started_at >= ${builder.value(from, "timestamptz")}`;
    builder.relation(
      prefix,
      `SELECT member_id, count(*) AS n FROM visit\n    WHERE started_at <= ${builder.at}${since} GROUP BY member_id`,
    );
  });
  builder.joinMember(name);
  return `coalesce(${name}.n, 0)`;
}

function prepareCount({ within }: VisitsQuery, { evaluation }: Scene): (member: MemberFacts) => number {
  const atMs = evaluation.at.getTime();
  const fromMs = within === null ? Number.NEGATIVE_INFINITY : earliestWithin(within, evaluation).getTime();
  return ({ visits: starts }) => starts.filter((startMs) => startMs >= fromMs && startMs <= atMs).length;
}
