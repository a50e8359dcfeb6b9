import { BlockList, isIP } from "node:net";
import type { Networks } from "../../delivery/authentication/ports.ts";

const kindOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** RFC 1918, 6598, 3927, 4193, 4291: none of these is seen outside. */
const INTERNAL = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  INTERNAL.addSubnet(network, prefix, kindOf(network));
}

export const NETWORKS: Networks = {
  contains: ({ address: network, prefix }, address) => {
    if (isIP(network) === 0 || isIP(network) !== isIP(address)) return false;
    if (prefix > (isIP(network) === 4 ? 32 : 128)) return false;
    const list = new BlockList();
    list.addSubnet(network, prefix, kindOf(network));
    return list.check(address, kindOf(address));
  },
  isInternal: (address) => INTERNAL.check(address, kindOf(address)),
};
