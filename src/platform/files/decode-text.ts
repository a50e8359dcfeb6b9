import { TextDecoder } from "node:util";

/**
 * Bytes to text. A byte order mark decides; without one the text is UTF-8 until a byte that UTF-8 does not allow. If all
 * before it was plain ASCII, the rest is windows-1252, as Excel writes it; else the byte is damage and becomes U+FFFD.
 */
export class TextReader {
  readonly notices: string[] = [];
  #decoder: TextDecoder | null = null;
  #isStrict = false;
  #sawBeyondAscii = false;
  /** The beginning of a character whose other bytes have not come yet. */
  #half: Uint8Array = new Uint8Array();

  decode(bytes: Uint8Array): string {
    this.#decoder ??= this.#choose(bytes);
    return this.#run(bytes, true);
  }

  /** What is left at the end: half a character, if anything. */
  end(): string {
    return this.#decoder === null ? "" : this.#run(new Uint8Array(), false);
  }

  #choose(bytes: Uint8Array): TextDecoder {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return this.#announce("utf-16le", "UTF-16");
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return this.#announce("utf-16be", "UTF-16");
    // A first character of ASCII with a zero beside it: UTF-16 without its mark.
    if (bytes[0] && bytes[1] === 0) return this.#announce("utf-16le", "UTF-16");
    if (bytes[0] === 0 && bytes[1]) return this.#announce("utf-16be", "UTF-16");
    this.#isStrict = true;
    return new TextDecoder("utf-8", { fatal: true });
  }

  #announce(encoding: string, said: string): TextDecoder {
    this.notices.push(`The text is read as ${said}.`);
    return new TextDecoder(encoding);
  }

  #run(bytes: Uint8Array, stream: boolean): string {
    const decoder = this.#decoder as TextDecoder;
    try {
      const text = decoder.decode(bytes, { stream });
      if (this.#isStrict) this.#half = halfAtEnd(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is what is asked for
      if (this.#isStrict && !this.#sawBeyondAscii) this.#sawBeyondAscii = /[^\u0000-\u007f]/.test(text);
      return text;
    } catch (error) {
      if (!this.#isStrict) throw error;
      return this.#fallBack(Buffer.concat([this.#half, bytes]), stream);
    }
  }

  #fallBack(bytes: Uint8Array, stream: boolean): string {
    this.#isStrict = false;
    if (!this.#sawBeyondAscii && !hasBeyondAsciiUtf8(bytes))
      this.#decoder = this.#announce("windows-1252", "windows-1252 (as Excel writes it)");
    else {
      this.notices.push("Some bytes are not UTF-8: they were read as �.");
      this.#decoder = new TextDecoder("utf-8");
    }
    return this.#decoder.decode(bytes, { stream });
  }
}

/** The last bytes, where they begin a character of UTF-8 and do not end it. */
function halfAtEnd(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.subarray(bytes.length - back) : new Uint8Array();
  }
  return new Uint8Array();
}

/** Whether anything beyond ASCII stands before the first byte that is no UTF-8. */
function hasBeyondAsciiUtf8(bytes: Uint8Array): boolean {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  if (first < 0) return false;
  const length = [2, 3, 4].find((size) => isUtf8(bytes.subarray(first, first + size)));
  return length !== undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).length > 0;
  } catch {
    return false;
  }
}
