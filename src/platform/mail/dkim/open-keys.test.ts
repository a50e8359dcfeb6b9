import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeDkimKey } from "../../../../test/support/dkim.ts";
import { openKeys } from "./open-keys.ts";

const folder = mkdtempSync(join(tmpdir(), "rekindle-dkim-"));
afterAll(() => rmSync(folder, { recursive: true }));

function keep(name: string, text: string, mode = 0o600): { readonly file: string } {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return { file };
}

const domain = "example.org";

describe("the keys of DKIM_KEYS", () => {
  it("are opened from files and from the variable, of both kinds", async () => {
    const keys = await openKeys([
      { selector: "k1", domain, source: keep("rsa.pem", makeDkimKey("rsa").pem, 0o640) },
      { selector: "k2", domain, source: { pem: makeDkimKey("ed25519").pem } },
    ]);
    expect(keys.map(({ selector, algorithm }) => [selector, algorithm])).toEqual([
      ["k1", "rsa-sha256"],
      ["k2", "ed25519-sha256"],
    ]);
  });

  it("answer every mistake at once, each with the key it is of", async () => {
    const { privateKey: curve } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const opening = openKeys([
      { selector: "absent", domain, source: { file: join(folder, "absent.pem") } },
      { selector: "folder", domain, source: { file: folder } },
      { selector: "open", domain, source: keep("open.pem", makeDkimKey("ed25519").pem, 0o644) },
      { selector: "text", domain, source: keep("text.pem", "hello") },
      { selector: "curve", domain, source: { pem: curve.export({ type: "pkcs8", format: "pem" }) as string } },
      { selector: "short", domain, source: { pem: makeDkimKey("rsa", 768).pem } },
      { selector: "one", domain, source: { pem: makeDkimKey("ed25519").pem } },
      { selector: "two", domain, source: { pem: makeDkimKey("ed25519").pem } },
    ]);
    const error = await opening.then(
      () => null,
      (reason: Error) => reason.message,
    );
    const lines = (error ?? "").split("\n").slice(1);
    expect(lines).toEqual([
      expect.stringMatching(/absent@example.org: .*absent.pem does not exist$/),
      expect.stringMatching(/folder@example.org: /),
      expect.stringMatching(/open@example.org: .* has mode 0644.*chmod 600/),
      expect.stringMatching(/text@example.org: is no private key/),
      expect.stringMatching(/curve@example.org: is a key for ec/),
      expect.stringMatching(/short@example.org: has 768 bits/),
      expect.stringMatching(/two@example.org: one is of the same kind/),
    ]);
  });
});
