import { describe, expect, it } from "vitest";
import { readRelayUrls } from "./relay-urls.ts";

describe("the servers of SMTP_URL", () => {
  it("are one or several, in their order, named by host and port", () => {
    const text = "smtps://u:p%2Cw@One.example.org?maxConnections=2, smtp://two.example.org\n smtp://[::1]:2525";
    expect(readRelayUrls(text)).toEqual({
      relays: [
        { name: "one.example.org:465", url: "smtps://u:p%2Cw@One.example.org?maxConnections=2" },
        { name: "two.example.org:587", url: "smtp://two.example.org" },
        { name: "[::1]:2525", url: "smtp://[::1]:2525" },
      ],
      mistakes: [],
    });
  });

  it.each([
    ["", /names no server/],
    ["mail.example.org", /^it must be a URL/],
    ["smtp://", /^it must be a URL/],
    ["smtp://a.example.org?maxConnections=lots", /^it must have a whole number from 1 after maxConnections=/],
    ["smtp://a.example.org?maxConnections=0", /^it must have a whole number/],
    ["smtp://a.example.org?requireTLS=perhaps", /^it must have true or false after requireTLS=/],
    ["smtp://a.example.org?foo=1", /^it has a parameter "foo" that is not known; known are maxConnections/],
    ["smtp://me:12?secret@a.example.org", /^it has a parameter that is not known/],
    ["smtp://a.example.org,https://b.example.org", /the second of its servers must be/],
    [
      "smtp://a.example.org smtp://me@a.example.org:587",
      /the second of its servers is a\.example\.org:587, which it names twice/,
    ],
  ])("%j is a mistake", (text, message) => {
    expect(readRelayUrls(text).mistakes).toEqual([expect.stringMatching(message)]);
  });

  it("never say a password, not even where a comma cuts one in two", () => {
    const { mistakes } = readRelayUrls("smtp://me:secret,word@a.example.org");
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toMatch(/secret|word@/);
  });
});
