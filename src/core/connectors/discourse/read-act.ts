import { type ForumCall, type ForumKnown, type ForumMapping, type HookMoment, memberIdOf } from "./forum.ts";
import { idOf, type Said, saidOf, textOf } from "./payload.ts";
import { postOf } from "./read-post.ts";
import { call } from "./read-topic.ts";

/** Kinds of notifications that tell of a private message: a new one, and an invitation into one. */
const MESSAGES = [6, 7];
/** Who writes on behalf of the forum itself. */
const MACHINES = ["system", "discobot"];
/** The payload tells no time of the like. */
export function likeHook(
  mapping: ForumMapping,
  like: Said,
  known: ForumKnown,
  moment: HookMoment,
): readonly ForumCall[] {
  const [post, userId] = [postOf(mapping, known, saidOf(like.post)), idOf(saidOf(like.user).id)];
  if (post === null || userId === null || post.contentId === null) return [];
  const statement = { at: moment.receivedAt.toISOString(), messageId: `${mapping.name}:like:${post.id}:${userId}` };
  return [{ ...call("Reaction Added", statement, { contentId: post.contentId }), userId: memberIdOf(mapping, userId) }];
}

/** Who accepted is not said: the answer is what its author did, and that it was accepted happened to them. */
export function solvedHook(
  mapping: ForumMapping,
  said: Said,
  known: ForumKnown,
  moment: HookMoment,
): readonly ForumCall[] {
  const post = postOf(mapping, known, said);
  if (post === null || post.authorId === null || post.isFirst || post.contentId === null) return [];
  const at = moment.receivedAt.toISOString();
  const { contentId, authorId: userId, id } = post;
  const answeredAt = textOf(said.created_at) ?? at;
  const { name } = mapping;
  return [
    {
      ...call("Question Answered", { at: answeredAt, messageId: `${name}:answer:${id}` }, { contentId }),
      userId,
    },
    {
      ...call("Solution Accepted", { at, messageId: `${name}:solution:${id}` }, { contentId }),
      userId,
      context: { passive: true },
    },
  ];
}

export function badgeHook(mapping: ForumMapping, said: Said): readonly ForumCall[] {
  const [id, userId, at] = [idOf(said.id), idOf(said.user_id), textOf(said.granted_at)];
  if (id === null || userId === null || at === null) return [];
  const badgeId = idOf(said.badge_id);
  const statement = { at, messageId: `${mapping.name}:badge:${id}` };
  return [
    {
      ...call("Badge Earned", statement, badgeId === null ? {} : { badgeId }),
      userId: memberIdOf(mapping, userId),
    },
  ];
}

export function senderOf(notification: Said): string | null {
  const data = saidOf(notification.data);
  return textOf(data.original_username) ?? textOf(data.display_username);
}

export function notificationHook(mapping: ForumMapping, said: Said, known: ForumKnown): readonly ForumCall[] {
  const [id, userId, at] = [idOf(said.id), idOf(said.user_id), textOf(said.created_at)];
  const sender = senderOf(said)?.toLowerCase() ?? "";
  const isMessage = MESSAGES.includes(said.notification_type as number) && !MACHINES.includes(sender);
  if (id === null || userId === null || at === null || !isMessage) return [];
  const fromUserId = known.users.get(sender);
  const statement = { at, messageId: `${mapping.name}:notification:${id}` };
  return [
    {
      ...call("Message Received", statement, fromUserId === undefined ? {} : { fromUserId }),
      userId: memberIdOf(mapping, userId),
    },
  ];
}
