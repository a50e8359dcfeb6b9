import fc from "fast-check";

/** What somebody would write who wants a header, a recipient or a line of their own in a mail. */
export const HOSTILE_PIECES = [
  "\r\nBcc: eve@evil.example",
  "\nBcc: eve@evil.example",
  "\rBcc: eve@evil.example",
  "\r\n\r\n<html>",
  "\n.\nQUIT",
  "\r\n.\r\nMAIL FROM:<eve@evil.example>",
  "\u0000",
  "\u000b",
  "\u001b[31m",
  "\u007f",
  "\u0085Bcc: eve@evil.example",
  "\u2028Bcc: eve@evil.example",
  "\u2029Bcc: eve@evil.example",
  "\u560a\u560dBcc: eve@evil.example",
  "\uff0dBcc\uff1a eve@evil.example",
  "%0d%0aBcc:%20eve@evil.example",
  "=?utf-8?Q?=0D=0ABcc:_eve@evil.example?=",
  "=?utf-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
  "=?us-ascii?Q?a?= =?us-ascii?Q?b?=",
  '"Eve" <eve@evil.example>, ',
  ", eve@evil.example",
  "<eve@evil.example>",
  ">, <eve@evil.example",
  "> SIZE=1 RET=FULL",
  "group: eve@evil.example;",
  "(comment <eve@evil.example>)",
  "\\",
  '"',
  "\ud800",
  "\u202e",
  "é",
  "🎉",
  "x".repeat(3_000),
  "é".repeat(1_000),
  " ".repeat(1_200),
  "\t",
  "@",
  "",
] as const;

/** Of those, and of anything else. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_PIECES) },
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
    ),
    { minLength: 0, maxLength: 3 },
  )
  .map((pieces) => pieces.join(""));

/** Around something that would be good, or in its place. */
export function hostileAround(good: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant(good),
    fc.tuple(hostileText, hostileText).map(([before, after]) => `${before}${good}${after}`),
    hostileText,
    fc.tuple(hostileText, fc.nat(good.length)).map(([text, at]) => `${good.slice(0, at)}${text}${good.slice(at)}`),
  );
}

export interface Head {
  /** In lower case, in their order. */
  readonly names: readonly string[];
  readonly lines: readonly string[];
}

/** The head of a mail, read strictly: every line ends with CRLF and is a field or the rest of one. Throws otherwise. */
export function readHead(message: string): Head {
  const end = message.indexOf("\r\n\r\n");
  if (end < 0) throw new Error("the head has no end");
  const lines = message.slice(0, end).split("\r\n");
  const names: string[] = [];
  for (const line of lines) {
    if (/[^\x20-\x7e\t]/.test(line))
      throw new Error(`a line of the head holds a character that it may not: ${JSON.stringify(line)}`);
    if (line.length > 998) throw new Error(`a line of the head has ${line.length} characters`);
    if (/^[ \t]/.test(line)) {
      if (names.length === 0 || line.trim() === "")
        throw new Error(`a line continues nothing: ${JSON.stringify(line)}`);
      continue;
    }
    const [, name] = /^([!-9;-~]+):/.exec(line) ?? [];
    if (name === undefined) throw new Error(`a line is no field: ${JSON.stringify(line)}`);
    names.push(name.toLowerCase());
  }
  return { names, lines };
}
