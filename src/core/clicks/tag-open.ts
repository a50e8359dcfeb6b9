import { type ClickTag, tagVisitor, type Visitor } from "./tag-visitor.ts";

/** Mail providers load images for their members, whether or not these read the mail. */
const PROXIES = [
  // Apple's Mail Privacy Protection says this and nothing more.
  /^mozilla\/5\.0$/i,
  /imageproxy|mailproxy|ggpht\.com/i,
];

/** What loaded the image of a mail, as far as the request tells. A HEAD loads nothing. */
export function tagOpen(visitor: Visitor): ClickTag {
  const program = (visitor.header("user-agent") ?? "").trim();
  return PROXIES.some((proxy) => proxy.test(program)) ? "machine" : tagVisitor(visitor);
}
