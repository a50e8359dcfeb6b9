import { createHmac } from "node:crypto";
import { normaliseAddress } from "../../core/tracking/address.ts";
import type { Queryable } from "./database.ts";

/** What suppression keeps of an address, by this installation's own key: two that normalise alike have one hash. */
export async function addressHasher(queryable: Queryable): Promise<(address: string) => Buffer> {
  const [installation] = await queryable.query<{ key: Buffer }>({
    text: "SELECT suppression_key AS key FROM installation",
    values: [],
  });
  const key = installation?.key ?? Buffer.alloc(0);
  return (address) => createHmac("sha256", key).update(normaliseAddress(address)).digest();
}
