import {
  contentIdOf,
  type ForumCall,
  type ForumKnown,
  type ForumMapping,
  type ForumNeeds,
  type ForumReading,
  GROUPS,
  type HookMoment,
  memberIdOf,
  NOTHING_LEARNED,
} from "./forum.ts";
import { idOf, type Said, saidOf, textOf } from "./payload.ts";
import { badgeHook, likeHook, notificationHook, senderOf, solvedHook } from "./read-act.ts";
import { readCategory } from "./read-category.ts";
import { postOf, readBeginning, readWriting } from "./read-post.ts";
import { call, placeOf, readTopic } from "./read-topic.ts";
import { forgetUser, readUser, sortedGroups } from "./read-user.ts";

/** One delivery: what `X-Discourse-Event-Type` and `X-Discourse-Event` say, and the body. */
export interface ForumHook {
  /** Under which key of the body it stands. */
  readonly type: string;
  readonly event: string;
  readonly body: unknown;
}

/** A user of whom these tell has shown that the address is theirs, or was let in by the site. */
const BEFORE_CONFIRMATION = ["user_created", "user_approved"];
const FORGOTTEN = ["user_destroyed", "user_anonymized"];

/** What a body tells of where no header names its event, as in a sample that is tried. */
const USUAL_EVENTS: Readonly<Record<string, string>> = {
  topic: "topic_created",
  post: "post_created",
  user: "user_updated",
  like: "post_liked",
  solved: "accepted_solution",
  user_badge: "user_badge_granted",
  notification: "notification_created",
  group_user: "user_added_to_group",
  category: "category_updated",
};

/** A delivery from its body and headers; null: there is no such header. */
export function readHookNames(body: unknown, type: string | null, event: string | null): ForumHook {
  const known = type ?? Object.keys(saidOf(body))[0] ?? "";
  const usual = Object.hasOwn(USUAL_EVENTS, known) ? USUAL_EVENTS[known] : undefined;
  return { type: known, event: event ?? usual ?? "", body };
}

/** What has to be known to read it. */
export function needsOf(mapping: ForumMapping, { type, body }: ForumHook): ForumNeeds {
  const said = saidOf(saidOf(body)[type]);
  const usernames = [
    ...(type === "post" ? [textOf(saidOf(said.reply_to_user).username)] : []),
    ...(type === "notification" ? [senderOf(said)] : []),
  ];
  const isUser = type === "user" || type === "user_promoted";
  const userId = isUser ? idOf(said.id) : type === "group_user" ? idOf(said.user_id) : null;
  return {
    usernames: usernames.flatMap((name) => name?.toLowerCase() ?? []),
    member: userId === null ? null : memberIdOf(mapping, userId),
    topicsOf: type === "category" ? idOf(said.id) : null,
  };
}

/** What a delivery says: calls as the site would make them, and what later ones build on. What means nothing here has none. */
export function readHook(
  mapping: ForumMapping,
  { type, event, body }: ForumHook,
  known: ForumKnown,
  moment: HookMoment,
): ForumReading {
  const said = saidOf(saidOf(body)[type]);
  const calls = (...made: readonly (readonly ForumCall[])[]): ForumReading => ({
    calls: made.flat(),
    learned: NOTHING_LEARNED,
  });
  switch (type) {
    case "topic":
      return topicHook(mapping, event, said, known, moment);
    case "post":
      return calls(...postHook(mapping, event, said, known, moment));
    case "user":
    case "user_promoted":
      return calls(...userHook(mapping, event, said, known, moment));
    case "like":
      return calls(event === "post_liked" ? likeHook(mapping, said, known, moment) : []);
    case "solved":
      return calls(event === "accepted_solution" ? solvedHook(mapping, said, known, moment) : []);
    case "user_badge":
      return calls(event === "user_badge_granted" ? badgeHook(mapping, said) : []);
    case "notification":
      return calls(event === "notification_created" ? notificationHook(mapping, said, known) : []);
    case "group_user":
      return calls(groupUserHook(mapping, event, said, known));
    case "group":
      return groupHook(said);
    case "category":
      return event === "category_destroyed" ? calls() : categoryHook(mapping, said, known, moment);
    default:
      return calls();
  }
}

function eventStatement({ name }: ForumMapping, { receivedAt, eventId }: HookMoment) {
  return { at: receivedAt.toISOString(), ...(eventId === null ? {} : { messageId: `${name}:event:${eventId}` }) };
}

