import { RekindleError } from "../core/errors.ts";
import type { WriteKey, WriteKeyStore } from "./ports.ts";

const NAME = /^[\w.-]{1,60}$/;

/**
 * Makes a key with which a site may send events, and nothing else. It is answered once: what is kept is its hash.
 * @throws RekindleError `usage` when the name cannot be one, or is taken.
 */
export async function createWriteKey(
  { store, newKey, now }: { readonly store: WriteKeyStore; readonly newKey: () => string; readonly now: Date },
  name: string,
  isForBrowsers: boolean,
): Promise<string> {
  if (!NAME.test(name)) {
    throw new RekindleError(
      "usage",
      `"${name}" cannot name a key.`,
      "Use letters, digits, dots and dashes, at most 60, such as site or forum-2026.",
    );
  }
  const key = newKey();
  if (!(await store.add(name, key, isForBrowsers, now))) {
    throw new RekindleError(
      "usage",
      `There is a key "${name}" already.`,
      "Choose another name: several keys may be good at once, so that one can be replaced without a gap.",
    );
  }
  return key;
}

/** @throws RekindleError `usage` when there is none of that name. */
export async function revokeWriteKey(store: WriteKeyStore, name: string, now: Date): Promise<void> {
  if (await store.revoke(name, now)) return;
  const names = (await store.list()).filter(({ revokedAt }) => revokedAt === null).map((key) => key.name);
  throw new RekindleError(
    "usage",
    `There is no key "${name}" that is good.`,
    names.length === 0 ? "There is none at all." : `Good ones: ${names.join(", ")}.`,
  );
}

export const listWriteKeys = (store: WriteKeyStore): Promise<readonly WriteKey[]> => store.list();
