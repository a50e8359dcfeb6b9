import { TextDecoder } from "node:util";

const DECLARED = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i;
const CHARSET = /charset\s*=\s*["']?([\w.:-]+)/i;

/**
 * Bytes to text: the byte order mark decides, then the server's charset, then the XML declaration, then UTF-8. What claims
 * to be UTF-8 and is not is read as windows-1252, which is what such feeds are, and said.
 */
export function decodeFeed(
  bytes: Uint8Array,
  contentType: string | undefined,
): { readonly text: string; readonly notices: readonly string[] } {
  const start = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const named = markOf(bytes) ?? CHARSET.exec(contentType ?? "")?.[1] ?? DECLARED.exec(start)?.[1] ?? "utf-8";
  const notices: string[] = [];
  const label = isKnown(named) ? named : "utf-8";
  if (label !== named) notices.push(`It says that it is in "${named}", which is not known: it is read as UTF-8.`);
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), notices };
  } catch {
    notices.push(`It says that it is in ${label}, and is not: it is read as windows-1252.`);
    return { text: new TextDecoder("windows-1252").decode(bytes), notices };
  }
}

function markOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
}

function isKnown(label: string): boolean {
  try {
    return new TextDecoder(label) !== null;
  } catch {
    return false;
  }
}
