import type { CatalogueContent } from "./community.ts";
import type { CommunityNeed, Evaluation, MemberFacts } from "./rules/evaluation.ts";

/** Contents that are open only to some: the view `may_open` has a pair for each opening and member, in SQL and for memory alike. */

export const NEEDS_OPENINGS: readonly CommunityNeed[] = [{ kind: "openings" }];

export function someRestricted({ community }: Evaluation): boolean {
  return community?.someRestricted ?? false;
}

export function mayOpen(
  { openingId }: Pick<CatalogueContent, "openingId">,
  { openings }: { readonly openings?: MemberFacts["openings"] | undefined },
): boolean {
  return openingId == null || openings?.has(openingId) === true;
}

/** Whether a member may open a content, both expressions over rows. What is open to everybody is asked nothing more. */
export function mayOpenSql(content: string, memberId: string): string {
  return `(${content}.open_to IS NULL OR EXISTS (
      SELECT FROM may_open w WHERE w.opening_id = ${content}.opening_id AND w.member_id = ${memberId}))`;
}
