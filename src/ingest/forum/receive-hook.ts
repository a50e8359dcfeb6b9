import type { ReadDelivery } from "../../core/connectors/delivery.ts";
import { type ForumMapping, GROUPS } from "../../core/connectors/discourse/forum.ts";
import { saidOf } from "../../core/connectors/discourse/payload.ts";
import { needsOf, readHook, readHookNames } from "../../core/connectors/discourse/read-hook.ts";
import type { IngestDeps } from "../ports.ts";
import { changeGroups, textsOf } from "./change-groups.ts";
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
 * What a delivery of Discourse's says, with what has to be known to read it; what later ones need of it is kept. Two kinds are
 * stored here: a category whose readers changed may have more topics than one request takes, and a group joins those that
 * the member is in by then. A delivery that fails does it all again.
 */
export async function receiveForumHook(
  { forum, ingest }: ForumHookDeps,
  mapping: ForumMapping,
  { payload, header, receivedAt }: ForumDelivery,
): Promise<ReadDelivery> {
  const hook = readHookNames(payload, header("x-discourse-event-type"), header("x-discourse-event"));
  const needs = needsOf(mapping, hook);
  const known = await forum.known(mapping, needs);
  const moment = { receivedAt, eventId: header("x-discourse-event-id") };
  const { calls, learned } = readHook(mapping, hook, known, moment);
  const isStored = calls.length > 0 && (hook.type === "category" || hook.type === "group_user");
  if (isStored && hook.type === "category") await recordForum(await ingest(), calls, receivedAt);
  if (isStored && hook.type === "group_user" && needs.member !== null) {
    await changeGroups(await ingest(), needs.member, receivedAt, (memberGroups) => {
      const [said] = readHook(mapping, hook, { ...known, memberGroups }, moment).calls;
      const groups = textsOf(saidOf(said?.traits)[GROUPS]);
      return groups.length === 0 ? null : groups;
    });
  }
  await forum.learn(mapping.name, learned);
  return isStored ? { calls: [], stored: calls.length } : { calls };
}
