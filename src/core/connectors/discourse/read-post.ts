import { oneLine, shorten } from "../../plain-text.ts";
import { htmlToText } from "../html-text.ts";
import { contentIdOf, type ForumCall, type ForumKnown, type ForumMapping, memberIdOf } from "./forum.ts";
import { idOf, type Said, saidOf, textOf } from "./payload.ts";
import { call, isAbout, isLeftOut, isPublic, placeOf, topicTitle, topicUrl } from "./read-topic.ts";

const SUMMARY_LENGTH = 1_000;
/** A post that a person wrote for others to read: the others are notes of what was done to a topic, and whispers. */
const WRITTEN = 1;

interface Post {
  readonly id: number;
  readonly topicId: number;
  /** null: one of Discourse's own users. */
  readonly authorId: string | null;
  readonly isFirst: boolean;
  /** null: its topic is no content. */
  readonly contentId: string | null;
}

/** null: nothing that members do in public. */
export function postOf(mapping: ForumMapping, known: ForumKnown, post: Said): Post | null {
  const [id, topicId] = [idOf(post.id), idOf(post.topic_id)];
  if (id === null || topicId === null || !isPublic(post.topic_archetype)) return null;
  if (post.post_type !== undefined && post.post_type !== WRITTEN) return null;
  const userId = idOf(post.user_id);
  const isContent = !isLeftOut(mapping, known, post.category_id) && !isAbout(known, topicId);
  return {
    id,
    topicId,
    authorId: userId === null ? null : memberIdOf(mapping, userId),
    isFirst: post.post_number === 1,
    contentId: isContent ? contentIdOf(mapping, topicId) : null,
  };
}

/** What its author did: opened a topic, or wrote a comment, perhaps the one that was accepted as its solution. */
export function readWriting(mapping: ForumMapping, known: ForumKnown, said: Said): readonly ForumCall[] {
  const post = postOf(mapping, known, said);
  const at = textOf(said.created_at);
  if (post === null || post.authorId === null || at === null || said.hidden === true) return [];
  const { id, authorId, isFirst, contentId } = post;
  const userName = textOf(saidOf(said.reply_to_user).username)?.toLowerCase();
  const replyToUserId = userName === undefined ? undefined : known.users.get(userName);
  const properties = {
    ...(contentId === null ? {} : { contentId }),
    ...(isFirst || replyToUserId === undefined ? {} : { replyToUserId }),
  };
  const act = (event: string, kind: string) => ({
    ...call(event, { at, messageId: `${mapping.name}:${kind}:${id}` }, properties),
    userId: authorId,
  });
  const isAnswer = said.accepted_answer === true && !isFirst;
  return [
    act(isFirst ? "Topic Created" : "Comment Created", "post"),
    ...(isAnswer ? [act("Question Answered", "answer")] : []),
  ];
}

/**
 * What the first post says of its topic: its beginning is the summary. `at`: as of when; null: of the post's own time. Where
 * topics were read apart, `onlySummary` leaves to them what they say better.
 */
export function readBeginning(
  mapping: ForumMapping,
  known: ForumKnown,
  said: Said,
  { at = null, onlySummary = false }: { readonly at?: string | null; readonly onlySummary?: boolean } = {},
): readonly ForumCall[] {
  const post = postOf(mapping, known, said);
  if (post === null || !post.isFirst || post.contentId === null || said.hidden === true) return [];
  const createdAt = textOf(said.created_at);
  const statedAt = at ?? textOf(said.updated_at) ?? createdAt;
  const html = textOf(said.cooked) ?? textOf(said.excerpt);
  const text = html === null ? null : htmlToText(html);
  if (statedAt === null) return [];
  const { contentId, topicId, authorId } = post;
  const summary = text === null ? {} : { summary: shorten(oneLine(text), SUMMARY_LENGTH) };
  const title = topicTitle(said.topic_title);
  const rest = {
    ...(title === null ? {} : { title }),
    url: topicUrl(mapping, topicId, said.topic_slug),
    ...(createdAt === null ? {} : { publishedAt: createdAt }),
    ...(said.category_id === undefined ? {} : placeOf(mapping, known, said.category_id, undefined)),
    ...(mapping.language === null ? {} : { language: mapping.language }),
  };
  const properties = {
    contentId,
    ...(authorId === null ? {} : { authorId }),
    ...summary,
    ...(onlySummary ? {} : rest),
  };
  return [call("Content Updated", { at: statedAt }, properties)];
}
