const CR = 13;
const LF = 10;

/** Whether every line ends with CRLF, and nothing else looks like a line end. */
function hasOnlyCrlf(message: Buffer): boolean {
  for (let at = message.indexOf(LF); at >= 0; at = message.indexOf(LF, at + 1))
    if (message[at - 1] !== CR) return false;
  for (let at = message.indexOf(CR); at >= 0; at = message.indexOf(CR, at + 1))
    if (message[at + 1] !== LF) return false;
  return true;
}

/** The bytes as they go over the wire: SMTP knows no line end but CRLF, and the connection writes it where it is missing. */
export function asSent(message: Uint8Array): Buffer {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  if (hasOnlyCrlf(bytes)) return bytes;
  return Buffer.from(bytes.toString("latin1").replace(/\r\n|\r|\n/g, "\r\n"), "latin1");
}

/** RFC 6376, 3.4.2. `field`: name, colon and value, folded or not, without its last line end. */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(":");
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376, 3.4.4, of a body whose lines end with CRLF. */
export function relaxedBody(body: string): string {
  const whole = body.endsWith("\r\n") ? body : `${body}\r\n`;
  const canonical = whole.replace(/[ \t]+(\r\n)?/g, (_, lineEnd?: string) => lineEnd ?? " ");
  let end = canonical.length;
  const isEmptyLine = () =>
    canonical.startsWith("\r\n", end - 2) && (end === 2 || canonical.startsWith("\r\n", end - 4));
  while (end > 0 && isEmptyLine()) end -= 2;
  return canonical.slice(0, end);
}
