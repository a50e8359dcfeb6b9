import fc from "fast-check";
import { type AddressObject, simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RekindleError } from "../../src/core/errors.ts";
import type { BuiltMail, MailLane, MailTransport, OutgoingMail } from "../../src/delivery/ports.ts";
import { buildMessage } from "../../src/platform/mail/smtp/smtp-message.ts";
import { openSmtpTransport } from "../../src/platform/mail/smtp/smtp-transport.ts";
import { createTeamMailWriter } from "../../src/platform/mail/smtp/team-message.ts";
import { hostileAround, hostileText, readHead } from "../support/hostile-headers.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const SEED = Number(process.env.FUZZ_SEED ?? 4);
const RUNS = Number(process.env.FUZZ_RUNS ?? 1_500);

const GOOD: OutgoingMail = {
  key: { memberId: 12, digestId: 345 },
  messageId: "<d.12.345@example.org>",
  from: { name: "News", address: "news@example.org" },
  to: { name: "Zoé", address: "zoe@members.example" },
  replyTo: "team@example.org",
  subject: "Three things",
  html: "<p>Hello</p>",
  text: "Hello",
  date: new Date("2026-11-24T07:00:00Z"),
  unsubscribeUrl: "https://news.example.org/u/1u-abcd",
  echoedBy: [],
  rule: "seven-days-away",
};

const SOURCES = {
  subject: hostileAround(GOOD.subject),
  messageId: hostileAround(GOOD.messageId),
  fromName: hostileAround("News"),
  from: hostileAround(GOOD.from.address),
  toName: hostileAround("Zoé"),
  to: hostileAround(GOOD.to.address),
  replyTo: hostileAround("team@example.org"),
  rule: hostileAround(GOOD.rule),
  unsubscribeUrl: hostileAround(GOOD.unsubscribeUrl),
  text: hostileText,
  html: hostileText,
};
type Hostile = Partial<Record<keyof typeof SOURCES, string>>;

/** One of the sources is hostile, or several are. */
const hostileMail: fc.Arbitrary<OutgoingMail> = fc
  .oneof(
    ...Object.entries(SOURCES).map(([source, texts]) => texts.map((text): Hostile => ({ [source]: text }))),
    fc.record(SOURCES, { requiredKeys: [] }) as fc.Arbitrary<Hostile>,
  )
  .map((hostile) => ({
    ...GOOD,
    subject: hostile.subject ?? GOOD.subject,
    messageId: hostile.messageId ?? GOOD.messageId,
    from: { name: hostile.fromName ?? GOOD.from.name, address: hostile.from ?? GOOD.from.address },
    to: { name: hostile.toName ?? GOOD.to.name, address: hostile.to ?? GOOD.to.address },
    replyTo: hostile.replyTo ?? GOOD.replyTo,
    rule: hostile.rule ?? GOOD.rule,
    unsubscribeUrl: hostile.unsubscribeUrl ?? GOOD.unsubscribeUrl,
    text: `Hello ${hostile.text ?? ""}`,
    html: `<p>${hostile.html ?? ""}</p>`,
  }));

/** The fields of a mail; one without a subject has no field for it. */
const fieldsFor = (subject: string, names: readonly string[]) =>
  subject === "" ? names.filter((name) => name !== "subject") : names;

/** A mail that is refused says what of it is wrong; nothing else is thrown. */
async function build(mail: OutgoingMail): Promise<BuiltMail | null> {
  try {
    const built = await buildMessage(mail, null);
    if (!("kind" in built)) return built;
    expect(built).toMatchObject({
      kind: "failed",
      stage: "message",
      text: expect.stringMatching(/^the .+ (is|holds) /),
    });
  } catch (error) {
    expect(error).toBeInstanceOf(RekindleError);
  }
  return null;
}

/** Domains are written in lower case, which they are in any case. */
const written = (address: string) => address.replace(/@.*$/, (domain) => domain.toLowerCase());

const addressesOf = (given: AddressObject | AddressObject[] | undefined) =>
  [given ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address));

