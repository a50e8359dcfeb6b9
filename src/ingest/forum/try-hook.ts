import type { Proof } from "../../core/connectors/delivery.ts";
import type { DiscourseConnector } from "../../core/connectors/discourse/discourse-schema.ts";
import { needsOf, readHook, readHookNames } from "../../core/connectors/discourse/read-hook.ts";
import type { CheckProof } from "../hooks/ports.ts";
import { readPayload } from "../hooks/read-payload.ts";
import type { Posted } from "../hooks/receive-delivery.ts";
import { readAlone, type TriedCall, type TriedDelivery } from "../hooks/try-delivery.ts";
import type { ReadCalls } from "../receive-calls.ts";
import type { ForumStore } from "./ports.ts";

export interface TryForumDeps {
  readonly checkProof: CheckProof;
  readonly readCall: ReadCalls;
  readonly forum: Pick<ForumStore, "known">;
}

/** Reads a delivery of a forum's as if it had been posted, and stores nothing. `says`: why it cannot be read. */
export async function tryForumHook(
  { checkProof, readCall, forum }: TryForumDeps,
  connector: DiscourseConnector,
  proof: Proof,
  { body, header, receivedAt }: Posted,
): Promise<TriedDelivery | { readonly says: string }> {
  const read = readPayload(body);
  if ("says" in read) return read;
  const given = header(proof.header);
  const isGood = given === null ? null : checkProof(proof, given, body);
  const hook = readHookNames(read.payload, header("x-discourse-event-type"), header("x-discourse-event"));
  const known = await forum.known(connector, needsOf(connector, hook));
  const eventId = header("x-discourse-event-id");
  const calls = readHook(connector, hook, known, { receivedAt, eventId }).calls.map(
    (call, at): TriedCall => ({
      event: at + 1,
      item: null,
      becomes: String(call.event ?? call.type),
      call,
      missing: [],
      ...readAlone(readCall, call, receivedAt),
    }),
  );
  return { proof: { header: proof.header, isGood }, items: null, unmatched: calls.length === 0 ? [1] : [], calls };
}
