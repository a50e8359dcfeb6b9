import type { ContentType, Language } from "../../community.ts";

/** How what a Discourse forum says becomes members, contents and activities. */
export interface ForumMapping {
  /** The connector's name: it stands before message ids. */
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly type: ContentType;
  /** Categories, by name or slug, whose topics are questions. */
  readonly questions: readonly string[];
  /** Categories, by name or slug, whose topics are no contents. */
  readonly except: readonly string[];
  /** Of every topic, beside its category and tags. */
  readonly themes: readonly string[];
  /** Category, by name or slug → theme; others are themes by their name. */
  readonly categories: Readonly<Record<string, string>>;
  /** Tag → theme; others are themes as they are written. */
  readonly tags: Readonly<Record<string, string>>;
  readonly language: Language | null;
  /** Set before the id of a topic. */
  readonly idPrefix: string;
  /** Set before the id of a user. */
  readonly userPrefix: string;
  /** Whether a user whom the site itself logs in (DiscourseConnect) is the member of that id. */
  readonly joinsExternalIds: boolean;
}

/** A category as it was last heard of. */
export interface ForumCategory {
  readonly name: string;
  readonly slug: string | null;
  readonly parentId: number | null;
  /** Names of the groups that may read it; null: everybody may. */
  readonly groups: readonly string[] | null;
  /** The topic that only says what the category is for; null: not known. */
  readonly aboutTopicId: number | null;
}

/** What is known from before of what a payload names by number or user name only. */
export interface ForumKnown {
  readonly categories: ReadonlyMap<number, ForumCategory>;
  readonly groups: ReadonlyMap<number, string>;
  /** User name in small letters → member id. */
  readonly users: ReadonlyMap<string, string>;
  /** Of the member whom `ForumNeeds.member` names. */
  readonly memberGroups: readonly string[];
  /** null: nobody is known by that id. */
  readonly memberRole: string | null;
  /** Topics of the category that `ForumNeeds.topicsOf` names. */
  readonly topics: readonly number[];
}

export const NOTHING_KNOWN: ForumKnown = {
  categories: new Map(),
  groups: new Map(),
  users: new Map(),
  memberGroups: [],
  memberRole: null,
  topics: [],
};

/** What has to be looked up before a payload can be read. */
export interface ForumNeeds {
  readonly usernames: readonly string[];
  /** A member's id. */
  readonly member: string | null;
  /** A category's. */
  readonly topicsOf: number | null;
}

/** What a payload told that later ones build on. */
export interface Learned {
  readonly categories: ReadonlyMap<number, ForumCategory>;
  readonly groups: ReadonlyMap<number, string>;
  /** Topic → its category. */
  readonly topics: ReadonlyMap<number, number>;
}

export const NOTHING_LEARNED: Learned = { categories: new Map(), groups: new Map(), topics: new Map() };

/** A call of the tracking API, as the site itself would make it. */
export type ForumCall = Readonly<Record<string, unknown>>;

export interface ForumReading {
  readonly calls: readonly ForumCall[];
  readonly learned: Learned;
}

/** When and how a payload came. */
export interface HookMoment {
  readonly receivedAt: Date;
  /** Of the delivery: another for each try, so it names only what has no name of its own. null: it does not say. */
  readonly eventId: string | null;
}

export function contentIdOf({ idPrefix }: ForumMapping, topicId: number): string {
  return `${idPrefix}${topicId}`;
}

export function memberIdOf({ userPrefix }: ForumMapping, userId: number): string {
  return `${userPrefix}${userId}`;
}

/** What a forum says of its members beside what every site does: attributes, which rules can use. */
export const GROUPS = "discourse.groups";
export const USERNAME = "discourse.username";
export const TRUST_LEVEL = "discourse.trustLevel";
