/** One term of an SPF record that matters for whom it lets send. */
export type SpfTerm =
  | { readonly kind: "network"; readonly address: string; readonly prefix: number }
  | { readonly kind: "include" | "redirect"; readonly domain: string }
  | { readonly kind: "a" | "mx"; readonly domain: string | null; readonly prefix: number | null }
  /** Asks DNS in a way that cannot be answered without the mail. */
  | { readonly kind: "exists" | "ptr" }
  | { readonly kind: "all"; readonly result: "pass" | "fail" | "softfail" | "neutral" };

const RESULTS = { "+": "pass", "-": "fail", "~": "softfail", "?": "neutral" } as const;

export function isSpf(record: string): boolean {
  return /^v=spf1( |$)/i.test(record);
}

/** RFC 7208, 4.6. The terms in their order, and those that are none. */
export function readSpf(record: string): { readonly terms: readonly SpfTerm[]; readonly unread: readonly string[] } {
  const terms: SpfTerm[] = [];
  const unread: string[] = [];
  for (const word of record.split(/ +/).slice(1).filter(Boolean)) {
    const term = readTerm(word);
    if (term === null) unread.push(word);
    else if (term !== "none") terms.push(term);
  }
  return { terms, unread };
}

/** `none`: it lets nobody send, whatever else it does. */
function readTerm(word: string): SpfTerm | "none" | null {
  const [, redirect] = /^redirect=(.+)$/i.exec(word) ?? [];
  if (redirect !== undefined) return { kind: "redirect", domain: redirect };
  if (/^[a-z][a-z0-9._-]*=/i.test(word)) return "none";
  const [, sign = "", name = "", value = null, bits = null] =
    /^([+?~-]?)([a-z0-9]+)(?::([^/]+))?(?:\/(\d+))?(?:\/\/\d+)?$/i.exec(
      // The colons of IPv6 belong to the address.
      word.replace(/^([+?~-]?ip6:)(.+)$/i, (_, head: string, rest: string) => head + rest.replaceAll(":", "_")),
    ) ?? [];
  const result = RESULTS[(sign || "+") as keyof typeof RESULTS];
  const prefix = bits === null ? null : Number(bits);
  const kind = name.toLowerCase();
  if (kind === "all") return { kind, result };
  const term = ((): SpfTerm | null => {
    if (kind === "ip4" && value) return { kind: "network", address: value, prefix: prefix ?? 32 };
    if (kind === "ip6" && value) return { kind: "network", address: value.replaceAll("_", ":"), prefix: prefix ?? 128 };
    if (kind === "include" && value) return { kind, domain: value };
    if (kind === "a" || kind === "mx") return { kind, domain: value, prefix };
    if (kind === "exists" || kind === "ptr") return { kind };
    return null;
  })();
  return term !== null && result !== "pass" && term.kind === "network" ? "none" : term;
}
