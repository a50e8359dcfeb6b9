import { isAddress } from "../../../core/tracking/address.ts";

/** C0, DEL, C1, and the two separators that some software takes for line ends. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const MESSAGE_ID = /^<[!-;=?A-~]{1,240}@[!-;=?A-~]{1,240}>$/;
/** Begins an encoded word (RFC 2047), which parsers decode even where none may be. */
const ENCODED = "=?";
/** Lines end before the thousandth character (RFC 5322, 2.1.1), and are broken only between a word and a gap. */
const MAX_RUN = 500;
const LONG_RUN = new RegExp(`\\S{${MAX_RUN + 1}}|\\s{${MAX_RUN + 1}}`, "u");

/** Why a mail cannot be written, or null. A line end in any of these would write headers of somebody else's choice. */
export function headerFlawOf({
  addresses,
  lines,
  messageId,
}: {
  readonly addresses: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, string>>;
  readonly messageId: string;
}): string | null {
  for (const [which, address] of Object.entries(addresses)) {
    if (!isAddress(address) || address.includes(ENCODED)) return `the ${which} address is not an address`;
  }
  if (!MESSAGE_ID.test(messageId)) return "the Message-ID is not one";
  for (const [which, line] of Object.entries(lines)) {
    if (CONTROL.test(line)) return `the ${which} holds a control character`;
    if (LONG_RUN.test(line)) return `the ${which} holds a word or a gap of more than ${MAX_RUN} characters`;
  }
  return null;
}
