import { createPrivateKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeDkimKey, verifyDkim } from "../../../../test/support/dkim.ts";
import type { BuiltMail, OutgoingMail } from "../../../delivery/ports.ts";
import { buildMessage } from "../smtp/smtp-message.ts";
import { createTeamMailWriter } from "../smtp/team-message.ts";
import { createSigner } from "./sign-mail.ts";

const RSA = makeDkimKey("rsa");
const ED25519 = makeDkimKey("ed25519");
const RECORDS = { "k1._domainkey.example.org": RSA.record, "k2._domainkey.example.org": ED25519.record };
const SIGN = createSigner([
  { selector: "k1", domain: "example.org", algorithm: "rsa-sha256", key: createPrivateKey(RSA.pem) },
  { selector: "k2", domain: "example.org", algorithm: "ed25519-sha256", key: createPrivateKey(ED25519.pem) },
]);
const BOTH_PASS = ["k1/rsa-sha256/pass", "k2/ed25519-sha256/pass"];
const AT = new Date("2026-11-24T07:00:00Z");

const MAIL: OutgoingMail = {
  key: { memberId: 12, digestId: 345 },
  messageId: "<d.12.345@example.org>",
  from: { name: "Café, the “community”", address: "news@example.org" },
  to: { name: "Zoé Müller", address: "zoe@members.example" },
  replyTo: "team@example.org",
  subject: "Zoé, 3 contenus vous attendent – déjà 🎉",
  html: '<html lang="fr"><body><p>Déjà vu</p>\n.\n</body></html>',
  text: "Déjà vu\n.\nFin",
  date: AT,
  unsubscribeUrl: "https://news.example.org/u/1u-abcd-c-9l-0123456789",
  echoedBy: [],
  rule: "seven-days-away",
};

async function build(change: Partial<OutgoingMail> = {}): Promise<string> {
  const built = await buildMessage({ ...MAIL, ...change }, null, SIGN);
  if ("kind" in built) throw new Error(built.text);
  return Buffer.from(built.bytes).toString("latin1");
}

const verify = (message: string) => verifyDkim(Buffer.from(message, "latin1"), RECORDS, AT);
/** Folded as a relay may. */
const refold = (message: string) => message.replace(/^Subject: (.*)/m, "SUBJECT:\r\n\t $1  ");

