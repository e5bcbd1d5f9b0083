import ipaddr from "ipaddr.js";

/** Where clouds give credentials to whoever asks from within, beyond what is link-local anyway. */
const METADATA = new Set(
  ["fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"].map((text) =>
    ipaddr.parse(text).toNormalizedString(),
  ),
);

/**
 * Whether nothing of ours may connect to the address unless somebody allows it: link-local addresses and those of cloud
 * metadata services, however they are written, and what stands for the machine itself without naming it.
 */
export function isForbidden(address: string): boolean {
  const parsed = ipaddr.process(address.replace(/%.*$/, ""));
  const range = parsed.range();
  if (range === "linkLocal" || range === "unspecified") return true;
  // An IPv4 address within an IPv6 one is reached through a translator.
  const inner = parsed.kind() === "ipv6" ? embedded(parsed as ipaddr.IPv6) : null;
  if (inner !== null) return isForbidden(inner);
  return METADATA.has(parsed.toNormalizedString());
}

function embedded(address: ipaddr.IPv6): string | null {
  const { parts } = address;
  const range = address.range();
  if (range === "rfc6052" || range === "rfc6145") return dotted(parts[6]!, parts[7]!);
  if (range === "6to4") return dotted(parts[1]!, parts[2]!);
  // "IPv4-compatible", which RFC 4291 gave up; not ::1.
  if (parts[6] !== 0 && parts.slice(0, 6).every((part) => part === 0)) return dotted(parts[6]!, parts[7]!);
  return null;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
