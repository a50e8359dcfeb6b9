/** The URL as it may stand in a link; null for what is none, or does not lead to a web page. */
export function webUrl(text: string | null): URL | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/** Adds `settings.links.utm` (`{{ rule }}` stands for the rule's name) to what the site's own link does not say already. */
export function decorateSiteLink(url: URL, utm: Readonly<Record<string, string>>, rule: string): string {
  const missing = Object.entries(utm).filter(([name]) => !url.searchParams.has(`utm_${name}`));
  if (missing.length === 0) return url.href;
  const added = missing.map(([name, value]) => {
    const filled = value.replace(/\{\{\s*rule\s*\}\}/g, () => rule);
    return `utm_${encodeURIComponent(name)}=${encodeURIComponent(filled)}`;
  });
  // Put behind what is there, letter for letter: a site may have signed its own query.
  const decorated = new URL(url);
  decorated.search = [url.search.slice(1), ...added].filter((part) => part !== "").join("&");
  return decorated.href;
}
