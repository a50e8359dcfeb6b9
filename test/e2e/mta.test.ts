import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openReturnPaths } from "../../src/platform/links/sign-return-paths.ts";
import { makeDkimKey, verifyDkim } from "../support/dkim.ts";
import { type Mta, startMta } from "../support/mta.ts";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";
import { requirement } from "../support/requirements.ts";

const MEMBERS = 6;
const AT = "2026-03-12T08:00:00Z";
const SECRET = "a secret of this test";
const KEYS = { k1: makeDkimKey("rsa"), k2: makeDkimKey("ed25519") };
const RECORDS = Object.fromEntries(
  Object.entries(KEYS).map(([selector, { record }]) => [`${selector}._domainkey.example.org`, record]),
);
const READER = fileURLToPath(new URL("../support/read-mail.py", import.meta.url));

interface ReadMail {
  readonly fields: readonly [name: string, value: string][];
  readonly lines: readonly number[];
  readonly longestLine: number;
  readonly defects: readonly string[];
  readonly parts: readonly [type: string, text: string][];
  readonly dkim: readonly (boolean | string)[];
}

function read(mail: Buffer): ReadMail {
  const printed = execFileSync("/usr/bin/python3", [READER, JSON.stringify(RECORDS)], {
    input: mail,
    encoding: "utf8",
  });
  return JSON.parse(printed) as ReadMail;
}

const missing = requirement("mta") === null || requirement("dkim") === null || process.getuid?.() !== 0;

describe.skipIf(missing)("a digest that goes through a real mail server", { timeout: 180_000 }, () => {
  let mta: Mta;
  let here: Installation;
  let mails: readonly ReadMail[];
  let raw: readonly Buffer[];
  /** The identity stands in the name of the mark, outside the database. */
  const ownPaths = () => {
    const [, identity = ""] = /submissions-(\S+)\.json/.exec(readdirSync(join(here.folder, "data")).join("\n")) ?? [];
    return openReturnPaths([SECRET], { identity, hasSignedWithout: false });
  };

  beforeAll(async () => {
    mta = await startMta({ domains: ["members.example", "example.org"], gone: "gone.example" });
    here = createInstallation({
      SMTP_URL: `${mta.url}?maxConnections=3`,
      BASE_URL: "https://digests.example.org",
      SECRET_KEY: SECRET,
      DKIM_KEYS: Object.entries(KEYS)
        .map(([selector, { pem }]) => `${selector}@example.org=${pem.replace(/\n/g, "\\n")}`)
        .join(","),
    });
    here.editSettings((text) =>
      text
        .replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }")
        .replace(/^bounces:.*$/m, "bounces: { address: bounces@example.org }"),
    );
    const files = writeSmallCommunity(here.folder, MEMBERS);
    for (const kind of ["members", "content", "events"] as const) {
      const imported = await here.run("import", kind, files[kind]);
      expect(imported.stderr).toBe("");
    }
    const gone = here.writeFile("gone.csv", "id,email\nm2,nobody@gone.example\n");
    expect((await here.run("import", "members", gone)).status).toBe(0);
    const cycle = await here.run("run", "--at", AT, "--wait", "60s");
    expect(cycle.stderr).toBe("");
    raw = await mta.arrived("members.example", MEMBERS - 1);
    mails = raw.map(read);
  }, 180_000);
  afterAll(async () => {
    await mta?.close();
    here?.remove();
  });

  const valuesOf = ({ fields }: ReadMail, name: string) =>
    fields.filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

  it("arrives once, and a parser that is not ours finds nothing wrong with it", () => {
    expect(mails).toHaveLength(MEMBERS - 1);
    expect(new Set(mails.flatMap((mail) => valuesOf(mail, "To"))).size).toBe(MEMBERS - 1);
    for (const mail of mails) {
      expect(mail.defects).toEqual([]);
      expect(mail.longestLine).toBeLessThan(999);
      expect(mail.parts.map(([type]) => type)).toEqual(["text/plain", "text/html"]);
      for (const [, text] of mail.parts) expect(text).toContain("Content ");
    }
  });

  it("has one of each header that receivers ask for", () => {
    for (const mail of mails) {
      const one = (name: string) => {
        const values = valuesOf(mail, name);
        expect(values, name).toHaveLength(1);
        return values[0] ?? "";
      };
      expect(one("From")).toBe("Our community <community@example.org>");
      expect(one("To")).toMatch(/^Alex \d <m\d@members\.example>$/);
      expect(one("Subject").length).toBeGreaterThan(5);
      expect(one("Message-ID")).toMatch(/^<d\.\d+\.\d+\.[0-9a-f]{8}@example\.org>$/);
      expect(one("Date")).toBe("Thu, 12 Mar 2026 08:00:00 +0000");
      expect(one("List-Unsubscribe")).toMatch(/^<https:\/\/digests\.example\.org\/[^\s<>,]+>$/);
      expect(one("List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click");
      expect(one("List-ID")).toBe("<digest.example.org>");
      expect(one("Feedback-ID")).toMatch(/^[\w.-]+:digest:rekindle:example\.org$/);
      expect(one("Auto-Submitted")).toBe("auto-generated");
      expect(one("MIME-Version")).toBe("1.0");
      expect(one("Content-Type")).toMatch(/^multipart\/alternative;/);
      for (const name of ["List-Unsubscribe", "List-Unsubscribe-Post"]) {
        const index = mail.fields.findIndex(([field]) => field === name);
        expect(mail.lines[index]).toBe(1);
      }
      expect(valuesOf(mail, "Reply-To").length).toBeLessThanOrEqual(1);
      expect(valuesOf(mail, "Bcc")).toEqual([]);
    }
  });

  it("comes back to an address of its own, which relays leave as it is", () => {
    const paths = ownPaths();
    for (const mail of mails) {
      const [returnPath = ""] = valuesOf(mail, "Return-Path");
      const address = returnPath.replace(/^<|>$/g, "");
      expect(address).toBe(address.toLowerCase());
      expect(address.length).toBeLessThanOrEqual(64);
      const key = paths.verify(address);
      const [messageId = ""] = valuesOf(mail, "Message-ID");
      expect(messageId.startsWith(`<d.${key?.memberId}.${key?.digestId}.`)).toBe(true);
    }
  });

  it("still has both signatures, and two verifiers that are not ours accept them", async () => {
    for (const mail of mails) expect(mail.dkim).toEqual([true, true]);
    for (const mail of raw) {
      const wire = Buffer.from(mail.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
      expect(await verifyDkim(wire, RECORDS)).toEqual(["k1/rsa-sha256/pass", "k2/ed25519-sha256/pass"]);
    }
  });

  it("comes back as a report of the mail server when there is no such mailbox", async () => {
    const [report] = await mta.arrived("example.org", 1);
    const text = report?.toString("latin1") ?? "";
    expect(text).toMatch(/^Content-Type: multipart\/report; report-type=delivery-status/m);
    expect(text).toMatch(/^Final-Recipient: rfc822; ?nobody@gone\.example/m);
    expect(text).toMatch(/^Status: 5\.1\.1/m);
    const [, address = ""] = /^Delivered-To: (.*)$/m.exec(text) ?? [];
    const key = ownPaths().verify(address);
    const { digests } = await here.json<{ digests: { id: string }[] }>("members", "show", "m2");
    expect(`${key?.memberId}.${key?.digestId}`).toBe(digests[0]?.id);
  });
});
