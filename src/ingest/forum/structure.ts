import type { ForumCategory, ForumMapping } from "../../core/connectors/discourse/forum.ts";
import { NOTHING_LEARNED } from "../../core/connectors/discourse/forum.ts";
import {
  categoriesPath,
  categoryPath,
  type ForumGroup,
  groupMembersPath,
  groupsPath,
  readCategories,
  readGroupMembers,
  readGroups,
} from "../../core/connectors/discourse/pages.ts";
import { saidOf } from "../../core/connectors/discourse/payload.ts";
import { readCategory } from "../../core/connectors/discourse/read-category.ts";
import type { AskForum, ForumStore } from "./ports.ts";

const MOST_PAGES = 10_000;

export interface ForumStructure {
  readonly categories: ReadonlyMap<number, ForumCategory>;
  readonly groups: ReadonlyMap<number, string>;
  /** Groups kept by Discourse, and those whose members were asked for: what is not among them may be as it was known. */
  readonly lookedAt: ReadonlySet<string>;
  /** User → names of the groups that restrict a category. */
  readonly members: ReadonlyMap<number, readonly string[]>;
}

/** Asks for categories, groups, and who is in those that decide who may read something; keeps what later payloads need. */
export async function readStructure(
  ask: AskForum,
  forum: ForumStore,
  { name }: Pick<ForumMapping, "name">,
): Promise<ForumStructure> {
  const groups = await allGroups(ask);
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const read = readCategories(await ask(categoriesPath), names);
  const categories = new Map(read.categories);
  for (const id of read.restricted) {
    const detailed = readCategory(saidOf(saidOf(await ask(categoryPath(id))).category), names);
    if (detailed !== null) categories.set(id, detailed.category);
  }
  await forum.learn(name, { ...NOTHING_LEARNED, categories, groups: names });
  const deciding = new Set([...categories.values()].flatMap((category) => category.groups ?? []));
  const asked = groups.filter((group) => !group.isAutomatic && deciding.has(group.name));
  const members = new Map<number, string[]>();
  for (const group of asked) {
    for (const user of await membersOf(ask, group)) members.set(user, [...(members.get(user) ?? []), group.name]);
  }
  const automatic = groups.filter(({ isAutomatic }) => isAutomatic);
  const lookedAt = new Set([...automatic, ...asked].map((group) => group.name));
  return { categories, groups: names, lookedAt, members };
}

async function allGroups(ask: AskForum): Promise<readonly ForumGroup[]> {
  const known = new Map<number, ForumGroup>();
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const before = known.size;
    for (const group of readGroups(await ask(groupsPath(page)))) known.set(group.id, group);
    // A version that knows no pages answers the same again.
    if (known.size === before) break;
  }
  return [...known.values()];
}

async function membersOf(ask: AskForum, { name }: ForumGroup): Promise<ReadonlySet<number>> {
  const members = new Set<number>();
  let offset = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const before = members.size;
    const found = readGroupMembers(await ask(groupMembersPath(name, offset)));
    for (const id of found) members.add(id);
    if (members.size === before) break;
    offset += found.length;
  }
  return members;
}
