import { readTags } from "../../core/authentication/tags.ts";
import type { Dns, SenderFinding } from "./ports.ts";

export interface Aligned {
  /** Of the domains that sign; null: the mail server signs, and with what is not known. */
  readonly signing: readonly string[] | null;
  readonly returnPath: string;
}

/** Whether the domain in From says what becomes of mails that others write in its name, and whether ours pass. */
export async function checkDmarc(dns: Dns, domain: string, aligned: Aligned): Promise<SenderFinding> {
  const what = `DMARC of ${domain}`;
  const found = await findRecord(dns, domain);
  if (found.kind === "unknown") return { what, ok: null, says: `could not be told: ${found.why}`, remedy: null };
  const example = `_dmarc.${domain}. TXT "v=DMARC1; p=none; rua=mailto:dmarc-reports@${domain}"`;
  if (found.kind === "none") {
    return {
      what,
      ok: false,
      says: "there is no record; Gmail, Yahoo and Microsoft ask for one",
      remedy: `Publish: ${example}`,
    };
  }
  if (found.records.length > 1) {
    return {
      what,
      ok: false,
      says: `there are ${found.records.length} records at _dmarc.${found.at}, and receivers then take none`,
      remedy: `Leave one: ${example}`,
    };
  }
  const record = found.records[0] ?? "";
  const tags = readTags(record);
  const policy = ((found.at === domain ? undefined : tags.get("sp")) ?? tags.get("p") ?? "").toLowerCase();
  if (!["none", "quarantine", "reject"].includes(policy)) {
    return { what, ok: false, says: `"${record}" has no policy`, remedy: `Publish: ${example}` };
  }
  const isAligned = (other: string, mode: string | undefined) =>
    mode?.toLowerCase() === "s"
      ? other === domain
      : other === domain || (isWithin(other, found.at) && isWithin(domain, found.at));
  const bySpf = isAligned(aligned.returnPath, tags.get("aspf"));
  const byDkim = aligned.signing?.some((one) => isAligned(one, tags.get("adkim"))) ?? null;
  const says = `"${record}" at _dmarc.${found.at}; ${[
    bySpf
      ? `the return path (${aligned.returnPath}) is aligned`
      : `the return path (${aligned.returnPath}) is not aligned`,
    byDkim === null
      ? "the mail server's signature could not be told"
      : byDkim
        ? "the signature is aligned"
        : "no signature is aligned",
  ].join(", ")}`;
  if (!bySpf && byDkim !== true) {
    return {
      what,
      ok: byDkim === null ? null : false,
      says,
      remedy: `Sign as ${domain} (DKIM_KEYS, or at the mail server), or have bounces come back to an address of ${domain}.`,
    };
  }
  if (policy === "none") {
    return {
      what,
      ok: true,
      says,
      remedy: `Nothing is enforced yet. Once the reports are clean: _dmarc.${domain}. TXT "v=DMARC1; p=quarantine; rua=${tags.get("rua") ?? `mailto:dmarc-reports@${domain}`}"`,
    };
  }
  return { what, ok: true, says, remedy: null };
}

type Found =
  | { readonly kind: "found"; readonly at: string; readonly records: readonly string[] }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly why: string };

/** Of the domain itself, or of the nearest above it, as the tree walk of DMARCbis finds it; never of a top-level domain. */
async function findRecord(dns: Dns, domain: string): Promise<Found> {
  for (let at = domain; at.includes("."); at = at.slice(at.indexOf(".") + 1)) {
    const looked = await dns.texts(`_dmarc.${at}`);
    if (looked.kind === "unknown") return looked;
    const records = looked.kind === "found" ? looked.values.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text)) : [];
    if (records.length > 0) return { kind: "found", at, records };
  }
  return { kind: "none" };
}

function isWithin(domain: string, above: string): boolean {
  return domain === above || domain.endsWith(`.${above}`);
}
