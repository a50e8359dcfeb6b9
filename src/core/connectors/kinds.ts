import type { ConnectorKind } from "./connector-kind.ts";
import { type DiscourseConnector, discourseKind } from "./discourse/discourse-schema.ts";
import { type FeedConnector, feedKind } from "./feed-schema.ts";
import { type SqlConnector, sqlKind } from "./sql-schema.ts";
import { type WebhookConnector, webhookKind } from "./webhook/webhook-schema.ts";

/** What a file of the connectors folder says, checked; `kind` tells one from another. */
export type Connector = FeedConnector | DiscourseConnector | WebhookConnector | SqlConnector;

/** Every kind of connector. Another is a file of its own, and a line here and above. */
const KINDS: { readonly [Kind in Connector["kind"]]: ConnectorKind<Extract<Connector, { readonly kind: Kind }>> } = {
  rss: feedKind,
  discourse: discourseKind,
  webhook: webhookKind,
  sql: sqlKind,
};

export const KIND_NAMES = Object.keys(KINDS);

/** undefined: there is no such kind. */
export function findKind(kind: unknown): ConnectorKind<Connector> | undefined {
  return typeof kind === "string" && Object.hasOwn(KINDS, kind)
    ? (KINDS[kind as Connector["kind"]] as ConnectorKind<Connector>)
    : undefined;
}

/** A connector in a line; no secret stands in it. */
export function tellConnector(connector: Connector): string {
  const { kind, tell } = KINDS[connector.kind] as ConnectorKind<Connector>;
  return `${connector.name}: ${kind}, ${tell(connector)}`;
}
