import { describe, expect, it } from "vitest";
import { tagOpen } from "./tag-open.ts";

const tag = (program: string | null) =>
  tagOpen({ method: "GET", header: (name) => (name === "user-agent" ? (program ?? undefined) : undefined) });

describe("what loaded the image of a mail", () => {
  it.each([
    ["Apple's Mail Privacy Protection", "Mozilla/5.0", "machine"],
    [
      "Google's image proxy",
      "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
      "machine",
    ],
    ["Yahoo's", "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "machine"],
    ["a program", "curl/8.5", "machine"],
    ["nobody says who", null, "unknown"],
    [
      "Apple Mail itself",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
      "human",
    ],
    ["a browser", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "human"],
  ])("%s", (_who, program, expected) => {
    expect(tag(program)).toBe(expected);
  });
});
