import type { DigestKey } from "../community.ts";
import type { Links } from "../links/token.ts";
import { addressesIn } from "./report-text.ts";
import type { ReturnPaths } from "./return-path.ts";
import type { MailField, MailReport, ReturnedMail } from "./returned-mail.ts";

/** Where servers write to whom a mail was delivered. */
const DELIVERED_TO = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to"];
/** Where they write from whom the returned one came. */
const SENT_BY = ["return-path", "x-envelope-from", "x-original-return-path", "errors-to"];
const TOKEN = /\/u\/([A-Za-z0-9_-]{1,128})/g;
/** Each costs a signature. */
const MOST_TRIED = 50;

/**
 * Which digest a report is about, by what only who has seen that mail can know: the signed address that it was sent back
 * to, first that of the envelope; or the signed unsubscribe link that stands in the returned header. A Message-ID proves
 * nothing, since anybody can count. Null: nothing proves it.
 */
export function findDigest(
  { returnPaths, links }: { readonly returnPaths: Pick<ReturnPaths, "verify">; readonly links: Pick<Links, "verify"> },
  recipient: string | null,
  mail: ReturnedMail,
  report: MailReport,
): DigestKey | null {
  const original = "original" in report ? report.original : { headers: [], senders: [] };
  const addresses = [
    ...(recipient === null ? [] : [recipient]),
    ...addressesOf(mail.headers, DELIVERED_TO),
    ...original.senders,
    ...addressesOf(original.headers, SENT_BY),
  ];
  for (const address of addresses.slice(0, MOST_TRIED)) {
    const key = returnPaths.verify(address);
    if (key !== null) return key;
  }
  const urls = original.headers.filter(({ name }) => name === "list-unsubscribe").map(({ value }) => value);
  const tokens = urls.flatMap((url) => [...url.matchAll(TOKEN)].map(([, token]) => token ?? ""));
  for (const token of tokens.slice(0, MOST_TRIED)) {
    const key = links.verify(token, "unsubscribe");
    if (key !== null) return key;
  }
  return null;
}

function addressesOf(headers: readonly MailField[], names: readonly string[]): string[] {
  return names.flatMap((wanted) =>
    headers.filter(({ name }) => name === wanted).flatMap(({ value }) => addressesIn(value)),
  );
}
