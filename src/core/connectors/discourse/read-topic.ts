import { oneLine, shorten } from "../../plain-text.ts";
import { readUrl } from "../../tracking/read-text.ts";
import { contentIdOf, type ForumCall, type ForumKnown, type ForumMapping, GROUPS, memberIdOf } from "./forum.ts";
import { idOf, listOf, namesOf, type Said, saidOf, textOf } from "./payload.ts";
import { categoryThemes, isNamed } from "./read-category.ts";

const TITLE_LENGTH = 300;
const REGULAR = "regular";

/** As of when something is said, and under which id it counts once; no id: what is said is its own. */
export interface Statement {
  readonly at: string;
  readonly messageId?: string;
}

/** Whether it is for all, and not a message between some. */
export function isPublic(archetype: unknown): boolean {
  return archetype === undefined || archetype === REGULAR;
}

/** What says of a content where it is, which themes it has and who may open it. */
export function placeOf(mapping: ForumMapping, known: ForumKnown, categoryId: unknown, tags: unknown): Said {
  const id = idOf(categoryId);
  const category = id === null ? undefined : known.categories.get(id);
  const written = id === null ? [] : categoryThemes(mapping, known.categories, id);
  const themes = [...mapping.themes, ...written, ...namesOf(tags).map((tag) => themeOf(mapping.tags, tag))];
  return {
    type: category !== undefined && isNamed(category, mapping.questions) ? "question" : mapping.type,
    ...(tags === undefined ? {} : { themes }),
    openTo: openingOf(known, id),
  };
}

function themeOf(themes: Readonly<Record<string, string>>, tag: string): string {
  return Object.hasOwn(themes, tag) ? (themes[tag] ?? tag) : tag;
}

/** A category of which nothing is known may be one that few may read: until it is, its topics are for nobody. */
function openingOf(known: ForumKnown, categoryId: number | null): unknown {
  if (categoryId === null) return null;
  const category = known.categories.get(categoryId);
  const groups = category === undefined ? [`(category ${categoryId} is not known)`] : category.groups;
  if (groups === null) return null;
  return { [GROUPS]: groups.length === 0 ? ["(nobody)"] : groups };
}

/** Whether the topics of a category are contents at all. */
export function isLeftOut({ except }: ForumMapping, { categories }: ForumKnown, categoryId: unknown): boolean {
  const category = categories.get(idOf(categoryId) ?? 0);
  return category !== undefined && isNamed(category, except);
}

/** Whether it only says what its category is for. */
export function isAbout({ categories }: ForumKnown, topicId: number): boolean {
  return [...categories.values()].some(({ aboutTopicId }) => aboutTopicId === topicId);
}

export function topicUrl({ url }: ForumMapping, topicId: number, slug: unknown): string {
  const name = textOf(slug);
  return name === null ? `${url}/t/${topicId}` : `${url}/t/${encodeURI(name)}/${topicId}`;
}

export function topicTitle(title: unknown): string | null {
  const text = textOf(title);
  return text === null ? null : shorten(oneLine(text), TITLE_LENGTH);
}

/**
 * A topic as webhooks and `/latest.json` say it. `isGone` says that it was just removed, whatever else the payload says; a
 * topic that was never a content need not be withdrawn, and `isNew` tells that this one cannot have been one.
 */
export function readTopic(
  mapping: ForumMapping,
  known: ForumKnown,
  topic: Said,
  statement: Statement,
  { isGone = false, isNew = false }: { readonly isGone?: boolean; readonly isNew?: boolean } = {},
): readonly ForumCall[] {
  const id = idOf(topic.id);
  if (id === null || !isPublic(topic.archetype)) return [];
  const contentId = contentIdOf(mapping, id);
  const isHidden = isLeftOut(mapping, known, topic.category_id) || isAbout(known, id) || topic.visible === false;
  if (isGone || isHidden || textOf(topic.deleted_at) !== null) {
    const withdrawnAt = textOf(topic.deleted_at) ?? statement.at;
    return isNew ? [] : [call("Content Withdrawn", statement, { contentId, withdrawnAt })];
  }
  const title = topicTitle(topic.title);
  if (title === null) return [];
  const image = textOf(topic.image_url);
  const properties = {
    contentId,
    title,
    url: topicUrl(mapping, id, topic.slug),
    publishedAt: textOf(topic.created_at) ?? undefined,
    authorId: authorOf(mapping, topic),
    ...placeOf(mapping, known, topic.category_id, topic.tags ?? []),
    ...(image === null ? {} : { imageUrl: imageUrl(image, mapping.url) }),
    ...(mapping.language === null ? {} : { language: mapping.language }),
  };
  return [call("Content Published", statement, properties)];
}

/** Lists name the author as the first of the posters. */
function authorOf(mapping: ForumMapping, topic: Said): string | undefined {
  const given = [
    topic.user_id,
    saidOf(topic.created_by).id,
    saidOf(saidOf(topic.details).created_by).id,
    listOf(topic.posters)[0]?.user_id,
  ];
  const id = given.map(idOf).find((one) => one !== null);
  return id == null ? undefined : memberIdOf(mapping, id);
}

function imageUrl(image: string, base: string): string | undefined {
  const absolute = URL.canParse(image, `${base}/`) ? new URL(image, `${base}/`).href : image;
  const reading = readUrl(absolute);
  return "value" in reading ? (reading.value ?? undefined) : undefined;
}

export function call(event: string, { at, messageId }: Statement, properties: Said): ForumCall {
  return { type: "track", event, timestamp: at, ...(messageId === undefined ? {} : { messageId }), properties };
}
