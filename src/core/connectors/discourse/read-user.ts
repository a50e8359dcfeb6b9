import { type ForumCall, type ForumMapping, GROUPS, memberIdOf, TRUST_LEVEL, USERNAME } from "./forum.ts";
import { idOf, isAfter, namesOf, type Said, textOf } from "./payload.ts";

/** What Discourse gives to whom it made nameless. */
const ANONYMISED = /@anonymized\.invalid$/i;

/** A user who may be mailed by what is said of them: not before they confirmed an address, nor while they are shut out. */
interface UserMoment {
  readonly at: Date;
  /** Whether the address is known to be theirs. */
  readonly isConfirmed: boolean;
  /** The role that the member has now; null: not known. */
  readonly memberRole?: string | null;
}

/** A user as webhooks and the list of users say them. */
export function readUser(
  mapping: ForumMapping,
  user: Said,
  { at, isConfirmed, memberRole }: UserMoment,
): readonly ForumCall[] {
  const id = idOf(user.id);
  if (id === null) return [];
  const email = textOf(user.email);
  if (email !== null && ANONYMISED.test(email)) return forgetUser(mapping, user);
  const isShutOut = isAfter(user.suspended_till, at);
  const userId = memberIdOf(mapping, id);
  const traits = {
    ...addressOf(email, isShutOut, isConfirmed && user.active !== false && user.staged !== true),
    ...given("name", textOf(user.name)),
    ...given("createdAt", textOf(user.created_at)),
    ...given("locale", textOf(user.locale)?.replaceAll("_", "-") ?? null),
    ...given("timezone", textOf((user.user_option as Said | undefined | null)?.timezone)),
    ...roleOf(user, memberRole),
    ...given(USERNAME, textOf(user.username)),
    ...(typeof user.trust_level === "number" ? { [TRUST_LEVEL]: user.trust_level } : {}),
    ...(Array.isArray(user.groups) ? { [GROUPS]: sortedGroups(namesOf(user.groups)) } : {}),
  };
  return [{ type: "identify", userId, traits }, ...joined(mapping, user, userId)];
}

/** An attribute that is an empty list says less than none. */
export function sortedGroups(names: readonly string[]): readonly string[] | null {
  const groups = [...new Set(names)].sort();
  return groups.length === 0 ? null : groups;
}

/** Who was removed or made nameless: what tells who they were goes, and nothing is mailed to them again. */
export function forgetUser(mapping: ForumMapping, user: Said): readonly ForumCall[] {
  const id = idOf(user.id);
  if (id === null) return [];
  const traits = {
    email: null,
    name: null,
    firstName: null,
    lastName: null,
    [USERNAME]: null,
    [GROUPS]: null,
    subscribed: false,
    consentSource: `${mapping.name}: account removed`,
  };
  return [{ type: "identify", userId: memberIdOf(mapping, id), traits }];
}

function addressOf(email: string | null, isShutOut: boolean, isTheirs: boolean): Said {
  if (isShutOut) return { email: null };
  return email === null || !isTheirs ? {} : { email };
}

/** A forum knows no experts: whom the site calls one stays one. */
function roleOf(user: Said, memberRole: string | null | undefined): Said {
  if (typeof user.admin !== "boolean" && typeof user.moderator !== "boolean") return {};
  if (user.admin === true) return { role: "staff" };
  if (user.moderator === true) return { role: "moderator" };
  return memberRole === "expert" ? {} : { role: "member" };
}

/** Where the site itself logs its users in, the same person has an id of the site's own. */
function joined(mapping: ForumMapping, user: Said, previousId: string): readonly ForumCall[] {
  const userId = textOf(user.external_id);
  if (!mapping.joinsExternalIds || userId === null || userId === previousId) return [];
  return [{ type: "alias", userId, previousId }];
}

function given(name: string, value: string | null): Said {
  return value === null ? {} : { [name]: value };
}
