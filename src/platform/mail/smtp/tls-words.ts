/** OpenSSL's own words name its source files and no cause that a person knows. Other texts stay as they are. */
export function sayTlsTrouble(text: string): string {
  if (!/SSL routines|ssl3_|openssl|\.c:\d+/i.test(text)) return text;
  if (/wrong version number|packet length too long|unknown protocol/i.test(text)) {
    return "it does not speak TLS from the first byte on this port (wrong version number)";
  }
  const cause = text
    .split(":")
    .map((part) => part.trim())
    .filter((part) => /^[a-z][a-z0-9 /-]+ [a-z0-9 /-]+$/i.test(part) && !/routines|\.c$/.test(part));
  return `the TLS handshake failed${cause.length === 0 ? "" : ` (${cause[0]})`}`;
}
