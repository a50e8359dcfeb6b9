import type { Secret } from "./secret.ts";

/** How whoever posts to a connector proves who they are. */
export interface Proof {
  /** The header that holds it, in small letters. */
  readonly header: string;
  /** What stands before it there. */
  readonly prefix: string;
  /** null: the header holds the secret itself. */
  readonly hmac: { readonly algorithm: "sha256" | "sha1"; readonly encoding: "hex" | "base64" } | null;
  /** Any of them is good: the new one and the old one, while they are changed. */
  readonly secrets: readonly Secret[];
}

/** What was posted to a connector, proven and read as JSON. */
export interface Delivery {
  readonly payload: unknown;
  /** By its name in small letters; null: it is not there. */
  readonly header: (name: string) => string | null;
  readonly receivedAt: Date;
}

/** What a delivery says: calls as in a batch of the tracking API, each object with its `type`. */
export interface ReadDelivery {
  readonly calls: readonly Readonly<Record<string, unknown>>[];
  /** How many calls of it are stored already. */
  readonly stored?: number;
  /** It says more than can be taken at once, and was not read. */
  readonly tooMany?: boolean;
}
