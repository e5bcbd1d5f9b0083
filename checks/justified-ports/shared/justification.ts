import { network, z } from "clausewatch";

/** Puts what a parser says of a text where the configuration's reader finds it. */
function complain(context: z.RefinementCtx, path: (string | number)[], parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    context.addIssue({ code: "custom", path, message: (error as Error).message });
  }
}

const justification = z
  .strictObject({
    protocol: z.union([z.string(), z.int()]).describe("tcp, udp, icmp, icmpv6, the number of another protocol, or all"),
    ports: z
      .union([z.string(), z.int()])
      .describe("Of tcp and udp: 443, 8000-8100 or all. Of icmp: a type (8), type/code (3/4) or all. Otherwise: all"),
    from: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        "The CIDR blocks that may come in, IPv4 or IPv6; the whole internet, if this and prefixLists are absent",
      ),
    prefixLists: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "The ids or names of prefix lists: what they hold when they are read may come in, beside what from says",
      ),
    groups: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("The ids or names of the security groups that may open it; every group, if absent"),
    reason: z.string().trim().min(1, "say why the port must be open").describe("Why the port must be open"),
  })
  .superRefine(({ protocol, ports, from = [] }, context) => {
    complain(context, ["ports"], () => network.parsePorts(String(protocol), String(ports)));
    for (const [i, cidr] of from.entries()) complain(context, ["from", i], () => network.parseCidr(cidr));
  });

export const justifications = z.array(justification).default([]).describe("What may be open to the internet, and why");

/** A justification, read. */
export interface Justified {
  readonly ports: network.Ports;
  readonly from: network.AddressSet;
  readonly written: z.infer<typeof justification>;
}

/** What the configuration justifies for a security group; `cidrsOf` gives what the prefix list of this id or name holds. */
export function justifiedFor(
  { GroupId, GroupName }: { readonly GroupId: string; readonly GroupName: string },
  all: z.infer<typeof justifications>,
  cidrsOf: (list: string) => readonly string[],
): Justified[] {
  return all
    .filter(({ groups }) => groups === undefined || groups.includes(GroupId) || groups.includes(GroupName))
    .map((written) => ({
      ports: network.parsePorts(String(written.protocol), String(written.ports)),
      from:
        written.from === undefined && written.prefixLists === undefined
          ? network.allAddresses
          : network.parseAddresses([...(written.from ?? []), ...(written.prefixLists ?? []).flatMap(cidrsOf)]),
      written,
    }));
}

/** What is justified for one family, all rows together. */
export function reachOf<F extends network.Family>(
  family: F,
  justified: readonly Justified[],
): network.Reach<network.PointOf[F]>[] {
  return network.reachOf(justified.map(({ ports, from }) => ({ ports, from: from[family] })));
}
