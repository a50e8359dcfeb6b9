/** RFC 2606 and 6761: set aside for examples, tests and this machine; a mail from there or a link to there reaches nobody. */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)\.?$/i;

/** Whether nobody can own that domain, or a part of it. */
export function isReservedDomain(domain: string): boolean {
  return RESERVED.test(domain);
}
