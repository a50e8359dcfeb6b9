import type { MomentPlan } from "../../src/audience/ports.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { settleDigests } from "../../src/platform/postgres/digest/settle-digests.ts";
import type { TestDatabase } from "./database.ts";

/** One digest of the moment, as it was planned. */
export interface LivedDigest {
  readonly memberId: number;
  readonly digestId: number;
  /** The member's own id on the site. */
  readonly unit: string;
  readonly arm: string;
}

/** Plans the moment and settles all of its digests `at` an instant, each an exposure to the programme and, where told, to `own`. */
export async function liveMoment(
  { database }: TestDatabase,
  plan: MomentPlan,
  at: Date,
  own: string | null = null,
): Promise<LivedDigest[]> {
  await createAudienceStore(database).planMoment(plan);
  const digests = await database.query<LivedDigest>({
    text: `SELECT d.member_id AS "memberId", d.id AS "digestId", m.external_id AS unit, d.arm
           FROM digest d JOIN member m ON m.id = d.member_id WHERE d.local_date = $1::date`,
    values: [plan.localDate],
  });
  await settleDigests(
    database,
    digests.map(({ memberId, digestId }) => ({
      key: { memberId, digestId },
      state: "withheld",
      picks: [],
      subjects: null,
      experiments: { programme: true, own },
    })),
    { at, holdoutBy: plan.holdoutBy, longAgo: null, exposes: true },
  );
  return digests;
}