async function expectIntact(mail: OutgoingMail, message: string, expected: readonly string[]): Promise<void> {
  const { names } = readHead(message);
  expect(names).toEqual(fieldsFor(mail.subject, expected));
  const parsed = await simpleParser(Buffer.from(message, "latin1"));
  expect(addressesOf(parsed.from)).toEqual([written(mail.from.address)]);
  expect(addressesOf(parsed.to)).toEqual([written(mail.to.address)]);
  expect(addressesOf(parsed.replyTo)).toEqual(mail.replyTo === null ? [] : [written(mail.replyTo)]);
  expect(parsed.cc).toBeUndefined();
  expect(parsed.bcc).toBeUndefined();
}

describe("whatever names, titles and addresses hold", () => {
  let names: readonly string[];
  let sink: SmtpSink;
  let transport: MailTransport;

  beforeAll(async () => {
    const good = (await buildMessage(GOOD, null)) as BuiltMail;
    names = readHead(Buffer.from(good.bytes).toString("latin1")).names;
    sink = await openSmtpSink();
    transport = openSmtpTransport({ url: sink.url, lanes: 1 });
  });
  afterAll(async () => {
    await transport.close(0);
    await sink.close();
  });

  it("the head has the fields it always has, or the mail is refused", { timeout: 120_000 }, async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(hostileMail, async (mail) => {
        const built = await build(mail);
        if (built === null) {
          refused += 1;
          return;
        }
        expect(built.envelope).toEqual({ from: written(mail.from.address), to: written(mail.to.address) });
        await expectIntact(mail, Buffer.from(built.bytes).toString("latin1"), names);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // Neither everything nor nothing.
    expect(refused).toBeGreaterThan(RUNS / 10);
    expect(refused).toBeLessThan(RUNS * 0.95);
  });

  it("the server is given one envelope and one mail, with that head", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(hostileMail, async (mail) => {
        const built = await build(mail);
        if (built === null) return;
        const before = sink.mails.length;
        const lane = (await transport.reserve()) as MailLane;
        const outcome = await lane.submit(built);
        lane.release();
        expect(outcome.kind, JSON.stringify(outcome)).toBe("accepted");
        expect(sink.mails.length).toBe(before + 1);
        const sunk = sink.mails[before];
        expect(sunk).toMatchObject({ from: written(mail.from.address), to: written(mail.to.address) });
        await expectIntact(mail, sunk?.raw ?? "", names);
      }),
      { numRuns: Math.ceil(RUNS / 10), seed: SEED },
    );
  });

  it("a mail to the team has the fields it always has, or is refused", { timeout: 120_000 }, async () => {
    const writer = createTeamMailWriter(null);
    const mail = {
      subject: "[Proof] x",
      text: "Hello",
      attachments: [{ name: "proof.html", html: "<p>Hello</p>" }],
      messageId: "<n.1@example.org>",
      from: GOOD.from,
      to: "team@example.org",
      date: GOOD.date,
    };
    const headOf = (built: BuiltMail) => readHead(Buffer.from(built.bytes).toString("latin1"));
    const expected = headOf((await writer.build(mail)) as BuiltMail).names;
    await fc.assert(
      fc.asyncProperty(
        hostileAround(mail.subject),
        hostileAround(mail.to),
        hostileAround("News"),
        hostileAround(mail.messageId),
        hostileAround("proof.html"),
        fc.nat(4),
        async (subject, to, name, messageId, file, only) => {
          const built = await writer.build({
            ...mail,
            ...(only === 0 && { subject }),
            ...(only === 1 && { to }),
            ...(only === 2 && { from: { ...mail.from, name } }),
            ...(only === 3 && { messageId }),
            ...(only === 4 && { attachments: [{ name: file, html: "<p>x</p>" }] }),
          });
          if ("kind" in built) {
            expect(built).toMatchObject({ kind: "failed", stage: "message" });
            return;
          }
          expect(headOf(built).names).toEqual(fieldsFor(only === 0 ? subject : mail.subject, expected));
          expect(built.envelope.to).toBe(only === 1 ? to : mail.to);
          const parsed = await simpleParser(Buffer.from(built.bytes));
          expect(parsed.attachments).toHaveLength(1);
          expect(addressesOf(parsed.to)).toEqual([built.envelope.to]);
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
