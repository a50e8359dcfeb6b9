import { domainOf } from "../mail.ts";

/** The domain that a mail to this address goes to: lower case, punycode, without the root's dot. */
export function recipientDomain(address: string): string {
  const domain = domainOf(address.trim()).replace(/\.$/, "");
  if (/^[a-z0-9.-]*$/.test(domain)) return domain;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : domain;
}
