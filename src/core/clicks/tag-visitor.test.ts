import { describe, expect, it } from "vitest";
import { tagVisitor } from "./tag-visitor.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
const visit = (headers: Readonly<Record<string, string>>, method = "GET") =>
  tagVisitor({ method, header: (name) => headers[name] });

describe("what made a request of a link", () => {
  it.each([
    CHROME,
    IPHONE,
    "Mozilla/5.0 (Linux; Android 13; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0)",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
  ])("is a person's: %s", (program) => expect(visit({ "user-agent": program })).toBe("human"));

  it.each([
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitterbot/1.0",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (Windows NT 6.1) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "Proofpoint URL Defense",
    "Mimecast Web Scanner",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
    "python-requests/2.32.3",
    "curl/8.5.0",
    "Go-http-client/2.0",
    "Java/17.0.1",
    "node",
  ])("is a program's: %s", (program) => expect(visit({ "user-agent": program })).toBe("machine"));

  it.each([
    ["a HEAD", {}, "HEAD"],
    ["a prefetch of Chrome's", { "sec-purpose": "prefetch;prerender" }, "GET"],
    ["a prefetch of older browsers'", { purpose: "prefetch" }, "GET"],
    ["a preview of Safari's", { "x-purpose": "preview" }, "GET"],
    ["a prefetch of Firefox's", { "x-moz": "prefetch" }, "GET"],
  ])("is a program's: %s", (_what, headers, method) => {
    expect(visit({ "user-agent": CHROME, ...headers }, method)).toBe("machine");
  });

  it.each([{}, { "user-agent": "" }, { "user-agent": "   " }])("cannot be told from %j", (headers) => {
    expect(visit(headers)).toBe("unknown");
  });
});
