import { RekindleError } from "../../core/errors.ts";
import type { PreferenceMember } from "../../delivery/preferences/ports.ts";
import type { Services } from "../context.ts";

/** A member by the site's own id. Throws `not_found`. */
export async function findMember({ explained, preferences }: Services, id: string): Promise<PreferenceMember> {
  const memberId = await explained.findId(id);
  const member = memberId === null ? null : await preferences.find(memberId);
  if (member === null) throw noSuchMember(id);
  return member;
}

export function noSuchMember(id: string): RekindleError {
  return new RekindleError(
    "not_found",
    `There is no member "${id}".`,
    "Give the id that the site uses, as it was imported.",
  );
}