function topicHook(
  mapping: ForumMapping,
  event: string,
  topic: Said,
  known: ForumKnown,
  moment: HookMoment,
): ForumReading {
  const [id, categoryId, createdAt] = [idOf(topic.id), idOf(topic.category_id), textOf(topic.created_at)];
  const isNew = event === "topic_created";
  // What is said at its creation is older than any change, however late it comes.
  const statement =
    isNew && createdAt !== null
      ? { at: createdAt, messageId: `${mapping.name}:topic:${id}` }
      : eventStatement(mapping, moment);
  return {
    calls: readTopic(mapping, known, topic, statement, { isGone: event === "topic_destroyed", isNew }),
    learned:
      id === null || categoryId === null
        ? NOTHING_LEARNED
        : { ...NOTHING_LEARNED, topics: new Map([[id, categoryId]]) },
  };
}

function postHook(
  mapping: ForumMapping,
  event: string,
  said: Said,
  known: ForumKnown,
  moment: HookMoment,
): readonly (readonly ForumCall[])[] {
  if (event === "post_created") {
    return [readWriting(mapping, known, said), readBeginning(mapping, known, said)];
  }
  if (event === "post_edited") return [readBeginning(mapping, known, said)];
  const post = event === "post_destroyed" ? postOf(mapping, known, said) : null;
  if (post === null || !post.isFirst || post.contentId === null) return [];
  const statement = eventStatement(mapping, moment);
  const withdrawnAt = textOf(said.deleted_at) ?? statement.at;
  return [[call("Content Withdrawn", statement, { contentId: post.contentId, withdrawnAt })]];
}

function userHook(
  mapping: ForumMapping,
  event: string,
  user: Said,
  { memberRole }: ForumKnown,
  moment: HookMoment,
): readonly (readonly ForumCall[])[] {
  if (FORGOTTEN.includes(event)) return [forgetUser(mapping, user)];
  const isConfirmed = !BEFORE_CONFIRMATION.includes(event);
  const said = readUser(mapping, user, { at: moment.receivedAt, isConfirmed, memberRole });
  const id = idOf(user.id);
  if (event !== "user_logged_in" || id === null) return [said];
  const act = call("Logged In", eventStatement(mapping, moment), {});
  return [said, [{ ...act, userId: memberIdOf(mapping, id) }]];
}

/** It names the group by number only: one that was never heard of says nothing yet. */
function groupUserHook(
  mapping: ForumMapping,
  event: string,
  said: Said,
  { groups, memberGroups }: ForumKnown,
): readonly ForumCall[] {
  const userId = idOf(said.user_id);
  const group = groups.get(idOf(said.group_id) ?? 0);
  if (userId === null || group === undefined) return [];
  const others = memberGroups.filter((one) => one !== group);
  const after = event === "user_removed_from_group" ? others : [...others, group];
  const traits = { [GROUPS]: sortedGroups(after) };
  return [{ type: "identify", userId: memberIdOf(mapping, userId), traits }];
}

function groupHook(said: Said): ForumReading {
  const [id, name] = [idOf(said.id), textOf(said.name)];
  const groups = new Map(id === null || name === null ? [] : [[id, name] as const]);
  return { calls: [], learned: { ...NOTHING_LEARNED, groups } };
}

/** Who may read a category's topics may have changed with it. */
function categoryHook(mapping: ForumMapping, said: Said, known: ForumKnown, moment: HookMoment): ForumReading {
  const read = readCategory(said, known.groups);
  if (read === null) return { calls: [], learned: NOTHING_LEARNED };
  const { id, category } = read;
  const before = known.categories.get(id);
  const now = { ...known, categories: new Map(known.categories).set(id, category) };
  const learned = { ...NOTHING_LEARNED, categories: new Map([[id, category]]) };
  if (before !== undefined && JSON.stringify(before.groups) === JSON.stringify(category.groups)) {
    return { calls: [], learned };
  }
  const { openTo } = placeOf(mapping, now, id, undefined);
  const at = moment.receivedAt.toISOString();
  const calls = known.topics.map((topicId) =>
    call("Content Updated", { at }, { contentId: contentIdOf(mapping, topicId), openTo }),
  );
  return { calls, learned };
}
