import { describe, expect, it } from "vitest";
import { readKeyList } from "./read-key-list.ts";

describe("the list of DKIM keys", () => {
  it("names files and keys, several with commas between", () => {
    const { keys, mistakes } = readKeyList(
      "K1@Example.org=/etc/rekindle/rsa.pem, k2.2026@example.org=-----BEGIN PRIVATE KEY-----\\nAAAA=\\n-----END PRIVATE KEY-----\\n,",
    );
    expect(mistakes).toEqual([]);
    expect(keys).toEqual([
      { selector: "k1", domain: "example.org", source: { file: "/etc/rekindle/rsa.pem" } },
      {
        selector: "k2.2026",
        domain: "example.org",
        source: { pem: "-----BEGIN PRIVATE KEY-----\nAAAA=\n-----END PRIVATE KEY-----\n" },
      },
    ]);
  });

  it("answers every mistake at once, and repeats nothing that may be secret", () => {
    const { keys, mistakes } = readKeyList(
      "secretsecret,k1@example.org=a,k1@EXAMPLE.org=b,k2@localhost=c,_k@example.org=d",
    );
    expect(mistakes).toEqual([
      expect.stringMatching(/^key 1 must be selector@domain=path/),
      expect.stringMatching(/^k1@EXAMPLE.org is named twice/),
      expect.stringMatching(/^key 4 must be/),
      expect.stringMatching(/^key 5 must be/),
    ]);
    expect(mistakes.join()).not.toContain("secretsecret");
    expect(keys).toHaveLength(2);
    expect(readKeyList(" , ").mistakes).toEqual([expect.stringContaining("must name a key")]);
  });
});
