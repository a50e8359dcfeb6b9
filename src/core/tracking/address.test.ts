import { describe, expect, it } from "vitest";
import { isAddress, normaliseAddress } from "./address.ts";

describe("an address that can be mailed", () => {
  it.each(["a@x.org", "first.last+tag@mail.example.co.uk", "o'neil_99@xn--bcher-kva.example", "m-1@a-b.fr"])(
    "is %s",
    (address) => {
      expect(isAddress(address)).toBe(true);
    },
  );

  it.each([
    "",
    "a",
    "a@localhost",
    "a@b@x.org",
    "a b@x.org",
    ".a@x.org",
    "a..b@x.org",
    "a@x.org\r\nBcc: b@x.org",
    "a@x.org\n",
    "a\u0000@x.org",
    '"a b"@x.org',
    "<a@x.org>",
    "Ana <a@x.org>",
    "a@x.org,b@x.org",
    "a@-x.org",
    "a@x.1",
    "a@[127.0.0.1]",
    `${"a".repeat(65)}@x.org`,
    `a@${"x.".repeat(130)}org`,
  ])("is not %j", (address) => {
    expect(isAddress(address)).toBe(false);
  });

  it("is the same address in other letters and with spaces around it", () => {
    expect(normaliseAddress(" Ana@X.Org ")).toBe("ana@x.org");
  });
});
