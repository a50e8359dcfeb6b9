import type { ForumKnown, ForumMapping, ForumNeeds, Learned } from "../../core/connectors/discourse/forum.ts";
import type { Counts } from "../counts.ts";

/** What is read one after the other; what a later one builds on comes before it. */
export const FORUM_PHASES = ["members", "topics", "posts"] as const;
export type ForumPhase = (typeof FORUM_PHASES)[number];

export interface ForumCounts extends Counts {
  readonly refused: number;
}

/** How far an import has come. */
export interface ForumImportState {
  readonly phase: ForumPhase | "done";
  /** The next page, or the post before which to go on; null: the beginning. */
  readonly position: number | null;
  readonly counts: Readonly<Partial<Record<ForumPhase, ForumCounts>>>;
}

export interface ForumStore {
  /** All categories and groups, and what else is needed. */
  known(mapping: ForumMapping, needs: ForumNeeds): Promise<ForumKnown>;
  /** Ids of members who came from the forum and have an address; topics of it that are contents and not withdrawn. */
  present(mapping: ForumMapping): Promise<{ readonly members: readonly string[]; readonly topics: readonly number[] }>;
  /** Topics that are for nobody, since nothing is known of their category. */
  countUnplaced(mapping: ForumMapping): Promise<number>;
  /** For each id that was joined to another, the one that its member goes by. */
  currentIds(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  learn(connector: string, learned: Learned): Promise<void>;
  /** null: there was none. */
  readImport(connector: string): Promise<ForumImportState | null>;
  keepImport(connector: string, state: ForumImportState): Promise<void>;
}

/** Asks the forum's API. `path` begins with a slash and is below the forum's address. Rejects with ForumTrouble. */
export type AskForum = (path: string) => Promise<unknown>;
