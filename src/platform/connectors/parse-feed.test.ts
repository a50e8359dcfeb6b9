import { expect, it } from "vitest";
import { parseFeedText } from "./parse-feed.ts";
import { isPublicAddress } from "./private-addresses.ts";

const feed = (description: string) =>
  `<rss version="2.0"><channel><title>T</title><item><title>a</title><description>${description}</description></item></channel></rss>`;

it("HTML becomes text: no script, no style, no comment, whether closed or not", () => {
  const html = "<p>a<SCRIPT>b</Script>c<!-- d -->e<style>f</style> 1 < 2</p><script>h";
  const [item] = parseFeedText(feed(`<![CDATA[${html}]]>`), "https://x.org/").items;
  expect(item?.summary).toBe("a c e 1 < 2");
});

it.each([
  ["comments that never end", feed(`<![CDATA[${"<!--".repeat(1_000_000)}]]>`)],
  ["scripts that never end", feed(`<![CDATA[${"<script ".repeat(500_000)}]]>`)],
  ["tags that never end", feed(`<![CDATA[${"<a ".repeat(1_000_000)}]]>`)],
  ["references", feed("&amp;".repeat(800_000))],
])("four megabytes of %s take seconds at most", (_what, text) => {
  const before = performance.now();
  expect(parseFeedText(text, "https://x.org/").items).toHaveLength(1);
  expect(performance.now() - before).toBeLessThan(5_000);
});

it("what is nested without end is refused, or read, and ends nothing", () => {
  const read = () => parseFeedText(feed("<a>".repeat(200_000)), "https://x.org/");
  let says = "";
  try {
    read();
  } catch (error) {
    says = (error as Error).name;
  }
  expect(["", "FetchTrouble"]).toContain(says);
});

it.each([
  ["93.184.216.34", true],
  ["2606:4700::1111", true],
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.31.0.1", false],
  ["172.32.0.1", true],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["::1", false],
  ["::ffff:10.0.0.1", false],
  ["64:ff9b::a00:1", false],
  ["fc00::1", false],
  ["fe80::1", false],
  ["2002:7f00:1::", false],
  ["nonsense", false],
])("%s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
