import { plainDepth } from "../../core/tracking/plain-depth.ts";

const DEEPEST = 100;

/** Reads the body of a delivery; `says`: why it cannot be. */
export function readPayload(body: Uint8Array): { readonly payload: unknown } | { readonly says: string } {
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { says: "The body is no JSON." };
  }
  return plainDepth(payload) > DEEPEST ? { says: `The body is nested deeper than ${DEEPEST} levels.` } : { payload };
}
