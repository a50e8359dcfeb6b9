import { RekindleError } from "../../core/errors.ts";
import { nearestWord } from "../../core/rules/text/nearest-word.ts";
import type { MemberReader } from "./ports.ts";

/**
 * The internal number of a member.
 * @throws RekindleError `not_found` with the nearest id among those that begin alike.
 */
export async function findMember(
  members: Pick<MemberReader, "findId" | "idsLike">,
  externalId: string,
): Promise<number> {
  const found = await members.findId(externalId);
  if (found !== null) return found;
  const nearest = nearestWord(externalId, await members.idsLike(externalId));
  throw new RekindleError(
    "not_found",
    `There is no member "${externalId}".`,
    nearest === null ? "Give the id that the site uses, as it was imported." : `Did you mean "${nearest}"?`,
  );
}
