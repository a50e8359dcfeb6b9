/** A key to sign mails with, as `DKIM_KEYS` names it. */
export interface DkimKeySource {
  readonly selector: string;
  /** In lower case. */
  readonly domain: string;
  /** Where the private key is: a path, or the PEM itself. */
  readonly source: { readonly file: string } | { readonly pem: string };
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const NAMES = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "i");
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`, "i");

/**
 * Reads `selector@domain=path-or-PEM`, several with commas between. Line ends of a PEM may be written `\n`, as files of
 * environment variables want it. `mistakes` has every one, in the order in which they stand.
 */
export function readKeyList(text: string): {
  readonly keys: readonly DkimKeySource[];
  readonly mistakes: readonly string[];
} {
  const keys: DkimKeySource[] = [];
  const mistakes: string[] = [];
  const seen = new Set<string>();
  const entries = text.split(",").map((entry) => entry.trim());
  for (const [index, entry] of entries.filter((one) => one !== "").entries()) {
    const [, selector = "", domain = "", value = ""] = /^([^@=]+)@([^=]+)=(.+)$/s.exec(entry) ?? [];
    // A key may have been written where its name belongs: nothing of it is repeated.
    const which = selector !== "" && NAMES.test(selector) && DOMAIN.test(domain) ? `${selector}@${domain}` : null;
    if (which === null) {
      mistakes.push(`key ${index + 1} must be selector@domain=path, such as k1@example.org=/etc/rekindle/dkim.pem`);
      continue;
    }
    if (seen.has(which.toLowerCase())) mistakes.push(`${which} is named twice; give each key a selector of its own`);
    seen.add(which.toLowerCase());
    keys.push({ selector: selector.toLowerCase(), domain: domain.toLowerCase(), source: sourceOf(value.trim()) });
  }
  if (keys.length === 0 && mistakes.length === 0) {
    mistakes.push("must name a key, such as k1@example.org=/etc/rekindle/dkim.pem");
  }
  return { keys, mistakes };
}

function sourceOf(value: string): DkimKeySource["source"] {
  return value.startsWith("-----BEGIN ") ? { pem: value.replaceAll("\\n", "\n") } : { file: value };
}
