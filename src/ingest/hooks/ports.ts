import type { Delivery, Proof, ReadDelivery } from "../../core/connectors/delivery.ts";

/** A connector that is posted to, at `/hooks/NAME`. */
export interface Receiver {
  readonly name: string;
  /** null: nobody can prove anything, and nothing is taken. */
  readonly proof: Proof | null;
  /** What a delivery says. May look up what is known, and keep what later ones need: it is asked again when one is repeated. */
  readonly read: (delivery: Delivery) => Promise<ReadDelivery>;
}

/** `broken`: its file has a mistake, so that what is sent now has to come again. */
export type FoundReceiver = Receiver | "unknown" | "broken";

/** Whether a body as it came, under this header, was sent by one who knows a secret. Takes as long for a wrong proof as for a right one. */
export type CheckProof = (proof: Proof, given: string | null, body: Uint8Array) => boolean;
