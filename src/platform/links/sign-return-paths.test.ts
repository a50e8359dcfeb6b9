import { describe, expect, it } from "vitest";
import { isBouncesAddress, MAX_BOUNCES_ADDRESS } from "../../core/bounces/return-path.ts";
import { openReturnPaths } from "./sign-return-paths.ts";

const HERE = { identity: "3f0c2a52-51c8-4a7d-9d0e-3b7a5a0a2d11", hasSignedWithout: false };
const KEY = { memberId: 12, digestId: 345 };
const paths = openReturnPaths(["the secret of this test"], HERE);

describe("where a bounce comes back to", () => {
  it("names the digest, in lower case, at most 64 octets long for every digest there can be", () => {
    const address = paths.addressFor(KEY, "Bounces@Example.org");
    expect(address).toMatch(/^bounces\+c\.9l\.[a-z2-7]{8}@example\.org$/);
    const longest = `${"b".repeat(MAX_BOUNCES_ADDRESS - 12)}@example.org`;
    expect(isBouncesAddress(longest)).toBe(true);
    expect(isBouncesAddress(`b${longest}`)).toBe(false);
    const last = { memberId: Number.MAX_SAFE_INTEGER, digestId: Number.MAX_SAFE_INTEGER };
    expect(paths.addressFor(last, longest)).toHaveLength(64);
    expect(paths.verify(paths.addressFor(last, longest))).toEqual(last);
  });

  it("is known again in whatever case a relay writes it, and after the keys have been rotated", () => {
    const address = paths.addressFor(KEY, "bounces@example.org");
    expect(paths.verify(address.toUpperCase())).toEqual(KEY);
    expect(openReturnPaths(["a newer one", "the secret of this test"], HERE).verify(address)).toEqual(KEY);
  });

  it("is of its installation alone; what left before that was so comes back where any had left", () => {
    const address = paths.addressFor(KEY, "bounces@example.org");
    const identity = "b4c8f8a5-0a4e-4d2b-8f3e-2f6f0d1c9e77";
    const secrets = ["the secret of this test"];
    expect(openReturnPaths(secrets, { identity, hasSignedWithout: true }).verify(address)).toBeNull();
    const sent = "bounces+c.9l.ho5xya2l@example.org";
    expect(openReturnPaths(secrets, { ...HERE, hasSignedWithout: true }).verify(sent)).toEqual(KEY);
    expect(paths.verify(sent)).toBeNull();
  });

  it("is refused when it was made for another digest, by another key, or by nobody", () => {
    const address = paths.addressFor(KEY, "bounces@example.org");
    for (const forged of [
      address.replace("+c.9l.", "+c.9m."),
      address.replace("+c.9l.", "+d.9l."),
      address.replace(/\.[a-z2-7]{8}@/, "@"),
      address.replace(/[a-z2-7]{8}@/, "aaaaaaaa@"),
      `${address}\r\nx`,
      "bounces+zzzzzzzzzzz.zzzzzzzzzzz.aaaaaaaa@example.org",
      "bounces@example.org",
      "",
      "+".repeat(100_000),
    ]) {
      expect(paths.verify(forged), forged.slice(0, 80)).toBeNull();
    }
    expect(openReturnPaths(["another secret"], HERE).verify(address)).toBeNull();
  });

  it.each(["a b@example.org", "bounces+x@example.org", "bounces", "é@example.org", "a@b@example.org"])(
    "cannot be made of %s",
    (address) => expect(isBouncesAddress(address)).toBe(false),
  );
});
