import { z } from "clausewatch";

/** The protocols by which a network load balancer passes on what it does not read; a classic one knows TCP alone. QUIC is encrypted by design (RFC 9001), but nothing shows that QUIC is what travels there. */
const passThrough = ["TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"] as const;

export function isPassThrough(protocol: string): boolean {
  return (passThrough as readonly string[]).includes(protocol);
}

const justifiedPort = z.strictObject({
  port: z.int().min(1).max(65_535).describe("The port of the listener or target group"),
  protocol: z.enum(passThrough).optional().describe("Its protocol; any that is passed on unread, if absent"),
  reason: z
    .string()
    .trim()
    .min(1, "say why what travels there is encrypted, or need not be")
    .describe("Why what travels there is encrypted, or need not be"),
});

export const justifiedPorts = z
  .array(justifiedPort)
  .default([])
  .describe("Ports on which a network or classic load balancer may pass on what it does not read, each with a reason");

export function isJustified(
  justified: z.infer<typeof justifiedPorts>,
  { Port, Protocol }: { readonly Port?: number; readonly Protocol: string },
): boolean {
  return justified.some(({ port, protocol = Protocol }) => port === Port && protocol === Protocol);
}
