import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openLinks } from "./sign-links.ts";

const HERE = { identity: "3f0c2a52-51c8-4a7d-9d0e-3b7a5a0a2d11", hasSignedWithout: false };
const KEY = { memberId: 1_234_567, digestId: 89 };
const links = openLinks({ secretKeys: ["first secret"], baseUrl: "https://news.example.org/", installation: HERE });
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

describe("signed links", () => {
  it("stand under the base URL and carry both parts of the digest's key", () => {
    const url = links.unsubscribeUrl(KEY);
    expect(url).toMatch(/^https:\/\/news\.example\.org\/u\/1u-[\w-]{4}-qglj-2h-[\w-]{22}$/);
    expect(links.verify(tokenOf(url), "unsubscribe")).toEqual(KEY);
  });

  it("verify for every digest key there can be", () => {
    const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(id, id, (memberId, digestId) => {
        const token = tokenOf(links.unsubscribeUrl({ memberId, digestId }));
        expect(links.verify(token, "unsubscribe")).toEqual({ memberId, digestId });
        expect(encodeURIComponent(token)).toBe(token);
      }),
    );
  });

  it("go on verifying after a new key was put in front, and the new key signs", () => {
    const rotated = openLinks({
      secretKeys: ["second secret", "first secret"],
      baseUrl: "https://news.example.org",
      installation: HERE,
    });
    expect(rotated.verify(tokenOf(links.unsubscribeUrl(KEY)), "unsubscribe")).toEqual(KEY);
    expect(links.verify(tokenOf(rotated.unsubscribeUrl(KEY)), "unsubscribe")).toBeNull();
  });

  it("are of their installation alone: another with the same key refuses them", () => {
    const rebuilt = openLinks({
      secretKeys: ["first secret"],
      baseUrl: "https://news.example.org",
      installation: { ...HERE, identity: "b4c8f8a5-0a4e-4d2b-8f3e-2f6f0d1c9e77" },
    });
    const mailing = { rule: "a", localDate: "2026-11-25" };
    expect(rebuilt.verify(tokenOf(links.unsubscribeUrl(KEY)), "unsubscribe")).toBeNull();
    expect(rebuilt.verifyReview(tokenOf(links.reviewUrl(mailing)))).toBeNull();
    expect(rebuilt.verify(tokenOf(rebuilt.unsubscribeUrl(KEY)), "unsubscribe")).toEqual(KEY);
  });

  it("that left before signatures knew of installations go on verifying, where any had left", () => {
    const sent = "1u-lcL6-qglj-2h-9NBNOrBkY6pB9InV6NZ7s3";
    const open = (hasSignedWithout: boolean) =>
      openLinks({
        secretKeys: ["newer", "first secret"],
        baseUrl: "https://news.example.org",
        installation: { ...HERE, hasSignedWithout },
      });
    expect(open(true).verify(sent, "unsubscribe")).toEqual(KEY);
    expect(open(true).verify(sent, "preferences")).toBeNull();
    expect(open(false).verify(sent, "unsubscribe")).toBeNull();
    expect(tokenOf(open(true).unsubscribeUrl(KEY))).toBe(tokenOf(open(false).unsubscribeUrl(KEY)));
  });

  it("verify for nobody once any character has changed", () => {
    const token = tokenOf(links.unsubscribeUrl(KEY));
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "a" ? "b" : "a";
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      // The last of 22 characters carries four bits that decode to nothing.
      if (Buffer.from(changed.slice(-22), "base64url").equals(Buffer.from(token.slice(-22), "base64url"))) {
        if (changed.slice(0, -22) === token.slice(0, -22)) continue;
      }
      expect(links.verify(changed, "unsubscribe")).toBeNull();
    }
  });

  it.each(["", "x", "1u-", "1u-AAAA-1-1-AAAAAAAAAAAAAAAAAAAAAA", "../../etc/passwd", "1u-".repeat(100)])(
    "refuse %j",
    (token) => {
      expect(links.verify(token, "unsubscribe")).toBeNull();
    },
  );

  it("of a proof name its rule and date, and stand in for no other link", () => {
    const mailing = { rule: "a1-b", localDate: "2026-11-25" };
    const url = links.reviewUrl(mailing);
    expect(url).toMatch(/^https:\/\/news\.example\.org\/r\/1r-[\w-]{4}-2026-11-25-a1-b\.[\w-]{22}$/);
    const token = tokenOf(url);
    expect(links.verifyReview(token)).toEqual(mailing);
    expect(links.verifyReview(token.replace("11-25", "11-26"))).toBeNull();
    expect(links.verifyReview(token.replace("a1-b", "a1-c"))).toBeNull();
    expect(links.verify(token, "unsubscribe")).toBeNull();
    expect(links.verifyReview(tokenOf(links.unsubscribeUrl(KEY)))).toBeNull();
    const others = openLinks({
      secretKeys: ["second secret"],
      baseUrl: "https://news.example.org",
      installation: HERE,
    });
    expect(others.verifyReview(token)).toBeNull();
    const rotated = openLinks({
      secretKeys: ["second secret", "first secret"],
      baseUrl: "https://news.example.org",
      installation: HERE,
    });
    expect(rotated.verifyReview(token)).toEqual(mailing);
  });

  it.each(["", "1r-AAAA-2026-11-25-a.AAAAAAAAAAAAAAAAAAAAAA", "1r-AAAA-2026-11-25-../x.AAAAAAAAAAAAAAAAAAAAAA"])(
    "refuse %j as a proof's",
    (token) => {
      expect(links.verifyReview(token)).toBeNull();
    },
  );

  it("need a key", () => {
    expect(() => openLinks({ secretKeys: [], baseUrl: "https://a.example", installation: HERE })).toThrow(
      "no key to sign links",
    );
  });
});
