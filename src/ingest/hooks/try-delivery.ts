import { mapDelivery } from "../../core/connectors/webhook/map-delivery.ts";
import type { WebhookConnector } from "../../core/connectors/webhook/webhook-schema.ts";
import type { FieldMistake } from "../../core/tracking/reading.ts";
import { type ReadCalls, readCalls } from "../receive-calls.ts";
import type { CheckProof } from "./ports.ts";
import { readPayload } from "./read-payload.ts";
import type { Posted } from "./receive-delivery.ts";

/** What a delivery would become. */
export interface TriedDelivery {
  /** null: the header was not given. */
  readonly proof: { readonly header: string; readonly isGood: boolean | null };
  /** null: the payload is the one. */
  readonly items: number | null;
  /** Places, from 1, of items that are none of the events; 1 where the payload is none. */
  readonly unmatched: readonly number[];
  readonly calls: readonly TriedCall[];
}

export interface TriedCall {
  /** Places in their lists, from 1; item null: the payload is the one. */
  readonly event: number;
  readonly item: number | null;
  readonly becomes: string;
  /** As in a batch of the tracking API. */
  readonly call: Readonly<Record<string, unknown>>;
  /** Paths of its fields that found nothing. */
  readonly missing: readonly string[];
  /** Why it would be refused; none: it would be taken. */
  readonly mistakes: readonly FieldMistake[];
  /** What would be odd about it. */
  readonly warnings: readonly string[];
}

/** Reads a delivery as if it had been posted, and stores nothing. `says`: why it cannot be read. */
export function tryDelivery(
  { checkProof, readCall }: { readonly checkProof: CheckProof; readonly readCall: ReadCalls },
  connector: WebhookConnector,
  { body, header, receivedAt }: Posted,
): TriedDelivery | { readonly says: string } {
  const read = readPayload(body);
  if ("says" in read) return read;
  const { proof, events } = connector;
  const given = header(proof.header);
  const isGood = given === null ? null : checkProof(proof, given, body);
  const { mapped, items, tooMany, unmatched } = mapDelivery(connector, { payload: read.payload, header, receivedAt });
  if (tooMany) return { says: `There are ${items} items in it: it would be answered 413.` };
  const calls = mapped.map(({ call, event, item, missing }): TriedCall => {
    const places = { event: event + 1, item: item === null ? null : item + 1 };
    return {
      ...places,
      becomes: events[event]?.becomes ?? "",
      call,
      missing,
      ...readAlone(readCall, call, receivedAt),
    };
  });
  return {
    proof: { header: proof.header, isGood },
    items: connector.items === null ? null : items,
    unmatched: unmatched.map((at) => at + 1),
    calls,
  };
}

/** What would become of a call that comes alone. */
export function readAlone(
  readCall: ReadCalls,
  call: TriedCall["call"],
  receivedAt: Date,
): Pick<TriedCall, "mistakes" | "warnings"> {
  const context = { receivedAt, sentAt: null, fromBrowser: false };
  const row = readCall(call, context);
  if ("mistakes" in row) return { mistakes: row.mistakes, warnings: [] };
  const { calls, refusals } = readCalls(readCall, [call], { source: "", context });
  const isTooLong = calls.length === 0;
  return {
    mistakes: isTooLong ? refusals.map(({ field, expected }) => ({ field, expected, found: "more" })) : [],
    warnings: row.warnings.map(({ says }) => says),
  };
}
