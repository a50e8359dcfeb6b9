/** Those of the domain itself, or of the nearest one above it: what DMARC calls aligned. */
export function keysFor<Key extends { readonly domain: string }>(keys: readonly Key[], domain: string): Key[] {
  const above = keys.map((key) => key.domain).filter((one) => domain === one || domain.endsWith(`.${one}`));
  const nearest = above.reduce((longest, one) => (one.length > longest.length ? one : longest), "");
  return keys.filter((key) => key.domain === nearest);
}
