import { type ReturnPaths, readReturnPath } from "../../core/bounces/return-path.ts";
import type { Links } from "../../core/links/token.ts";
import type { Feedback } from "./ports.ts";

/** What verifies that this installation wrote something. */
export interface OwnSignatures {
  readonly links: Pick<Links, "verify">;
  readonly returnPaths: Pick<ReturnPaths, "verify">;
}

/** The token of an unsubscribe link, ours or that of another Rekindle. */
const TOKEN = /(?<![A-Za-z0-9_-])1u-[A-Za-z0-9_-]{1,125}/g;

/**
 * Which digest a provider's report is about, by what it gives back of the mail: the token of its unsubscribe link, or the
 * address that it was to come back to. Both are signed. Digests are numbered alike in every installation, and several may
 * share an account with a provider: a number or a Message-ID says nothing of whose mail it was.
 *
 * @returns the key of a digest of ours, with the address; the address alone of a mail of which nothing is told; and neither
 *   where another Rekindle signed it: that is told to it as well, and nothing follows from it here
 */
export function aboutDigest(
  { links, returnPaths }: OwnSignatures,
  givenBack: readonly unknown[],
  address: string | null,
): Pick<Feedback, "key" | "address"> {
  const texts = givenBack.filter((text) => typeof text === "string");
  const tokens = texts.flatMap((text) => text.match(TOKEN) ?? []);
  const paths = texts.filter((text) => readReturnPath(text) !== null);
  const keys = [
    ...tokens.map((token) => links.verify(token, "unsubscribe")),
    ...paths.map((path) => returnPaths.verify(path)),
  ];
  const key = keys.find((found) => found !== null) ?? null;
  return { key, address: key === null && keys.length > 0 ? null : address };
}
