import type { SigningInstallation } from "../../src/platform/links/signing-keys.ts";
import type { Queryable } from "../../src/platform/postgres/database.ts";

/** An installation that has sent mails ever since; samples that were signed without an identity are its own. */
export const HERE: SigningInstallation = {
  identity: "3f0c2a52-51c8-4a7d-9d0e-3b7a5a0a2d11",
  hasSignedWithout: true,
};

/** That of a database whose own commands sign. */
export async function signingOf(database: Queryable): Promise<SigningInstallation> {
  const [row] = await database.query<{ identity: string }>({ text: "SELECT identity FROM installation", values: [] });
  return { identity: row?.identity ?? "", hasSignedWithout: false };
}

/** Makes a database that of `HERE`, before anything of it signs. */
export async function settleHere(database: Queryable): Promise<void> {
  await database.query({ text: "UPDATE installation SET identity = $1::uuid", values: [HERE.identity] });
}
