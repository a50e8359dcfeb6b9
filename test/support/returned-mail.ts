import { readdirSync, readFileSync } from "node:fs";
import { openLinks } from "../../src/platform/links/sign-links.ts";
import { openReturnPaths } from "../../src/platform/links/sign-return-paths.ts";
import { HERE } from "./signing.ts";

const FOLDER = new URL("../returned-mail/", import.meta.url);

/** What the samples' addresses and links are signed with, for digest 12.345. */
const SAMPLE_KEYS = ["secret of the samples"];

export const SAMPLE_DEPS = {
  returnPaths: openReturnPaths(SAMPLE_KEYS, HERE),
  links: openLinks({ secretKeys: SAMPLE_KEYS, baseUrl: "https://news.example.org", installation: HERE }),
};

/** A mail as a server writes it, and what is to be read in it. */
export interface ReturnedSample {
  readonly name: string;
  readonly bytes: Buffer;
  /** The envelope's recipient; null: as it lies in a mailbox. */
  readonly to: string | null;
  readonly expected: { readonly kind: string; readonly feedback: readonly unknown[] };
}

/** All of test/returned-mail, with the line ends of the wire. */
export function returnedSamples(): ReturnedSample[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".eml"));
  return names.map((file) => {
    const { to, ...expected } = JSON.parse(readFileSync(new URL(file.replace(/eml$/, "json"), FOLDER), "utf8"));
    const text = readFileSync(new URL(file, FOLDER), "utf8").replaceAll("\n", "\r\n");
    return { name: file.replace(/\.eml$/, ""), bytes: Buffer.from(text, "utf8"), to, expected };
  });
}
