import type { PageLanguage } from "./preferences/ports.ts";

/** Enough for its owner to recognise it, not for a stranger to learn it: `m•••@example.org`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? "•••" : `${[...address][0]}•••${address.slice(at)}`;
}

export function languageOf(locale: string | null, otherwise: PageLanguage): PageLanguage {
  const primary = locale?.toLowerCase().split(/[-_]/)[0];
  return primary === "en" || primary === "fr" ? primary : otherwise;
}
