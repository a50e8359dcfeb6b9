import type { Connector } from "../../core/connectors/kinds.ts";
import { nameOfFile } from "../../core/connectors/read-connectors.ts";
import { mapDelivery } from "../../core/connectors/webhook/map-delivery.ts";
import type { ForumHookDeps } from "../../ingest/forum/receive-hook.ts";
import type { FoundReceiver, Receiver } from "../../ingest/hooks/ports.ts";
import { type ConnectorPlace, loadConnectors } from "../../platform/connectors/load-connectors.ts";
import { forumReceiver } from "./forum-hooks.ts";
import { remember } from "./remember.ts";

/** A changed file is good after so long at most. */
const MEMORY_MS = 1_000;

/** Finds connectors that are posted to by their names, as their files are now. */
export function openReceivers(
  place: ConnectorPlace,
  forums: ForumHookDeps | null = null,
): (name: string) => Promise<FoundReceiver> {
  const current = remember(MEMORY_MS, async () => {
    const { connectors, mistakes } = await loadConnectors(place);
    const receivers = connectors.flatMap((connector) => receiverOf(connector, forums) ?? []);
    return {
      receivers: new Map(receivers.map((receiver) => [receiver.name, receiver])),
      broken: new Set(mistakes.map(({ file }) => nameOfFile(file))),
    };
  });
  return async (name) => {
    const { receivers, broken } = await current();
    return receivers.get(name) ?? (broken.has(name) ? "broken" : "unknown");
  };
}

/** null: nobody posts to a connector of this kind. */
function receiverOf(connector: Connector, forums: ForumHookDeps | null): Receiver | null {
  switch (connector.kind) {
    case "webhook": {
      const { name, proof } = connector;
      const read: Receiver["read"] = async (delivery) => {
        const { mapped, tooMany } = mapDelivery(connector, delivery);
        return { calls: mapped.map(({ call }) => call), tooMany };
      };
      return { name, proof, read };
    }
    case "discourse":
      return forums === null ? null : forumReceiver(forums, connector);
    default:
      return null;
  }
}
