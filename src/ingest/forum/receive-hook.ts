import type { ForumCall, ForumMapping } from "../../core/connectors/discourse/forum.ts";
import { needsOf, readHook, readHookNames } from "../../core/connectors/discourse/read-hook.ts";
import type { IngestDeps } from "../ports.ts";
import type { ForumStore } from "./ports.ts";
import { recordForum } from "./record-forum.ts";

/** What Discourse posted, proven and read as JSON. */
export interface ForumDelivery {
  readonly payload: unknown;
  /** By its name in small letters; null: it is not there. */
  readonly header: (name: string) => string | null;
  readonly receivedAt: Date;
}

export interface ForumHookDeps {
  readonly forum: ForumStore;
  readonly ingest: () => Promise<IngestDeps>;
}

/**
 * What a delivery of Discourse's says, with what has to be known to read it; what later ones need of it is kept. A category
 * whose readers changed may have more topics than one request takes: they are opened and closed here, and before it is kept
 * that they were, so that a delivery which fails does it all again.
 */
export async function receiveForumHook(
  { forum, ingest }: ForumHookDeps,
  mapping: ForumMapping,
  { payload, header, receivedAt }: ForumDelivery,
): Promise<readonly ForumCall[]> {
  const hook = readHookNames(payload, header("x-discourse-event-type"), header("x-discourse-event"));
  const known = await forum.known(mapping, needsOf(mapping, hook));
  const { calls, learned } = readHook(mapping, hook, known, { receivedAt, eventId: header("x-discourse-event-id") });
  const isCategory = hook.type === "category";
  if (isCategory && calls.length > 0) await recordForum(await ingest(), calls, receivedAt);
  await forum.learn(mapping.name, learned);
  return isCategory ? [] : calls;
}
