import type { ForumCategory, ForumMapping } from "./forum.ts";
import { idOf, listOf, type Said, textOf } from "./payload.ts";

/** Groups that Discourse keeps itself, by their numbers, since their names are in the forum's language. */
export const ADMINS = 1;
export const MODERATORS = 2;
export const STAFF = 3;
/** Who has a trust level is in the groups of it and of those below. */
export const TRUST_LEVEL_0 = 10;

/** Who reads a forum at all is in them: `everyone`, and those of the lowest trust level. */
const EVERYBODY = [0, TRUST_LEVEL_0];
const EVERYBODY_IN_ENGLISH = ["everyone", "trust_level_0"];

/**
 * A category as webhooks and `/c/ID/show.json` say it; null when it says too little. One that is restricted without telling to
 * whom, as to a key that is no administrator's, is open to nobody.
 */
export function readCategory(
  said: Said,
  names: ReadonlyMap<number, string>,
): { readonly id: number; readonly category: ForumCategory } | null {
  const [id, name] = [idOf(said.id), textOf(said.name)];
  if (id === null || name === null) return null;
  const groups = listOf(said.group_permissions).flatMap(({ group_name }) => textOf(group_name) ?? []);
  const everybody = [...EVERYBODY_IN_ENGLISH, ...EVERYBODY.flatMap((group) => names.get(group) ?? [])];
  const isOpen = said.read_restricted !== true || groups.some((group) => everybody.includes(group));
  const about = /\/(\d+)$/.exec(textOf(said.topic_url) ?? "");
  const category = {
    name,
    slug: textOf(said.slug),
    parentId: idOf(said.parent_category_id),
    groups: isOpen ? null : [...new Set(groups)].sort(),
    aboutTopicId: about === null ? null : Number(about[1]),
  };
  return { id, category };
}

export function isNamed(category: ForumCategory, names: readonly string[]): boolean {
  return names.some((name) => isSame(name, category.name) || isSame(name, category.slug));
}

/** Themes of a category: its own and that of the one it is in. */
export function categoryThemes(
  { categories: themes }: ForumMapping,
  categories: ReadonlyMap<number, ForumCategory>,
  id: number,
): readonly string[] {
  const category = categories.get(id);
  const parent = category?.parentId == null ? undefined : categories.get(category.parentId);
  return [category, parent].flatMap((one) => {
    if (one === undefined) return [];
    const written = Object.keys(themes).find((name) => isNamed(one, [name]));
    return [written === undefined ? one.name : (themes[written] ?? one.name)];
  });
}

function isSame(one: string, other: string | null): boolean {
  return one.trim().toLowerCase() === other?.toLowerCase();
}
