import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Row = Record<string, unknown> & { readonly id: number };

/** A forum that answers the questions of an import as Discourse does, over HTTP. */
export interface FakeDiscourse {
  readonly url: string;
  /** Paths asked for, with their queries. */
  readonly asked: string[];
  users: Row[];
  topics: Row[];
  posts: Row[];
  categories: Row[];
  groups: Row[];
  /** Group name → ids of its members. */
  groupMembers: Record<string, readonly number[]>;
  /** Topics that stand in no list, and are there all the same. */
  unlisted: Row[];
  /** Answers in the place of the forum; false: the forum answers. */
  before: (path: string, response: ServerResponse) => boolean;
  /** Whether pages of posts are of fifty posts, or of fifty numbers as in older versions. */
  olderPosts: boolean;
  close(): Promise<void>;
}

export const FAKE_KEY = "a-key-of-the-fake-forum";
const PAGE = { users: 3, topics: 2, posts: 4 };

export async function openFakeDiscourse(): Promise<FakeDiscourse> {
  const asked: string[] = [];
  const forum = {
    asked,
    users: [] as Row[],
    topics: [] as Row[],
    posts: [] as Row[],
    categories: [] as Row[],
    groups: [] as Row[],
    groupMembers: {} as Record<string, readonly number[]>,
    unlisted: [] as Row[],
    before: (_path: string, _response: ServerResponse): boolean => false,
    olderPosts: false,
  };
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    asked.push(path);
    if (forum.before(path, response)) return;
    const isAdmin = request.headers["api-key"] === FAKE_KEY && request.headers["api-username"] === "system";
    const body = isAdmin ? answer(forum, new URL(path, "http://forum")) : undefined;
    response.statusCode = body === undefined ? (isAdmin ? 404 : 403) : 200;
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(
      JSON.stringify(body ?? { errors: ["The requested URL could not be found."], error_type: "not_found" }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(forum, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function answer(forum: Omit<FakeDiscourse, "url" | "close">, { pathname, searchParams }: URL): unknown {
  const number = (name: string) => Number(searchParams.get(name) ?? 0);
  const slice = <T>(rows: readonly T[], page: number, size: number) => rows.slice(page * size, (page + 1) * size);
  if (pathname === "/site.json") {
    return { categories: forum.categories.map(({ group_permissions: _hidden, ...category }) => category) };
  }
  const category = /^\/c\/(\d+)\/show\.json$/.exec(pathname);
  if (category !== null) return { category: forum.categories.find(({ id }) => id === Number(category[1])) };
  if (pathname === "/groups.json") return { groups: slice(forum.groups, number("page"), 2) };
  const group = /^\/groups\/([^/]+)\/members\.json$/.exec(pathname);
  if (group !== null) {
    const all = forum.groupMembers[decodeURIComponent(group[1] ?? "")] ?? [];
    const members = all.slice(number("offset"), number("offset") + 2).map((id) => ({ id, username: `user${id}` }));
    return { members, owners: [], meta: { total: all.length, limit: 2, offset: number("offset") } };
  }
  if (pathname === "/admin/users/list/active.json") {
    const users = slice(forum.users, Math.max(1, number("page")) - 1, PAGE.users);
    return searchParams.get("show_emails") === "true" ? users : users.map(({ email: _hidden, ...user }) => user);
  }
  if (pathname === "/latest.json") {
    const topics = slice(forum.topics, number("page"), PAGE.topics);
    const hasMore = (number("page") + 1) * PAGE.topics < forum.topics.length;
    return {
      users: [],
      topic_list: { per_page: PAGE.topics, topics, ...(hasMore && { more_topics_url: "/latest?page" }) },
    };
  }
  const topic = /^\/t\/(\d+)\.json$/.exec(pathname);
  if (topic !== null) {
    const found = [...forum.topics, ...forum.unlisted].find(({ id }) => id === Number(topic[1]));
    return found && { ...found, posters: undefined, details: { created_by: { id: 1, username: "User1" } } };
  }
  const user = /^\/admin\/users\/(\d+)\.json$/.exec(pathname);
  if (user !== null) return forum.users.find(({ id }) => id === Number(user[1]));
  if (pathname === "/posts.json") return { latest_posts: postsBefore(forum, number("before")) };
  return undefined;
}

function postsBefore({ posts, olderPosts }: Pick<FakeDiscourse, "posts" | "olderPosts">, before: number) {
  const newest = [...posts].sort((one, other) => other.id - one.id);
  if (!olderPosts) return newest.filter(({ id }) => before === 0 || id < before).slice(0, PAGE.posts);
  const last = before === 0 ? (newest[0]?.id ?? 0) : before;
  return newest.filter(({ id }) => id <= last && id > last - 50);
}
