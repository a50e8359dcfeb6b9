import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFeedback } from "../../src/delivery/feedback/read-returned-mail.ts";
import { readReturnedMail } from "../../src/platform/mail/returned/read-returned-mail.ts";
import { returnedSamples, SAMPLE_DEPS } from "../support/returned-mail.ts";

const RECEIVED = new Date("2026-11-24T09:00:00Z");

const samples = returnedSamples();

async function read(bytes: Uint8Array, recipient: string | null) {
  const mail = await readReturnedMail(bytes);
  return readFeedback(SAMPLE_DEPS, { mail, recipient, receivedAt: RECEIVED }, recipient === null ? "mailbox" : "smtp");
}

const told = ({ kind, feedback }: Awaited<ReturnType<typeof read>>) => ({
  kind,
  feedback: feedback.map(({ kind: says, key, address, status, text }) => ({
    kind: says,
    key: key === null ? null : `${key.memberId}.${key.digestId}`,
    address,
    status,
    text,
  })),
});

describe("what came back", () => {
  it.each(samples)("is read as its sample says: $name", async ({ bytes, to, expected }) => {
    expect(told(await read(bytes, to))).toEqual(expected);
  });

  it("reads the same with the line ends of a mailbox, and has the same ids however often it is read", async () => {
    for (const { bytes, to, expected } of samples) {
      const lines = Buffer.from(bytes.toString("utf8").replaceAll("\r\n", "\n"), "utf8");
      const [one, other] = [await read(lines, to), await read(bytes, to)];
      expect(told(one)).toEqual(expected);
      expect(one.feedback.map(({ sourceId }) => sourceId)).toEqual(other.feedback.map(({ sourceId }) => sourceId));
    }
    const ids = (await Promise.all(samples.map(({ bytes, to }) => read(bytes, to)))).flatMap(({ feedback }) =>
      feedback.map(({ sourceId }) => sourceId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("was when the last try was, or by the mail's date, or when it was received", async () => {
    const at = async (name: string) => {
      const sample = samples.find((one) => one.name === name);
      const { feedback } = await read(sample?.bytes ?? Buffer.alloc(0), sample?.to ?? null);
      return feedback[0]?.at.toISOString();
    };
    expect(await at("sendmail-user-unknown")).toBe("2026-11-23T07:00:09.000Z");
    expect(await at("postfix-user-unknown")).toBe("2026-11-23T07:00:02.000Z");
    expect(await at("qmail-no-mailbox")).toBe("2026-11-23T07:00:20.000Z");
    expect(await at("no-action")).toBe(RECEIVED.toISOString());
  });

  it("is about nobody without a signature of ours, whatever it says", async () => {
    for (const { bytes } of samples) {
      const forged = Buffer.from(
        bytes.toString("latin1").replaceAll("or7w26hc", "or7w26hd").replaceAll("z7OqA6", "z7OqA7"),
        "latin1",
      );
      for (const { key, address } of (await read(forged, null)).feedback)
        expect({ key, address }).toEqual({ key: null, address: null });
    }
  });
});

/** Ways in which a mail is spoilt on its way, or on purpose. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), byte: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(), length: fc.nat({ max: 400 }) }),
  fc.record({
    kind: fc.constant("repeat" as const),
    at: fc.nat(),
    length: fc.nat({ max: 400 }),
    times: fc.nat({ max: 40 }),
  }),
  fc.record({ kind: fc.constant("end" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("splice" as const), at: fc.nat(), other: fc.nat(), from: fc.nat() }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer Made> ? Made : never;

function mutate(bytes: Buffer, change: Mutation): Buffer {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length;
  switch (change.kind) {
    case "flip": {
      const flipped = Buffer.from(bytes);
      if (flipped.length > 0) flipped[at] = change.byte;
      return flipped;
    }
    case "cut":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
    case "repeat": {
      const piece = bytes.subarray(at, at + change.length);
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array.from({ length: change.times }, () => piece),
        bytes.subarray(at),
      ]);
    }
    case "end":
      return bytes.subarray(0, at);
    case "splice": {
      const other = samples[change.other % samples.length]?.bytes ?? bytes;
      return Buffer.concat([bytes.subarray(0, at), other.subarray(change.from % other.length)]);
    }
  }
}

/** Read, or said to be unreadable: nothing else. */
async function readsOrRefuses(bytes: Buffer): Promise<"read" | "refused"> {
  const mail = await readReturnedMail(bytes).catch((error: unknown) => {
    expect(error).toBeInstanceOf(Error);
    return null;
  });
  if (mail === null) return "refused";
  readFeedback(SAMPLE_DEPS, { mail, recipient: null, receivedAt: RECEIVED }, "mailbox");
  return "read";
}

describe("a mail that is spoilt", () => {
  it("never breaks the reader, and never moves another digest", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 8 }), async (place, mutations) => {
        const sample = samples[place % samples.length];
        if (sample === undefined) return;
        const spoilt = mutations.reduce(mutate, sample.bytes);
        const mail = await readReturnedMail(spoilt).catch(() => null);
        if (mail === null) return;
        const { feedback } = readFeedback(SAMPLE_DEPS, { mail, recipient: sample.to, receivedAt: RECEIVED }, "smtp");
        for (const { key, at, text, status } of feedback) {
          expect(key === null || (key.memberId === 12 && key.digestId === 345)).toBe(true);
          expect(Number.isNaN(at.getTime())).toBe(false);
          expect(text.length).toBeLessThanOrEqual(500);
          expect(text).not.toMatch(/[\r\n\0]/);
          expect(status === null || /^[245]\.\d{1,3}\.\d{1,3}$/.test(status)).toBe(true);
        }
      }),
      { numRuns: 400, seed: Number(process.env.FUZZ_SEED ?? 20_261_127) },
    );
  });

  const head = "From: <>\r\nTo: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
  const nested = (levels: number, ended: boolean) => {
    const boundaries = Array.from({ length: levels }, (_, level) => `b${level}`);
    const open = boundaries.map((b) => `Content-Type: multipart/mixed; boundary="${b}"\r\n\r\n--${b}\r\n`).join("");
    return `${head}${open}Content-Type: text/plain\r\n\r\nhi\r\n${
      ended
        ? boundaries
            .reverse()
            .map((b) => `--${b}--\r\n`)
            .join("")
        : ""
    }`;
  };
  const report = (status: string) =>
    `${head}Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n${status}\r\n--r--\r\n`;

  it.each([
    ["nothing", ""],
    ["no header", "\r\n\r\nhello"],
    ["NULs", "\0".repeat(100_000)],
    ["a header without an end", `${head}X-Long: ${"a".repeat(600_000)}`],
    ["a header of many lines", `${head}${"X-Many: a\r\n".repeat(80_000)}\r\nhi`],
    ["a folded header", `${head}X-Folded: a\r\n${" b\r\n".repeat(150_000)}\r\nhi`],
    ["a hundred levels", nested(100, true)],
    ["ten thousand levels", nested(10_000, false)],
    [
      "parts without end",
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(40_000)}`,
    ],
    [
      "parameters without end",
      `${head}Content-Type: multipart/report${"; a=b".repeat(20_000)}; boundary=b\r\n\r\n--b--`,
    ],
    ["groups without end", report("Final-Recipient: rfc822; a@b\r\nAction: failed\r\n\r\n".repeat(8_000))],
    [
      "a diagnosis without end",
      report(`Final-Recipient: rfc822; a@b\r\nAction: failed\r\nDiagnostic-Code: ${"5.1.1 user ".repeat(20_000)}`),
    ],
    [
      "addresses without end",
      `${head}\r\nThe following address(es) failed:\r\n${"  a@a@a@a@a@a.example\r\n".repeat(9_000)}`,
    ],
    ["one long address", `${head}\r\nHi. This is the end\r\n\r\n<${"a@".repeat(100_000)}>:\r\nno`],
    ["marks without end", `${head}\r\n${"a@b.example #550 5.1.1 ##\r\n".repeat(9_000)}`],
    ["blanks without end", `${head}\r\nHi. This is the end${" \r\n".repeat(100_000)}`],
    ["a wrong character set", `${head}Content-Type: text/plain; charset=utf-99\r\n\r\n\xff\xfe\x00`],
    ["base64 that is none", `${head}Content-Transfer-Encoding: base64\r\n\r\n${"=?=?".repeat(50_000)}`],
    ["an encoded subject without end", `From: <>\r\nSubject: ${"=?utf-8?Q?=41?= ".repeat(5_000)}\r\n\r\nhi`],
  ])("is done with: %s", async (_, text) => {
    await readsOrRefuses(Buffer.from(text, "latin1"));
  });
});
