import { readTags } from "../../core/authentication/tags.ts";
import type { Dns, PublishedKey, SenderFinding } from "./ports.ts";

/** RFC 8301, 3.2. */
const USUAL_BITS = 2048;

/** RFC 1035, 3.3: what one string of a TXT record holds. Receivers put the strings together without a blank. */
const STRING_LENGTH = 255;

/** The record that a key needs, as zone files write it. */
function recordOf(key: PublishedKey): string {
  const text = `v=DKIM1; k=${key.kind}; p=${key.publicKey}`;
  const strings = text.match(new RegExp(`.{1,${STRING_LENGTH}}`, "g")) ?? [];
  const written = strings.map((one) => `"${one}"`).join(" ");
  const note = strings.length > 1 ? " (a form that takes one text: leave out the inner quotes and the blank)" : "";
  return `${nameOf(key)}. TXT ${written}${note}`;
}

function nameOf({ selector, domain }: PublishedKey): string {
  return `${selector}._domainkey.${domain}`;
}

/** Whether receivers find the key with which mails are signed. */
export async function checkDkimKey(dns: Dns, key: PublishedKey): Promise<SenderFinding> {
  const what = `DKIM key ${key.selector} of ${key.domain}`;
  const publish = `Publish: ${recordOf(key)}`;
  const looked = await dns.texts(nameOf(key));
  if (looked.kind === "unknown") return { what, ok: null, says: `could not be told: ${looked.why}`, remedy: null };
  if (looked.kind === "none") return { what, ok: false, says: `there is no record at ${nameOf(key)}`, remedy: publish };
  if (looked.values.length > 1) {
    return {
      what,
      ok: false,
      says: `there are ${looked.values.length} records at ${nameOf(key)}`,
      remedy: `Leave one: ${recordOf(key)}`,
    };
  }
  const tags = readTags(looked.values[0] ?? "");
  const found = tags.get("p");
  if (found === "") return { what, ok: false, says: "the record says that the key was revoked", remedy: publish };
  if (found !== key.publicKey || (tags.get("k") ?? "rsa").toLowerCase() !== key.kind) {
    return {
      what,
      ok: false,
      says: `the record at ${nameOf(key)} is of another key than the one that signs`,
      remedy: publish,
    };
  }
  if ((tags.get("t") ?? "").split(":").some((flag) => flag.trim() === "y")) {
    return {
      what,
      ok: true,
      says: "the record is the key's, and says t=y",
      remedy: "Take t=y away once mails are accepted: it asks receivers to overlook the signature.",
    };
  }
  if (key.kind === "rsa" && key.bits < USUAL_BITS) {
    return {
      what,
      ok: true,
      says: `the record is the key's, of ${key.bits} bits`,
      remedy: `Change to one of ${USUAL_BITS} bits, with another selector: openssl genrsa -out dkim.pem ${USUAL_BITS}`,
    };
  }
  return { what, ok: true, says: `the record is the key's (${key.kind}, ${key.bits} bits)`, remedy: null };
}

/** What can be said of a domain in From without asking DNS; null: nothing is wrong. `mine`: the keys that sign for it. */
export function sayWhoSigns(
  domain: string,
  keys: readonly PublishedKey[],
  mine: readonly PublishedKey[],
): SenderFinding | null {
  const what = `DKIM of ${domain}`;
  if (mine.some(({ kind }) => kind === "rsa")) return null;
  if (mine.length > 0) {
    return {
      what,
      ok: false,
      says: "only an Ed25519 key signs, which many receivers do not check",
      remedy: "Add an RSA key beside it: openssl genrsa -out dkim.pem 2048",
    };
  }
  if (keys.length > 0) {
    return {
      what,
      ok: false,
      says: `no key of DKIM_KEYS is for ${domain}, so its mails leave unsigned`,
      remedy: `Add one, such as k1@${domain}=/etc/rekindle/dkim.pem`,
    };
  }
  return {
    what,
    ok: null,
    says: "nothing is signed here: that is left to the mail server, whose selector is not known",
    remedy: `Mail yourself a digest (its head must say dkim=pass with header.d=${domain}), or set DKIM_KEYS.`,
  };
}
