import type { DiscourseConnector } from "../../core/connectors/discourse/discourse-schema.ts";
import { type ForumCall, type ForumKnown, GROUPS, NOTHING_KNOWN } from "../../core/connectors/discourse/forum.ts";
import {
  automaticGroups,
  nextBefore,
  postsPath,
  readPostsPage,
  readTopicsPage,
  showsAddresses,
  topicsPath,
  usersPath,
} from "../../core/connectors/discourse/pages.ts";
import { idOf, listOf, type Said, saidOf } from "../../core/connectors/discourse/payload.ts";
import { needsOf } from "../../core/connectors/discourse/read-hook.ts";
import { readBeginning, readWriting } from "../../core/connectors/discourse/read-post.ts";
import { readTopic } from "../../core/connectors/discourse/read-topic.ts";
import { readUser } from "../../core/connectors/discourse/read-user.ts";
import { addCounts, NO_COUNTS } from "../counts.ts";
import type { IngestDeps } from "../ports.ts";
import { askForTopics, askForUsers, missingOf } from "./ask-for-missing.ts";
import { askPatiently, type PatienceDeps } from "./ask-patiently.ts";
import { movedUp } from "./moved-up.ts";
import {
  type AskForum,
  FORUM_PHASES,
  type ForumCounts,
  type ForumImportState,
  type ForumPhase,
  type ForumStore,
} from "./ports.ts";
import { recordForum } from "./record-forum.ts";
import { type ForumStructure, readStructure } from "./structure.ts";

export interface ForumImportDeps extends IngestDeps, PatienceDeps {
  readonly forum: ForumStore;
}

export interface ForumImportOptions {
  /** From the beginning, though an earlier one broke off. */
  readonly restart?: boolean;
  /** One phase from its beginning, which leaves an import that broke off where it is. */
  readonly only?: ForumPhase;
  readonly onProgress?: (phase: ForumPhase, counts: ForumCounts) => void;
}

export interface ForumImported {
  /** Whether it went on where an earlier one broke off. */
  readonly resumed: boolean;
  readonly counts: ForumImportState["counts"];
  /** Of what could not be taken, the first few. */
  readonly refusals: readonly string[];
  /** Whether the key shows addresses. */
  readonly hasAddresses: boolean;
}

const BEGINNING: ForumImportState = { phase: "members", position: null, counts: {} };
const NO_FORUM_COUNTS: ForumCounts = { ...NO_COUNTS, refused: 0 };
const MOST_REFUSALS = 5;

/** What one page came to: its calls, and where to go on; null: nothing is left. */
interface Page {
  readonly calls: readonly ForumCall[];
  readonly next: number | null;
}

/**
 * Takes in a forum as it is: members, topics, and who wrote what and when, page by page. Each page is durable before the next
 * is asked for, so one that breaks off goes on there; safe to repeat, and to run beside the webhooks.
 * @throws ForumTrouble when the forum cannot be asked
 */
export async function importForum(
  deps: ForumImportDeps,
  connector: DiscourseConnector,
  { restart = false, only, onProgress = () => undefined }: ForumImportOptions = {},
): Promise<ForumImported> {
  const { forum, clock } = deps;
  const before = restart || only !== undefined ? null : await forum.readImport(connector.name);
  const resumed = before !== null && before.phase !== "done";
  let state = resumed ? before : { ...BEGINNING, phase: only ?? BEGINNING.phase };
  const ask: AskForum = (path) => askPatiently(deps, path);
  const structure = await readStructure(ask, forum, connector);
  const known: ForumKnown = { ...NOTHING_KNOWN, categories: structure.categories, groups: structure.groups };
  const pages = pagesOf(ask, forum, connector, known, structure, () => clock.now());
  const refusals: string[] = [];
  for (let phase = state.phase; phase !== "done"; phase = state.phase) {
    const receivedAt = clock.now();
    const { calls, next } = await pages[phase](state.position, receivedAt);
    const current = connector.joinsExternalIds ? await withCurrentAuthors(forum, calls) : calls;
    const recorded = await recordForum(deps, current, receivedAt, structure.lookedAt);
    refusals.push(...recorded.refusals.slice(0, MOST_REFUSALS - refusals.length));
    const soFar = state.counts[phase] ?? NO_FORUM_COUNTS;
    const counts = {
      ...addCounts(soFar, recorded.counts),
      refused: soFar.refused + recorded.counts.refused,
    };
    state = {
      phase: next !== null ? phase : only === undefined ? after(phase) : "done",
      position: next,
      counts: { ...state.counts, [phase]: counts },
    };
    if (only === undefined) await forum.keepImport(connector.name, state);
    onProgress(phase, counts);
  }
  return { resumed, counts: state.counts, refusals, hasAddresses: pages.hasAddresses() };
}

function after(phase: ForumPhase): ForumImportState["phase"] {
  return FORUM_PHASES[FORUM_PHASES.indexOf(phase) + 1] ?? "done";
}

