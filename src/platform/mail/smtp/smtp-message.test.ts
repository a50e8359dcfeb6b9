import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import type { BuiltMail, OutgoingMail } from "../../../delivery/ports.ts";
import { buildMessage, composeMessage } from "./smtp-message.ts";

const MAIL: OutgoingMail = {
  key: { memberId: 12, digestId: 345 },
  messageId: "<d.12.345@example.org>",
  from: { name: "Café, the “community”", address: "news@example.org" },
  to: { name: "Zoé Müller", address: "zoe@members.example" },
  replyTo: "team@example.org",
  subject: "Zoé, 3 contenus vous attendent – déjà 🎉",
  html: '<html lang="fr"><body><p>Déjà vu</p>\n.\n</body></html>',
  text: "Déjà vu\n.\nFin",
  date: new Date("2026-11-24T07:00:00Z"),
  unsubscribeUrl: `https://news.example.org/u/1u-abcd-c-9l-${"x".repeat(60)}`,
  echoedBy: [],
  rule: "seven-days-away",
};

async function build(change: Partial<OutgoingMail> = {}, returnPath: string | null = null): Promise<BuiltMail> {
  const built = await buildMessage({ ...MAIL, ...change }, returnPath);
  if ("kind" in built) throw new Error(built.text);
  return built;
}

const headOf = ({ bytes }: BuiltMail) => Buffer.from(bytes).toString("latin1").split("\r\n\r\n")[0] ?? "";

describe("a digest as a mail", () => {
  it("offers one-click unsubscribing on one line with one https link", async () => {
    const lines = headOf(await build()).split("\r\n");
    expect(lines.filter((line) => /^list-unsubscribe:/i.test(line))).toEqual([
      `List-Unsubscribe: <${MAIL.unsubscribeUrl}>`,
    ]);
    expect(lines).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  });

  it("carries what signs it for the providers that give it back, and for no other", async () => {
    const echoed = headOf(await build({ echoedBy: ["postmark", "sendgrid", "mailgun"] }));
    expect(echoed).toMatch(/^X-PM-Metadata-Digest: 1u-abcd-c-9l-x+$/im);
    expect(echoed).toMatch(/^X-SMTPAPI: \{"unique_args":\{"digest":"1u-abcd-c-9l-x+"\}\}$/im);
    expect(echoed).toMatch(/^X-Mailgun-Variables: \{"digest":"1u-abcd-c-9l-x+"\}$/im);
    expect(headOf(await build())).not.toMatch(/^X-/m);
  });

  it("says who it is from, for whom, which list, and that a machine wrote it", async () => {
    const parsed = await simpleParser(Buffer.from((await build()).bytes));
    expect(parsed.from?.value).toEqual([MAIL.from]);
    expect(parsed.to).toMatchObject({ value: [MAIL.to] });
    expect(parsed.replyTo?.value[0]?.address).toBe("team@example.org");
    expect(parsed).toMatchObject({ subject: MAIL.subject, messageId: MAIL.messageId, date: MAIL.date });
    expect(parsed.html).toContain("Déjà vu");
    expect(parsed.text?.trim()).toBe("Déjà vu\n.\nFin");
    const head = headOf(await build());
    expect(head).toContain("List-ID: <digest.example.org>");
    expect(head).toContain("Feedback-ID: seven-days-away:digest:rekindle:example.org");
    expect(head).toContain("Auto-Submitted: auto-generated");
    expect(head).toMatch(/^Message-ID: <d\.12\.345@example\.org>$/im);
  });

  it.each([
    MAIL,
    { ...MAIL, text: "", html: "<p></p>", replyTo: null },
    { ...MAIL, text: "one line\n", html: `<p>${"é".repeat(500)}</p>\r\n${"x".repeat(76 * 3)}`, subject: "plain" },
    { ...MAIL, to: { name: null, address: "zoe@members.example" }, subject: "a long one, ".repeat(30) },
  ])("is what nodemailer itself would send ($subject)", async (mail) => {
    const expected = (await composeMessage(mail, null).build()).toString("latin1");
    expect(Buffer.from((await build(mail)).bytes).toString("latin1")).toBe(expected);
  });

  it("is the same bytes each time", async () => {
    expect(Buffer.from((await build()).bytes).equals((await build()).bytes)).toBe(true);
  });

  it("comes back to the sender, or to where bounces go", async () => {
    expect((await build()).envelope).toEqual({ from: "news@example.org", to: "zoe@members.example" });
    const { from } = (await build({}, "bounces+c.9l@example.org")).envelope;
    expect(from).toBe("bounces+c.9l@example.org");
  });

  it.each([
    ["recipient", { to: { name: null, address: "a@b.example\r\nBcc: all@example.org" } }],
    ["recipient", { to: { name: null, address: "a@b.example>, <c@d.example" } }],
    ["recipient", { to: { name: null, address: "nobody" } }],
    ["name", { to: { name: "Eve\r\nBcc: all@example.org", address: "a@b.example" } }],
    ["sender", { from: { name: "News\nX: y", address: "news@example.org" } }],
    ["reply", { replyTo: "x@y.example\nX: y" }],
    ["subject", { subject: "Hello\r\nBcc: all@example.org" }],
    ["subject", { subject: "Hello\u2028there" }],
  ] satisfies [string, Partial<OutgoingMail>][])(
    "is not written when its %s would write headers: %j",
    async (which, change) => {
      const outcome = await buildMessage({ ...MAIL, ...change }, null);
      expect(outcome).toMatchObject({ kind: "failed", stage: "message", text: expect.stringContaining(which) });
    },
  );

  it("is not written with a link that members could not trust, except on this machine", async () => {
    await expect(build({ unsubscribeUrl: "http://news.example.org/u/x" })).rejects.toThrow("not https");
    await expect(build({ unsubscribeUrl: "https://news.example.org/u/x>, <mailto:a@b" })).rejects.toThrow("not https");
    await expect(build({ unsubscribeUrl: "http://127.0.0.1:3000/u/x" })).resolves.toBeDefined();
  });
});
