import type { CommunityClock } from "../../core/clock.ts";
import type { Proof } from "../../core/connectors/delivery.ts";
import type { DiscourseConnector } from "../../core/connectors/discourse/discourse-schema.ts";
import { type ForumHookDeps, receiveForumHook } from "../../ingest/forum/receive-hook.ts";
import type { Receiver } from "../../ingest/hooks/ports.ts";
import type { TrackingSettings } from "../../ingest/ports.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createForumStore } from "../../platform/postgres/ingest/forum-store.ts";
import { createIngestStore } from "../../platform/postgres/ingest/ingest-store.ts";

/** What the webhooks of forums stand on. */
export function forumHooks(
  database: Database,
  readSettings: () => Promise<TrackingSettings>,
  clock: CommunityClock,
): ForumHookDeps {
  const store = createIngestStore(database);
  return {
    forum: createForumStore(database),
    ingest: async () => ({ store, clock, settings: await readSettings() }),
  };
}

/** Discourse signs the body: `X-Discourse-Event-Signature: sha256=` and its HMAC in hexadecimal digits. */
export function forumProof({ secrets }: DiscourseConnector): Proof {
  return {
    header: "x-discourse-event-signature",
    prefix: "sha256=",
    hmac: { algorithm: "sha256", encoding: "hex" },
    secrets,
  };
}

export function forumReceiver(deps: ForumHookDeps, connector: DiscourseConnector): Receiver {
  return {
    name: connector.name,
    proof: connector.secrets.length === 0 ? null : forumProof(connector),
    read: (delivery) => receiveForumHook(deps, connector, delivery),
  };
}
