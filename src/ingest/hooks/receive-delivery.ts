import { MOST_CALLS, type ReadCalls, type ReadRequest, type Refusal, readCalls } from "../receive-calls.ts";
import type { CheckProof, Receiver } from "./ports.ts";
import { readPayload } from "./read-payload.ts";

/** What was posted, as it came. */
export interface Posted {
  readonly body: Uint8Array;
  /** By its name in small letters; null: it is not there. */
  readonly header: (name: string) => string | null;
  readonly receivedAt: Date;
}

/** What became of it. Of `stored`, `taken` are durable; what was refused is kept as well, to be looked at. */
export type HookAnswer =
  | { readonly kind: "unproven" | "unreadable" | "too_many"; readonly says: string }
  | {
      readonly kind: "stored";
      readonly taken: number;
      readonly refusals: readonly Refusal[];
      readonly dropped: readonly Refusal[];
    };

export interface HookDeps {
  readonly checkProof: CheckProof;
  readonly readCalls: () => Promise<ReadCalls>;
  /** Resolves when it is durable. */
  readonly write: (request: ReadRequest) => Promise<unknown>;
  /** Counts what came, for doctor. */
  readonly count: (source: string, events: number) => void;
}

/** Takes what a connector's sender posts: proven, read, mapped, and stored as the site's own calls are. */
export async function receiveDelivery(deps: HookDeps, receiver: Receiver, posted: Posted): Promise<HookAnswer> {
  const { name, proof } = receiver;
  if (proof === null) return { kind: "unproven", says: `The connector ${name} names no secret: nothing is taken.` };
  if (!deps.checkProof(proof, posted.header(proof.header), posted.body)) {
    const what = proof.hmac === null ? "secret" : "signature";
    return { kind: "unproven", says: `The ${what} in the header ${proof.header} is missing or wrong.` };
  }
  const read = readPayload(posted.body);
  if ("says" in read) return { kind: "unreadable", says: read.says };
  const { header, receivedAt } = posted;
  const { calls, stored = 0, tooMany = false } = await receiver.read({ payload: read.payload, header, receivedAt });
  if (tooMany || calls.length > MOST_CALLS)
    return { kind: "too_many", says: `It says more than ${MOST_CALLS} things.` };
  const source = `hook ${name}`;
  const context = { receivedAt, sentAt: null, fromBrowser: false };
  const request = readCalls(await deps.readCalls(), calls, { source, context });
  if (calls.length > 0) await deps.write(request);
  const taken = request.calls.length + stored;
  deps.count(source, taken);
  return { kind: "stored", taken, refusals: request.refusals, dropped: request.dropped };
}