function pagesOf(
  ask: AskForum,
  forum: ForumStore,
  connector: DiscourseConnector,
  known: ForumKnown,
  structure: ForumStructure,
  now: () => Date,
) {
  let hasAddresses = true;
  /** What was there at the beginning of a list and has not stood in it; null: the list was not read from its beginning. */
  let members: { readonly present: readonly string[]; readonly listed: Set<number> } | null = null;
  let topicsLeft: Set<number> | null = null;
  /** What stood in the pages of a list that were read; of an import that goes on, what is known of it. */
  const seen: { members?: Set<number>; topics?: Set<number> } = {};
  /** Whether a page of posts reached further down than the fifty numbers before. */
  let reachesFar = false;
  return {
    hasAddresses: () => hasAddresses,
    members: async (position: number | null): Promise<Page> => {
      const page = position ?? 1;
      if (position === null) members = { present: (await forum.present(connector)).members, listed: new Set() };
      seen.members ??= new Set(
        position === null ? [] : missingOf((await forum.present(connector)).members, new Set(), connector),
      );
      const list = async (at: number) => listOf(await ask(usersPath(at)));
      const own = await list(page);
      const users = [...own, ...without(own, await movedUp(page, 1, seen.members, list))];
      for (const { id } of users) seen.members.add(idOf(id) ?? 0);
      for (const { id } of users) members?.listed.add(idOf(id) ?? 0);
      hasAddresses &&= showsAddresses(users);
      const calls = users.flatMap((user) =>
        readUser(connector, user, { at: now(), isConfirmed: true }).map((call) => withGroups(call, user, structure)),
      );
      if (own.length > 0) return { calls, next: page + 1 };
      const missing = members === null ? [] : missingOf(members.present, members.listed, connector);
      return { calls: [...calls, ...(await askForUsers(ask, connector, missing, now()))], next: null };
    },
    topics: async (position: number | null, receivedAt: Date): Promise<Page> => {
      const page = position ?? 0;
      if (position === null) topicsLeft = new Set((await forum.present(connector)).topics);
      seen.topics ??= new Set(position === null ? [] : (await forum.present(connector)).topics);
      const { topics: own, hasMore } = readTopicsPage(await ask(topicsPath(page)));
      const list = async (at: number) => readTopicsPage(await ask(topicsPath(at))).topics;
      const topics = [...own, ...without(own, await movedUp(page, 0, seen.topics, list))];
      for (const { id } of topics) seen.topics.add(idOf(id) ?? 0);
      const learned = topics.flatMap(({ id, category_id }): (readonly [number, number])[] => {
        const [topic, category] = [idOf(id), idOf(category_id)];
        return topic === null || category === null ? [] : [[topic, category]];
      });
      await forum.learn(connector.name, { categories: new Map(), groups: new Map(), topics: new Map(learned) });
      for (const { id } of topics) topicsLeft?.delete(idOf(id) ?? 0);
      const statement = { at: receivedAt.toISOString() };
      const calls = topics.flatMap((topic) => readTopic(connector, known, topic, statement));
      if (hasMore && own.length > 0) return { calls, next: page + 1 };
      const missing = await askForTopics(ask, connector, known, [...(topicsLeft ?? [])], receivedAt);
      return { calls: [...calls, ...missing], next: null };
    },
    posts: async (position: number | null, receivedAt: Date): Promise<Page> => {
      const posts = readPostsPage(await ask(postsPath(position)));
      const usernames = posts.flatMap((post) => needsOf(connector, hookOf(post)).usernames);
      const { users } = await forum.known(connector, { usernames, member: null, topicsOf: null });
      const next = nextBefore(posts, position);
      reachesFar ||= position !== null && next !== null && next < position - 50;
      const at = receivedAt.toISOString();
      const calls = posts.flatMap((post) => [
        ...readWriting(connector, { ...known, users }, post),
        ...readBeginning(connector, known, post, { at, onlySummary: true }),
      ]);
      return { calls, next: posts.length === 0 && (reachesFar || position === null) ? null : next };
    },
  };
}

function without(some: readonly Said[], others: readonly Said[]): readonly Said[] {
  const ids = new Set(some.map(({ id }) => id));
  return others.filter(({ id }) => !ids.has(id));
}

/** An author who is known as a member of the site since is no news. */
async function withCurrentAuthors(forum: ForumStore, calls: readonly ForumCall[]): Promise<readonly ForumCall[]> {
  const authorOf = (call: ForumCall) => saidOf(call.properties).authorId;
  const authors = calls.map(authorOf).filter((id) => typeof id === "string");
  const current = await forum.currentIds([...new Set(authors)]);
  return calls.map((call) => {
    const authorId = current.get(String(authorOf(call)));
    return authorId === undefined ? call : { ...call, properties: { ...saidOf(call.properties), authorId } };
  });
}

function hookOf(post: Said) {
  return { type: "post", event: "post_created", body: { post } };
}

function withGroups(call: ForumCall, user: Said, { groups, members }: ForumStructure): ForumCall {
  if (call.type !== "identify" || typeof call.traits !== "object") return call;
  const traits = call.traits as Said;
  // Whoever was made nameless is in no group any more.
  if (GROUPS in traits) return call;
  const names = [...automaticGroups(user, groups), ...(members.get(idOf(user.id) ?? 0) ?? [])];
  return { ...call, traits: { ...traits, [GROUPS]: names } };
}
