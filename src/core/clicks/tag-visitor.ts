/** What made a request of a link. `unknown`: it cannot be told. */
export const CLICK_TAGS = ["human", "machine", "unknown"] as const;
export type ClickTag = (typeof CLICK_TAGS)[number];

/** A request of a link, as far as it tells what made it. Nothing of it is kept but the tag. */
export interface Visitor {
  readonly method: string;
  readonly header: (name: string) => string | undefined;
}

/** Headers by which browsers and mail programs say that nobody has asked yet. */
const PREFETCH_HEADERS = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
const PREFETCH = /\b(prefetch|prerender|preview)\b/i;

/**
 * Programs that look at links for somebody: security gateways, previews of messengers, crawlers, libraries. By what they
 * call themselves; those that call themselves a browser are known by when and how they ask.
 */
const PROGRAMS = [
  // "Cubot" is a maker of telephones.
  /(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|scan|preview|prefetch|monitor|validator|link.?check/i,
  /barracuda|proofpoint|urldefense|mimecast|safelinks|ironport|trend ?micro|symantec|fireeye|trellix|forcepoint|sophos/i,
  /messagelabs|cloudmark|zscaler|fortinet|fortiguard|avanan|vade ?secure|mailscanner|spamhaus|virustotal|phish/i,
  /facebookexternalhit|facebookcatalog|whatsapp|skypeuri|vkshare|google-safety|google-read-aloud|bingpreview/i,
  /googleimageproxy|yahoomailproxy|yahoo ad monitoring/i,
  /^(curl|wget|java|go-http-client|okhttp|ruby|php|perl|axios|undici|node|got|libwww|apache-httpclient|guzzle)\b/i,
  /python|httpclient|http_request|winhttp|headless|phantomjs|puppeteer|playwright|selenium|lighthouse/i,
];

/**
 * `machine` where the request says so, `unknown` where it says nothing of what made it; else `human`, as long as neither
 * the moment nor the company it comes in says otherwise.
 */
export function tagVisitor({ method, header }: Visitor): ClickTag {
  if (method !== "GET") return "machine";
  if (PREFETCH_HEADERS.some((name) => PREFETCH.test(header(name) ?? ""))) return "machine";
  const program = (header("user-agent") ?? "").trim();
  if (program === "") return "unknown";
  return PROGRAMS.some((pattern) => pattern.test(program)) ? "machine" : "human";
}

/** Whoever asks sooner than this after the mail left is more often a gateway than a member. */
export const TOO_SOON_MS = 60_000;
/** A burst: so many links of one mail, and more than half of them, within so long. Nobody reads that fast. */
export const BURST_LINKS = 3;
export const BURST_MS = 5000;
