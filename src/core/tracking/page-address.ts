/** What senders of links add to tell where a visitor came from: our own digests (utm_…), mail tools, advertisers. */
const CAMPAIGN = /^(?:utm_\w+|gclid|fbclid|msclkid|dclid|mc_[ce]id)(?:=|$)/i;
const LONGEST = 2_048;

/**
 * How a content's URL may have been written down that a browser shows as `url`: as it is, without what campaigns added, with
 * or without the last slash, with letters such as é unescaped. The likeliest first; no fragment. Empty for what is too long.
 */
export function writtenAddresses(url: string): readonly string[] {
  if (url.length > LONGEST) return [];
  const [page = ""] = url.split("#", 1);
  const mark = page.indexOf("?");
  const [path, query] = mark < 0 ? [page, ""] : [page.slice(0, mark), page.slice(mark + 1)];
  const kept = query
    .split("&")
    .filter((part) => !CAMPAIGN.test(part))
    .join("&");
  const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
  const bare = [path, other].map((one) => (kept === "" ? one : `${one}?${kept}`));
  const all = [page, ...bare];
  return [...new Set([...all, ...all.map(unescaped)])];
}

function unescaped(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
