import { createHmac } from "node:crypto";
import { RekindleError } from "../../core/errors.ts";

/** Whose mails a signature is of. Digests count from 1 in each, so that a key alone would name somebody in all of them. */
export interface SigningInstallation {
  /** Drawn when its database was made; a restored copy has the same. */
  readonly identity: string;
  /** It sent mails when signatures did not depend on the identity yet: those go on being good. */
  readonly hasSignedWithout: boolean;
}

/**
 * The keys of a purpose, derived from the secret ones, so that each is of no use for anything else that the same secret
 * signs, nor for another installation with the same secret. The first signs, all verify.
 * @throws RekindleError `configuration` without a secret key
 */
export function deriveKeys(
  secretKeys: readonly string[],
  purpose: "links" | "return-paths",
  { identity, hasSignedWithout }: SigningInstallation,
): readonly [Buffer, ...Buffer[]] {
  const derive = (label: string) => secretKeys.map((secret) => createHmac("sha256", secret).update(label).digest());
  const [first, ...others] = [
    ...derive(`rekindle/${purpose}/${identity}`),
    ...(hasSignedWithout ? derive(`rekindle/${purpose}`) : []),
  ];
  if (first !== undefined) return [first, ...others];
  const what = purpose === "links" ? "links" : "return paths";
  throw new RekindleError("configuration", `There is no key to sign ${what} with.`, "Set SECRET_KEY.");
}
