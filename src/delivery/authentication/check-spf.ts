import { isSpf, readSpf, type SpfTerm } from "../../core/authentication/read-spf.ts";
import type { Dns, ExamineSenderDeps, SenderFinding } from "./ports.ts";

/** RFC 7208, 4.6.4: receivers stop after so many questions, and then the record counts for nothing. */
const MAX_LOOKUPS = 10;

interface Walk {
  readonly lookups: number;
  readonly covered: ReadonlySet<string>;
  /** Why it cannot be told whom it covers. */
  readonly unknown: string | null;
  readonly flaws: readonly string[];
}

/** Whether the domain of the return path lets the mail servers send for it. */
export async function checkSpf(
  { dns, networks }: Pick<ExamineSenderDeps, "dns" | "networks">,
  domain: string,
  relayAddresses: readonly string[],
): Promise<SenderFinding> {
  const what = `SPF of ${domain}`;
  const looked = await dns.texts(domain);
  if (looked.kind === "unknown") return { what, ok: null, says: `could not be told: ${looked.why}`, remedy: null };
  const records = looked.kind === "found" ? looked.values.filter(isSpf) : [];
  const outside = relayAddresses.filter((address) => !networks.isInternal(address));
  const own = outside.map((address) => `${address.includes(":") ? "ip6" : "ip4"}:${address}`);
  const example = `${domain}. TXT "v=spf1 ${own.length > 0 ? own.join(" ") : "include:SPF-DOMAIN-OF-YOUR-MAIL-SERVER"} -all"`;
  const [record] = records;
  if (record === undefined) {
    return {
      what,
      ok: false,
      says: "there is no record",
      remedy: `Publish: ${example}${own.length > 0 ? " or, where a provider sends for you, the include that it names" : ""}`,
    };
  }
  if (records.length > 1) {
    return {
      what,
      ok: false,
      says: `there are ${records.length} records, and receivers then take none: ${records.map((one) => `"${one}"`).join(" and ")}`,
      remedy: `Make them one: ${domain}. TXT "${joined(records)}"`,
    };
  }
  const walk = await walkSpf(dns, networks, domain, record, outside, new Set());
  const flaws = [
    ...walk.flaws,
    ...(walk.lookups > MAX_LOOKUPS
      ? [
          `it takes ${walk.lookups} lookups, and receivers stop at ${MAX_LOOKUPS}: name networks (ip4:, ip6:) instead of includes`,
        ]
      : []),
  ];
  if (flaws.length > 0)
    return { what, ok: false, says: `"${record}": ${flaws.join("; ")}`, remedy: "Mend that record." };
  const count = `${walk.lookups} of ${MAX_LOOKUPS} lookups`;
  if (walk.unknown !== null) {
    return { what, ok: null, says: `"${record}": whom it covers could not be told: ${walk.unknown}`, remedy: null };
  }
  const missing = outside.filter((address) => !walk.covered.has(address));
  if (outside.length === 0 || missing.length > 0) {
    return {
      what,
      ok: null,
      says: `"${record}" (${count}) ${missing.length > 0 ? `does not name ${missing.join(", ")}` : "is there; from which address mails leave cannot be told from here"}`,
      remedy:
        missing.length > 0
          ? `If mails leave from there, add it: ${domain}. TXT "${adding(record, missing)}" If your provider sends from others, its include must be in it.`
          : "Make sure that it names the address from which your mail server reaches the world.",
    };
  }
  return { what, ok: true, says: `"${record}" covers ${outside.join(", ")} (${count})`, remedy: null };
}

/** Follows a record as a receiver does, for all addresses at once; `all` by itself covers nobody here. */
async function walkSpf(
  dns: Dns,
  networks: ExamineSenderDeps["networks"],
  domain: string,
  record: string,
  addresses: readonly string[],
  seen: Set<string>,
): Promise<Walk> {
  if (seen.has(domain.toLowerCase()))
    return { lookups: 0, covered: new Set(), unknown: null, flaws: [`${domain} includes itself`] };
  seen.add(domain.toLowerCase());
  const { terms, unread } = readSpf(record);
  const covered = new Set<string>();
  const flaws = unread.map((word) => `"${word}" of ${domain} is no term of SPF`);
  let lookups = 0;
  let unknown: string | null = null;
  const follow = async (term: SpfTerm): Promise<void> => {
    if (term.kind === "network") {
      for (const address of addresses) if (networks.contains(term, address)) covered.add(address);
    } else if (term.kind === "include" || term.kind === "redirect") {
      lookups += 1;
      // What is left needs no asking: it is too much already.
      if (lookups > MAX_LOOKUPS) return;
      if (term.domain.includes("%")) {
        unknown ??= `${term.domain} depends on each mail`;
        return;
      }
      const looked = await dns.texts(term.domain);
      if (looked.kind === "unknown") {
        unknown ??= `${term.domain}: ${looked.why}`;
        return;
      }
      const [next] = looked.kind === "found" ? looked.values.filter(isSpf) : [];
      if (next === undefined) {
        flaws.push(`${term.domain} has no SPF record`);
        return;
      }
      const inner = await walkSpf(dns, networks, term.domain, next, addresses, seen);
      lookups += inner.lookups;
      unknown ??= inner.unknown;
      flaws.push(...inner.flaws);
      for (const address of inner.covered) covered.add(address);
    } else if (term.kind === "a" || term.kind === "mx") {
      lookups += 1;
      const name = term.domain ?? domain;
      const hosts = term.kind === "a" ? { kind: "found" as const, values: [name] } : await dns.exchanges(name);
      if (hosts.kind === "unknown") unknown ??= `${name}: ${hosts.why}`;
      if (hosts.kind !== "found") return;
      for (const host of hosts.values) {
        const looked = await dns.addresses(host);
        if (looked.kind === "unknown") unknown ??= `${host}: ${looked.why}`;
        if (looked.kind !== "found") continue;
        for (const found of looked.values) {
          const prefix = term.prefix ?? (found.includes(":") ? 128 : 32);
          for (const address of addresses)
            if (networks.contains({ address: found, prefix }, address)) covered.add(address);
        }
      }
    } else if (term.kind === "exists" || term.kind === "ptr") {
      lookups += 1;
      unknown ??= `${term.kind} of ${domain} depends on each mail`;
    } else if (term.kind === "all" && term.result === "pass") flaws.push(`"+all" of ${domain} lets anybody send`);
  };
  for (const term of terms) await follow(term);
  const all = addresses.length > 0 && addresses.every((address) => covered.has(address));
  return { lookups, covered, unknown: all ? null : unknown, flaws };
}

const END = /\s+([+?~-]?all|redirect=\S+)\s*$/i;

function adding(record: string, addresses: readonly string[]): string {
  const terms = addresses.map((address) => `${address.includes(":") ? "ip6" : "ip4"}:${address}`).join(" ");
  const [end = ""] = END.exec(record) ?? [];
  return `${record.slice(0, record.length - end.length)} ${terms}${end || " -all"}`;
}

/** One record with the terms of all, and the end of the first that has one. */
function joined(records: readonly string[]): string {
  const terms = records.flatMap((record) => record.replace(END, "").split(/ +/).slice(1));
  const end = records.map((record) => END.exec(record)?.[1]).find((one) => one !== undefined) ?? "-all";
  return ["v=spf1", ...new Set(terms), end].join(" ");
}
