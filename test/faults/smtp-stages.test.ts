import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SubmitOutcome } from "../../src/core/smtp-replies.ts";
import type { BuiltMail, MailTransport } from "../../src/delivery/ports.ts";
import { openSmtpTransport } from "../../src/platform/mail/smtp/smtp-transport.ts";
import { type Fault, type FaultStage, openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

/** For servers that say nothing; the others are given the time that a busy machine may need. */
const SHORT_TIMEOUTS = { connectMs: 1_500, envelopeMs: 1_500, dataMs: 1_500 };

function messageTo(name: string): BuiltMail {
  const text = `Message-ID: <${name}@example.org>\r\nSubject: ${name}\r\n\r\n..one\r\n.\r\ntwo\r\n`;
  return { envelope: { from: "news@example.org", to: `${name}@members.example` }, bytes: Buffer.from(text) };
}

async function send(transport: MailTransport, message: BuiltMail): Promise<SubmitOutcome> {
  const lane = await transport.reserve();
  if (lane === null) throw new Error("closing");
  return "kind" in lane ? lane : lane.submit(message).finally(() => lane.release());
}

const RESET: Fault = { drop: "rst" };
const CLOSE: Fault = { drop: "fin" };
const SILENCE: Fault = { silence: true };
const LATER: Fault = { reply: "451 4.3.0 not now" };
const NEVER: Fault = { reply: "550 5.1.1 no such person" };
const GOODBYE: Fault = { reply: "421 4.3.2 going down" };
const SPLIT: Fault = { pieces: ["4", "51-4.3.", "0 not\r", "\n451 4.3", ".0 now\r\n"] };
const SPLIT_NEVER: Fault = { pieces: ["550-5.1.1 no such person\r\n5", "50 5.1.1 at all", "\r\n"] };
const SPLIT_YES: Fault = { pieces: ["2", "50-2.0.0 que", "ued\r\n25", "0 2.0.0 as 1234\r\n"] };

describe.each([{ pipelining: true }, { pipelining: false }])(
  "what an SMTP server does, $pipelining pipelining",
  (options) => {
    let sink: SmtpSink;
    let transport: MailTransport;
    beforeEach(async () => {
      sink = await openSmtpSink(options);
      transport = openSmtpTransport({ url: sink.url, lanes: 1 });
    });
    afterEach(async () => {
      await transport.close(0);
      await sink.close();
    });

    it("is accepted with the server's own words", async () => {
      expect(await send(transport, messageTo("ann"))).toEqual({
        kind: "accepted",
        code: 250,
        text: "250 2.0.0 queued",
        stage: "data",
      });
      expect(sink.mails).toMatchObject([{ from: "news@example.org", to: "ann@members.example" }]);
      expect(sink.mails[0]?.raw).toContain("..one\r\n.\r\ntwo\r\n");
    });

    it.each([
      ["greeting", LATER, "deferred"],
      ["greeting", NEVER, "deferred"],
      ["greeting", RESET, "deferred"],
      ["greeting", CLOSE, "deferred"],
      ["greeting", SILENCE, "deferred"],
      ["mail", LATER, "deferred"],
      ["mail", NEVER, "deferred"],
      ["mail", { reply: "552 5.3.4 too large" }, "failed"],
      ["mail", { reply: "354 what" }, "deferred"],
      ["mail", { reply: "530 5.7.0 log in first" }, "deferred"],
      ["mail", GOODBYE, "deferred"],
      ["mail", RESET, "deferred"],
      ["mail", SILENCE, "deferred"],
      ["rcpt", LATER, "deferred"],
      ["rcpt", NEVER, "failed"],
      ["rcpt", GOODBYE, "deferred"],
      ["rcpt", SPLIT, "deferred"],
      ["rcpt", SPLIT_NEVER, "failed"],
      ["rcpt", { reply: "550 5.7.515 Access denied" }, "deferred"],
      ["rcpt", { reply: "552 5.2.2 mailbox full" }, "deferred"],
      ["rcpt", CLOSE, "deferred"],
      ["rcpt", SILENCE, "deferred"],
      ["data", LATER, "deferred"],
      ["data", NEVER, "failed"],
      ["data", GOODBYE, "deferred"],
      ["data", { reply: "250 go on" }, "deferred"],
      ["data", RESET, "deferred"],
      ["data", CLOSE, "deferred"],
      ["data", SILENCE, "deferred"],
      ["body", LATER, "deferred"],
      ["body", RESET, "unknown"],
      ["body", CLOSE, "unknown"],
      ["body", SILENCE, "unknown"],
      ["dot", LATER, "deferred"],
      ["dot", NEVER, "failed"],
      ["dot", GOODBYE, "deferred"],
      ["dot", SPLIT, "deferred"],
      ["dot", SPLIT_NEVER, "failed"],
      ["dot", SPLIT_YES, "accepted"],
      ["dot", { reply: "221 2.0.0 bye" }, "unknown"],
      ["dot", { reply: "354 go on" }, "unknown"],
      ["dot", { reply: "well done" }, "unknown"],
      ["dot", { reply: "250-2.0.0 one\r\n550 5.0.0 two" }, "unknown"],
      ["dot", { reply: "999 odd" }, "unknown"],
      ["dot", RESET, "unknown"],
      ["dot", CLOSE, "unknown"],
      ["dot", SILENCE, "unknown"],
    ] satisfies [FaultStage, Fault, SubmitOutcome["kind"]][])(
      "at %s answers %j: %s, and the next message is not harmed",
      async (stage, fault, kind) => {
        if ("silence" in fault) {
          await transport.close(0);
          transport = openSmtpTransport({ url: sink.url, lanes: 1, timeouts: SHORT_TIMEOUTS });
        }
        sink.misbehave(stage, fault, { times: 1 });
        const outcome = await send(transport, messageTo("ann"));
        expect(outcome.kind).toBe(kind);
        const answered = outcome.code !== null;
        const stages = {
          greeting: "connect",
          mail: answered ? "sender" : "envelope",
          rcpt: "envelope",
          data: "envelope",
        };
        expect(outcome.stage).toBe({ ...stages, body: "data", dot: "data" }[stage]);
        expect(sink.dots("<ann@example.org>")).toBe(stage === "dot" ? 1 : 0);
        sink.behave();
        await expect
          .poll(async () => (await send(transport, messageTo("bob"))).kind, { timeout: 15_000, interval: 200 })
          .toBe("accepted");
      },
    );

    it("does not cost a message when it merely closed an idle connection", async () => {
      expect((await send(transport, messageTo("ann"))).kind).toBe("accepted");
      sink.misbehave("mail", CLOSE, { times: 1 });
      expect((await send(transport, messageTo("bob"))).kind).toBe("accepted");
      expect([...sink.allDots.values()]).toEqual([1, 1]);
    });
  },
);

describe("the transport", () => {
  it("keeps the fates of concurrent messages apart", async () => {
    const sink = await openSmtpSink();
    const transport = openSmtpTransport({ url: sink.url, lanes: 8 });
    const faults: [Fault, SubmitOutcome["kind"]][] = [
      [LATER, "deferred"],
      [NEVER, "failed"],
      [RESET, "unknown"],
    ];
    const names = Array.from({ length: 200 }, (_, index) => `m${index}`);
    const expected = new Map(names.map((name, index) => [name, faults[index % 10]?.[1] ?? "accepted"]));
    names.forEach((name, index) => {
      const fault = faults[index % 10]?.[0];
      if (fault) sink.misbehave("dot", fault, { to: `${name}@members.example` });
    });
    const outcomes = await Promise.all(
      names.map(async (name) => [name, (await send(transport, messageTo(name))).kind] as const),
    );
    expect(new Map(outcomes)).toEqual(expected);
    expect(new Set(sink.allDots.values())).toEqual(new Set([1]));
    await transport.close(0);
    await sink.close();
  });

  it("lets what is in flight end when it closes, and takes nothing more", async () => {
    const sink = await openSmtpSink();
    const transport = openSmtpTransport({ url: sink.url, lanes: 2 });
    const release = sink.holdAnswers();
    const inFlight = send(transport, messageTo("ann"));
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(1);
    const closed = transport.close(10_000);
    expect(await transport.reserve()).toBeNull();
    release();
    expect((await inFlight).kind).toBe("accepted");
    await closed;
    await sink.close();
  });

  it("does not wait longer than told for a server that stays silent, and says that the fate is unknown", async () => {
    const sink = await openSmtpSink();
    const transport = openSmtpTransport({ url: sink.url, lanes: 2 });
    sink.holdAnswers();
    const inFlight = send(transport, messageTo("ann"));
    await expect.poll(() => sink.held, { timeout: 20_000 }).toBe(1);
    await transport.close(100);
    expect(await inFlight).toMatchObject({ kind: "unknown", stage: "data" });
    await sink.close();
  });

  it("refuses an address of a server that is none", () => {
    expect(() => openSmtpTransport({ url: "example.org" })).toThrow("SMTP_URL");
  });
});
