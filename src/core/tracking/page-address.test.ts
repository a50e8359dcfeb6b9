import { describe, expect, it } from "vitest";
import { decorateSiteLink } from "../../digest/site-link.ts";
import { writtenAddresses } from "./page-address.ts";

describe("how a content's URL may have been written", () => {
  it("is as the browser shows it first, without its fragment", () => {
    expect(writtenAddresses("https://x.example/one#top")).toEqual(["https://x.example/one", "https://x.example/one/"]);
  });

  it("is without what campaigns add, and with the rest of the query letter for letter", () => {
    const url = "https://x.example/t?id=a%20b&utm_source=rekindle&sort=new&fbclid=1&UTM_Medium=mail";
    expect(writtenAddresses(url)).toContain("https://x.example/t?id=a%20b&sort=new");
    expect(writtenAddresses("https://x.example/one?utm_source=x")).toContain("https://x.example/one");
    expect(writtenAddresses("https://x.example/one?utm=1")).not.toContain("https://x.example/one");
  });

  it.each([
    "https://x.example",
    "https://x.example/one/",
    "https://x.example/café?id=é",
    "https://x.example/t?sig=a%2Fb&id=4",
  ])("leads back from the link of a digest to %s", (written) => {
    const link = decorateSiteLink(new URL(written), { source: "rekindle", campaign: "{{ rule }}" }, "weekly");
    expect(link).not.toBe(written);
    expect(writtenAddresses(link)).toContain(written);
  });

  it("is nothing for what is longer than any page, and stands broken escapes", () => {
    expect(writtenAddresses(`https://x.example/${"a".repeat(3_000)}`)).toEqual([]);
    expect(writtenAddresses("https://x.example/%E9")).toContain("https://x.example/%E9");
  });
});
