/** `v=DKIM1; k=rsa; p=MII…` as DKIM and DMARC write it: names in lower case, no white space around or, in `p`, within. */
export function readTags(record: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of record.split(";")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = part.slice(0, at).trim().toLowerCase();
    const value = part.slice(at + 1).trim();
    tags.set(name, name === "p" ? value.replace(/\s+/g, "") : value);
  }
  return tags;
}
