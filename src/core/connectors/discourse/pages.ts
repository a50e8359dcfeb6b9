import type { ForumCategory } from "./forum.ts";
import { idOf, listOf, type Said, saidOf, textOf } from "./payload.ts";
import { ADMINS, MODERATORS, readCategory, STAFF, TRUST_LEVEL_0 } from "./read-category.ts";

/** Posts of a page at most; older versions answer with those of so many numbers. */
const POSTS = 50;

export const categoriesPath = "/site.json";
export const categoryPath = (id: number) => `/c/${id}/show.json`;
export const groupsPath = (page: number) => `/groups.json?page=${page}`;
export const groupMembersPath = (name: string, offset: number) =>
  `/groups/${encodeURIComponent(name)}/members.json?limit=1000&offset=${offset}`;
/** The oldest first, so that whoever comes meanwhile moves no page. */
export const usersPath = (page: number) =>
  `/admin/users/list/active.json?show_emails=true&order=created&asc=true&page=${page}`;
export const userPath = (id: number) => `/admin/users/${id}.json`;
export const topicPath = (id: number) => `/t/${id}.json`;
export const topicsPath = (page: number) => `/latest.json?order=created&ascending=true&per_page=100&page=${page}`;
/** The newest first. */
export const postsPath = (before: number | null) => `/posts.json${before === null ? "" : `?before=${before}`}`;

/** Categories of `/site.json`: who may read those that are restricted has to be asked of each. */
export function readCategories(
  body: unknown,
  groups: ReadonlyMap<number, string>,
): { readonly categories: ReadonlyMap<number, ForumCategory>; readonly restricted: readonly number[] } {
  const all = listOf(saidOf(body).categories);
  const read = all.flatMap((said) => readCategory(said, groups) ?? []);
  return {
    categories: new Map(read.map(({ id, category }) => [id, category])),
    restricted: all.flatMap((said) => (said.read_restricted === true ? (idOf(said.id) ?? []) : [])),
  };
}

export interface ForumGroup {
  readonly id: number;
  readonly name: string;
  /** Kept by Discourse itself. */
  readonly isAutomatic: boolean;
}

export function readGroups(body: unknown): readonly ForumGroup[] {
  return listOf(saidOf(body).groups).flatMap((said) => {
    const [id, name] = [said.id === 0 ? 0 : idOf(said.id), textOf(said.name)];
    return id === null || name === null ? [] : [{ id, name, isAutomatic: said.automatic === true }];
  });
}

export function readGroupMembers(body: unknown): readonly number[] {
  return listOf(saidOf(body).members).flatMap(({ id }) => idOf(id) ?? []);
}

/** Whether the list of users shows addresses. */
export function showsAddresses(users: readonly Said[]): boolean {
  return users.length === 0 || users.some(({ email }) => textOf(email) !== null);
}

/** Groups that a user's level and offices put them into, by name. */
export function automaticGroups(user: Said, groups: ReadonlyMap<number, string>): readonly string[] {
  const level = typeof user.trust_level === "number" ? Math.min(4, Math.max(0, Math.floor(user.trust_level))) : -1;
  const numbers = [
    ...Array.from({ length: level + 1 }, (_, at) => TRUST_LEVEL_0 + at),
    ...(user.admin === true ? [ADMINS, STAFF] : []),
    ...(user.moderator === true ? [MODERATORS, STAFF] : []),
  ];
  return [...new Set(numbers)].flatMap((id) => groups.get(id) ?? []);
}

export interface TopicsPage {
  readonly topics: readonly Said[];
  readonly hasMore: boolean;
}

export function readTopicsPage(body: unknown): TopicsPage {
  const list = saidOf(saidOf(body).topic_list);
  return { topics: listOf(list.topics), hasMore: textOf(list.more_topics_url) !== null };
}

export function readPostsPage(body: unknown): readonly Said[] {
  return listOf(saidOf(body).latest_posts);
}

/**
 * Before which post to go on; null: nothing is left. Versions differ: newer ones answer with the fifty posts before, older ones
 * with those among the fifty numbers before, which may be none though there are more further down.
 */
export function nextBefore(posts: readonly Said[], before: number | null): number | null {
  const lowest = Math.min(...posts.flatMap(({ id }) => idOf(id) ?? []));
  const below = Number.isFinite(lowest) ? lowest : Number.POSITIVE_INFINITY;
  const next = before === null ? below : Math.min(below, before - POSTS);
  return Number.isFinite(next) && next > 1 ? next : null;
}
