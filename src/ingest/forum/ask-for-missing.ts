import {
  type ForumCall,
  type ForumKnown,
  type ForumMapping,
  memberIdOf,
} from "../../core/connectors/discourse/forum.ts";
import { ForumTrouble } from "../../core/connectors/discourse/forum-trouble.ts";
import { topicPath, userPath } from "../../core/connectors/discourse/pages.ts";
import { saidOf } from "../../core/connectors/discourse/payload.ts";
import { readTopic } from "../../core/connectors/discourse/read-topic.ts";
import { forgetUser, readUser } from "../../core/connectors/discourse/read-user.ts";
import type { AskForum } from "./ports.ts";

/** Asked for in one import; the rest in the next. */
const MOST_ASKED = 500;

/**
 * Topics that are contents and stood in no list: each is asked for, since lists leave out more than what was removed. Those
 * that are gone are withdrawn.
 */
export async function askForTopics(
  ask: AskForum,
  mapping: ForumMapping,
  known: ForumKnown,
  topics: readonly number[],
  at: Date,
): Promise<readonly ForumCall[]> {
  const statement = { at: at.toISOString() };
  const calls: ForumCall[] = [];
  for (const id of topics.slice(0, MOST_ASKED)) {
    const said = await found(ask, topicPath(id));
    calls.push(
      ...readTopic(mapping, known, said === null ? { id } : saidOf(said), statement, { isGone: said === null }),
    );
  }
  return calls;
}

/** The same for members who have an address, by their numbers in the forum. */
export async function askForUsers(
  ask: AskForum,
  mapping: ForumMapping,
  users: readonly number[],
  at: Date,
): Promise<readonly ForumCall[]> {
  const calls: ForumCall[] = [];
  for (const id of users.slice(0, MOST_ASKED)) {
    const said = await found(ask, userPath(id));
    if (said === null) calls.push(...forgetUser(mapping, { id }));
    else calls.push(...readUser(mapping, saidOf(said), { at, isConfirmed: true }));
  }
  return calls;
}

/** The members of these ids who did not stand in the list. */
export function missingOf(present: readonly string[], listed: ReadonlySet<number>, mapping: ForumMapping): number[] {
  const prefix = memberIdOf(mapping, 0).slice(0, -1);
  return present.flatMap((memberId) => {
    const id = Number(memberId.slice(prefix.length));
    return Number.isSafeInteger(id) && id > 0 && !listed.has(id) ? [id] : [];
  });
}

/** null: it is gone. */
async function found(ask: AskForum, path: string): Promise<unknown> {
  try {
    return await ask(path);
  } catch (error) {
    if (error instanceof ForumTrouble && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}
