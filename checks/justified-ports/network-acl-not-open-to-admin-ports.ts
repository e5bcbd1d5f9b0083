import {
  defineCheck,
  ec2,
  fail,
  network,
  notApplicable,
  pass,
  undecided,
  z,
  type Fail,
  type ItemOf,
} from "clausewatch";

type Entries = ItemOf<typeof ec2.networkAcls>["Entries"];

const familyNames = { ipv4: "IPv4", ipv6: "IPv6" } as const;

const bits = { ipv4: 32n, ipv6: 128n } as const;

/** Prefix lengths: of the widest single block, and of one as wide as all blocks together may be. */
interface Limits {
  readonly widest: number;
  readonly together: number;
}

/** The blocks of public addresses that may reach the TCP port, where one or all of them are wider than allowed; else none. */
function openTo<F extends network.Family>(family: F, port: number, entries: Entries, limits: Limits): string[] {
  const admitted = network.admittedTo(network.portRange(6, port, port)[0], family, entries);
  const inside: network.IntervalSet<network.PointOf[F]> = network.nonPublicSpace[family];
  const blocks = network.looseCidrsOf(family, admitted, inside);
  const most = 1n << (bits[family] - BigInt(Math.min(limits.together, limits.widest)));
  const tooMany = network.sizeOf(network.subtract(admitted, inside)) > most;
  return tooMany || blocks.some((block) => Number(block.split("/")[1]) < limits.widest) ? blocks : [];
}

export default defineCheck({
  id: "network-acl-not-open-to-admin-ports",
  severity: "medium",
  title: "No network ACL lets everybody to administrative ports",
  why: "A network ACL is the second fence: where it lets the whole internet to SSH or remote desktop, one wrong rule of one security group is enough to expose a server.",
  fix: "Add inbound rules with low numbers that allow the administrative ports from the addresses of administrators, and deny them from everywhere else, before the rules that allow the rest; mind that a rule for return traffic (ports 1024-65535) opens port 3389 too.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html",
    "https://docs.aws.amazon.com/config/latest/developerguide/nacl-no-unrestricted-ssh-rdp.html",
    "https://www.iana.org/assignments/ipv4-address-space",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.networkAcls,
  params: z.strictObject({
    ports: z
      .array(z.int().min(0).max(65_535))
      .min(1)
      .default([22, 3389])
      .describe("The TCP ports by which servers are administered; SSH and remote desktop, if absent"),
    widest: z
      .strictObject({
        ipv4: z.int().min(0).max(32).default(8).describe("Prefix length; 8 if absent"),
        ipv6: z.int().min(0).max(128).default(16).describe("Prefix length; 16 if absent"),
      })
      .prefault({})
      .describe(
        "The widest block of public addresses that may reach these ports; a wider one counts as everywhere, for no organisation has it to itself",
      ),
    together: z
      .strictObject({
        ipv4: z.int().min(0).max(32).default(6).describe("Prefix length; 6 if absent, which is four blocks of /8"),
        ipv6: z.int().min(0).max(128).default(14).describe("Prefix length; 14 if absent, which is four blocks of /16"),
      })
      .prefault({})
      .describe(
        "How many public addresses may reach one of these ports, all blocks together: as many as are in one block of this length, or of that of widest where that is wider; more count as everywhere, however they are split",
      ),
  }),
  judge: ({ NetworkAclId, VpcId, Associations, Entries }, _tables, { ports, widest, together }) => {
    if (Associations.length === 0) return notApplicable("no subnet has the network ACL");
    const name = `Network ACL ${NetworkAclId} of ${VpcId}`;
    const fails = [...new Set(ports)].flatMap((port) =>
      (["ipv4", "ipv6"] as const).flatMap((family): Fail[] => {
        const blocks = openTo(family, port, Entries, { widest: widest[family], together: together[family] });
        if (blocks.length === 0) return [];
        return [
          fail(`${name} lets ${network.textOfBlocks(blocks)} in to tcp/${port}`, {
            key: `tcp/${port} over ${familyNames[family]}`,
            evidence: { from: blocks.slice(0, 50), blocks: blocks.length, subnets: Associations.length },
          }),
        ];
      }),
    );
    if (fails.length > 0) return fails;
    const [unreadable] = network.unreadableOf(Entries);
    return unreadable === undefined ? pass() : undecided(`${name} has a rule with ${unreadable}`);
  },
});
