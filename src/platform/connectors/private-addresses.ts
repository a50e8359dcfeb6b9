import { BlockList, isIP } from "node:net";

/** Addresses that the public Internet does not route: RFC 6890 and its kin. */
const NOT_PUBLIC_V4 = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  NOT_PUBLIC_V4.addSubnet(network, bits, "ipv4");
}
// A list of its own: an IPv4 address counts as ::ffff:0:0/96 in a list that holds IPv6.
const NOT_PUBLIC_V6 = new BlockList();
// Only 2000::/3 is given out; of it, what tunnels to IPv4 and what is for documents is left out too.
for (const [network, bits] of [
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
] as const) {
  NOT_PUBLIC_V6.addSubnet(network, bits, "ipv6");
}

/** `address` is an IP address, without brackets. IPv4 inside of IPv6 counts as IPv6 that is not public. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !NOT_PUBLIC_V4.check(address, "ipv4");
  return family === 6 && !NOT_PUBLIC_V6.check(address, "ipv6");
}
