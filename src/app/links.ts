import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import type { ReturnPaths } from "../core/bounces/return-path.ts";
import { RekindleError } from "../core/errors.ts";
import { makeDataFolder } from "../platform/files/make-folder.ts";
import { type MailLinks, openLinks } from "../platform/links/sign-links.ts";
import { openReturnPaths } from "../platform/links/sign-return-paths.ts";
import type { SigningInstallation } from "../platform/links/signing-keys.ts";
import type { Queryable } from "../platform/postgres/database.ts";

/** The links of this installation, signed with its keys. */
export async function openLinksOf(config: Config, database: Queryable): Promise<MailLinks> {
  const secretKeys = await secretKeysOf(config);
  return openLinks({ secretKeys, baseUrl: baseUrlOf(config), installation: await findSigning(database) });
}

/** Where members reach this installation. */
export function baseUrlOf({ baseUrl, port }: Config): string {
  return baseUrl ?? `http://127.0.0.1:${port}`;
}

/** Links of a sample, which lead nowhere: whoever tries one must not sign a member off, and there is no digest yet. */
export function sampleLinks(config: Config) {
  const root = baseUrlOf(config);
  return {
    sampleUnsubscribeUrl: `${root}/u/sample`,
    samplePreferencesUrl: `${root}/p/sample`,
    sampleCalendarUrl: `${root}/c/sample`,
    sampleUsefulUrl: `${root}/f/sample`,
  };
}

/** The addresses to which digests come back, signed with the same keys. */
export async function openReturnPathsOf(config: Config, database: Queryable): Promise<ReturnPaths> {
  return openReturnPaths(await secretKeysOf(config), await findSigning(database));
}

async function findSigning(database: Queryable): Promise<SigningInstallation> {
  const [row] = await database.query<SigningInstallation>({
    text: `SELECT identity, has_signed_without AS "hasSignedWithout" FROM installation`,
    values: [],
  });
  if (row === undefined) throw new Error("the installation's row is missing");
  return row;
}

const SECRET_BYTES = 32;

/** The keys that sign links: SECRET_KEY, or one made once and kept beside the embedded database. */
async function secretKeysOf({ secretKeys, databaseUrl, dataDirectory }: Config): Promise<readonly string[]> {
  if (secretKeys !== null) return secretKeys;
  if (databaseUrl !== null) {
    throw new RekindleError(
      "configuration",
      "SECRET_KEY is not set; it signs the unsubscribe links.",
      "Set it to 32 random characters or more, the same on every host: openssl rand -base64 32",
    );
  }
  const file = join(dataDirectory, "secret.key");
  await makeDataFolder(dataDirectory);
  await writeFile(file, randomBytes(SECRET_BYTES).toString("base64url"), { flag: "wx", mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  return [(await readFile(file, "utf8")).trim()];
}
