/**
 * The addresses that a packet from the internet can come from.
 *
 * Left out is what the IANA registries say is not globally reachable, and multicast, which is no source of a packet:
 *   https://www.iana.org/assignments/iana-ipv4-special-registry
 *   https://www.iana.org/assignments/iana-ipv6-special-registry
 *   https://www.iana.org/assignments/ipv6-unicast-address-assignments (nothing outside 2000::/3 is assigned)
 * In doubt a block counts as public, for then a mistake shows itself. So do blocks that the registry answers with
 * "N/A" (6to4, Teredo) and those for documentation: nobody routes them, and examples are told with them.
 */
import { allAddresses, parseAddresses, type AddressSet } from "./addresses.ts";
import { subtract, union } from "./intervals.ts";

const notReachable = [
  "0.0.0.0/8", // this network, RFC 791
  "10.0.0.0/8", // private use, RFC 1918
  "100.64.0.0/10", // shared address space, RFC 6598
  "127.0.0.0/8", // loopback, RFC 1122
  "169.254.0.0/16", // link local, RFC 3927
  "172.16.0.0/12", // private use, RFC 1918
  "192.0.0.0/24", // IETF protocol assignments, RFC 6890
  "192.168.0.0/16", // private use, RFC 1918
  "198.18.0.0/15", // benchmarking, RFC 2544
  "224.0.0.0/4", // multicast, RFC 5771
  "240.0.0.0/4", // reserved, and limited broadcast, RFC 1112 and RFC 8190
  "::/3", // unspecified, loopback, IPv4-mapped, discard-only; otherwise unassigned, RFC 4291
  "2001::/23", // IETF protocol assignments, RFC 2928
  "4000::/2", // unassigned, and segment routing identifiers, RFC 9602
  "8000::/1", // unassigned, unique local, link local, multicast, RFC 4193 and RFC 4291
];

/** Parts of these that are reachable all the same. */
const reachable = [
  "192.0.0.9/32", // port control protocol anycast, RFC 7723
  "192.0.0.10/32", // TURN anycast, RFC 8155
  "64:ff9b::/96", // IPv4 through a translator, RFC 6052
  "2001::/32", // Teredo, RFC 4380
  "2001:1::1/128", // port control protocol anycast, RFC 7723
  "2001:1::2/128", // TURN anycast, RFC 8155
  "2001:1::3/128", // DNS service registration anycast, RFC 9665
  "2001:3::/32", // AMT, RFC 7450
  "2001:4:112::/48", // AS112, RFC 7535
  "2001:20::/28", // ORCHIDv2, RFC 7343
  "2001:30::/28", // drone remote identification, RFC 9374
];

const excluded = parseAddresses(notReachable);
const restored = parseAddresses(reachable);

export const publicSpace: AddressSet = {
  ipv4: union(subtract(allAddresses.ipv4, excluded.ipv4), restored.ipv4),
  ipv6: union(subtract(allAddresses.ipv6, excluded.ipv6), restored.ipv6),
};

/** Everything else: private, local, reserved, multicast. */
export const nonPublicSpace: AddressSet = {
  ipv4: subtract(allAddresses.ipv4, publicSpace.ipv4),
  ipv6: subtract(allAddresses.ipv6, publicSpace.ipv6),
};
