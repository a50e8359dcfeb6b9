import { parseDigestKey } from "../../core/digest-key.ts";
import { RekindleError } from "../../core/errors.ts";
import type { OutboxStore, ShownDigest } from "./ports.ts";

/** One digest with its mail as it was sent, its rule's version and its picks. Throws `usage` or `not_found`. */
export async function showDigest(deps: { readonly store: OutboxStore }, id: string): Promise<ShownDigest> {
  const key = parseDigestKey(id);
  if (key === null) throw notAnId(id);
  const digest = await deps.store.findDigest(key);
  if (digest === null) throw noSuchDigest(id);
  return digest;
}

export function notAnId(id: string): RekindleError {
  return new RekindleError(
    "usage",
    `"${id}" is not the id of a digest.`,
    "An id is two numbers: 12.345. See `rekindle outbox`.",
  );
}

export function noSuchDigest(id: string): RekindleError {
  return new RekindleError("not_found", `There is no digest ${id}.`, "See `rekindle outbox` for those there are.");
}
