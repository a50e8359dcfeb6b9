import type { Config } from "../../config.ts";
import { openKeys } from "../../platform/mail/dkim/open-keys.ts";
import { createSigner, type SignMail } from "../../platform/mail/dkim/sign-mail.ts";

/** What signs the mails of this installation; null: nothing does. Throws `configuration` for keys that cannot be used. */
export async function openSigner({ dkimKeys }: Config): Promise<SignMail | null> {
  return dkimKeys.length === 0 ? null : createSigner(await openKeys(dkimKeys));
}