describe("a signed mail", () => {
  it("has a signature of each key of its sender, and both are accepted", async () => {
    const message = await build();
    expect(await verify(message)).toEqual(BOTH_PASS);
    expect(await verify(refold(message))).toEqual(BOTH_PASS);
    expect(Math.max(...message.split("\r\n").map((line) => line.length))).toBeLessThan(250);
    for (const line of message.slice(0, message.indexOf("\r\nFrom:")).split("\r\n")) {
      expect(line.length).toBeLessThan(79);
    }
  });

  it("is the same bytes each time, with the signature dated as the mail", async () => {
    const message = await build();
    expect(message).toBe(await build());
    expect(message).toContain(`t=${AT.getTime() / 1000};`);
  });

  it.each([
    ["From", /^From: .*@example\.org/m, 'From: "CEO" <ceo@example.org'],
    ["To", /zoe@members\.example/, "eve@members.example"],
    ["Subject", /^Subject: =/m, "Subject: x="],
    ["Date", /^Date: Tue, 24/m, "Date: Tue, 17"],
    ["Message-ID", /<d\.12\.345@/, "<d.12.346@"],
    ["Reply-To", /team@example\.org/, "eve@example.org"],
    ["List-Unsubscribe", /^List-Unsubscribe: <https:\/\/news\./m, "List-Unsubscribe: <https://evil."],
    ["List-Unsubscribe-Post", /=One-Click/, "=Two-Clicks"],
    ["List-ID", /<digest\.example\.org>/, "<other.example.org>"],
    ["Feedback-ID", /seven-days-away:/, "six-days-away:"],
    ["MIME-Version", /^MIME-Version: 1\.0/m, "MIME-Version: 2.0"],
    ["Content-Type", /multipart\/alternative/, "multipart/mixed"],
    ["body", /\r\n\r\n--(.*)\r\n/, "\r\n\r\n--$1\r\nX: y\r\n"],
  ])("is refused once its %s is another", async (_, found, put) => {
    const message = await build();
    expect(message).toMatch(found);
    const verdicts = await verify(message.replace(found, put));
    expect(verdicts).toHaveLength(2);
    for (const verdict of verdicts) expect(verdict).not.toMatch(/pass/);
  });

  it.each([
    "From: eve@example.org",
    "To: eve@example.org",
    "Cc: eve@example.org",
    "Subject: another",
    "Date: Tue, 24 Nov 2026 08:00:00 +0000",
    "Message-ID: <x@example.org>",
    "Reply-To: eve@example.org",
    "List-Unsubscribe: <https://evil.example/>",
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "List-ID: <x.example.org>",
    "Feedback-ID: a:b:c:d",
    "MIME-Version: 1.0",
    "Content-Type: text/plain",
  ])("is refused with another field added: %s", async (field) => {
    const message = await build({ replyTo: null });
    expect(await verify(message)).toEqual(BOTH_PASS);
    for (const at of [message.indexOf("\r\nFrom:"), message.indexOf("\r\n\r\n")]) {
      for (const verdict of await verify(`${message.slice(0, at)}\r\n${field}${message.slice(at)}`)) {
        expect(verdict).not.toMatch(/pass/);
      }
    }
  });

  it("stays accepted with what relays add on their way", async () => {
    const relayed = `Received: from a by b; Tue, 24 Nov 2026 07:00:01 +0000\r\nReturn-Path: <x@example.org>\r\n${await build()}\r\n\r\n`;
    expect(await verify(relayed)).toEqual(BOTH_PASS);
  });

  it("is accepted whatever subject and contents are", { timeout: 60_000 }, async () => {
    const words = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom("", " ", "  two  spaces  ", "x".repeat(2_000), "trailing \t", "é".repeat(200), "=?utf-8?Q?x?="),
    );
    const text = fc.oneof(
      words,
      fc.constantFrom("\n\n\n", "\r\n", "a \n b\t\n\n", ".\n..\n", "From here\n"),
      fc.array(words, { maxLength: 5 }).map((lines) => lines.join(" \n")),
    );
    const subjects = words.map((word) => word.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "").replace(/\S{400}/gu, "$& "));
    await fc.assert(
      fc.asyncProperty(subjects, text, text, async (subject, plain, html) => {
        expect(await verify(await build({ subject, text: plain, html }))).toEqual(BOTH_PASS);
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it("is signed by the nearest domain's keys, and by none where no domain is its sender's", async () => {
    const key = createPrivateKey(ED25519.pem);
    const of = (domain: string) => ({ selector: "s", domain, algorithm: "ed25519-sha256" as const, key });
    const sign = createSigner([of("example.org"), of("mail.example.org"), of("mple.org")]);
    const message = Buffer.from("From: x\r\n\r\nbody\r\n");
    const signed = async (from: string) =>
      /d=([^;]+);/.exec(Buffer.from(await sign(message, from, AT)).toString())?.[1];
    expect(await signed("a@example.org")).toBe("example.org");
    expect(await signed("a@news.mail.example.org")).toBe("mail.example.org");
    expect(await signed("a@other.example")).toBeUndefined();
  });

  it("covers line ends as they are sent, and bodies that are empty or end in empty lines", async () => {
    for (const body of ["", "\r\n\r\n", "a", "a\nb\n\n\n", "a\rb", " \t\r\n", "a  b \r\n\r\n"]) {
      const message = Buffer.from(`From: news@example.org\nSubject: x\r\n\r\n${body}`);
      const signed = await SIGN(message, "news@example.org", AT);
      expect(Buffer.from(signed).toString("latin1")).not.toMatch(/[^\r]\n|\r(?!\n)/);
      expect(await verifyDkim(signed, RECORDS, AT), JSON.stringify(body)).toEqual(BOTH_PASS);
    }
  });
});

describe("a mail to the team", () => {
  it("is signed as well", async () => {
    const built = await createTeamMailWriter(SIGN).build({
      subject: "[BAT] résumé",
      text: "one\ntwo",
      attachments: [{ name: "proof.html", html: "<p>é</p>" }],
      messageId: "<n.1@example.org>",
      from: MAIL.from,
      to: "team@example.org",
      date: AT,
    });
    expect(await verifyDkim((built as BuiltMail).bytes, RECORDS, AT)).toEqual(BOTH_PASS);
  });
});
