import { defineCheck, ec2, fail, network, notApplicable, pass, undecided, type PrivateNetwork } from "clausewatch";

export default defineCheck({
  id: "customer-networks-do-not-overlap",
  severity: "medium",
  title: "No two customers have addresses in common",
  why: "Where two customers have the same addresses, no rule, log or route can tell whose server is meant.",
  fix: "Build a network with addresses of its own for one of the two, and move what is in this one.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  *judge(proof) {
    const ranges = proof.networks
      .flatMap((owner) => owner.blocks.map((block) => ({ owner, block, ...rangeOf(block) })))
      .sort((a, b) => a.from - b.from || a.to - b.to);
    const fails = new Map<PrivateNetwork, Map<string, ReturnType<typeof fail>>>();
    const open: typeof ranges = [];
    for (const range of ranges) {
      for (let i = open.length - 1; i >= 0; i--) if (open[i]!.to <= range.from) open.splice(i, 1);
      for (const other of open) {
        for (const [one, two] of [
          [range, other],
          [other, range],
        ] as const) {
          if (!areStrangers(one.owner, two.owner)) continue;
          const found = fails.get(one.owner) ?? new Map<string, ReturnType<typeof fail>>();
          fails.set(one.owner, found.set(`${one.block} ${two.owner.resource.id} ${two.block}`, failOf(one, two)));
        }
      }
      open.push(range);
    }
    for (const owner of proof.networks) {
      const { unit, resource, customer, customers, doubts } = owner;
      const found = fails.get(owner);
      const unread = proof.unread.find(({ listing }) => listing === ec2.vpcs.id);
      const missing =
        doubts[0] ??
        (unread && `the private networks of ${unread.unit.account} in ${unread.unit.region} were not read`);
      const clear =
        missing !== undefined ? undecided(missing) : customers.length === 0 ? notApplicable("no customer's") : pass();
      yield { unit, resource, customer, verdict: found === undefined ? clear : [...found.values()] };
    }
  },
});

function rangeOf(block: string): { readonly from: number; readonly to: number } {
  const [from = 0, to = 0] = network.parseAddresses([block]).ipv4;
  return { from, to };
}

function areStrangers(one: PrivateNetwork, other: PrivateNetwork): boolean {
  return one.customers.some((customer) => other.customers.some((theirs) => theirs !== customer));
}

function failOf(
  one: { readonly owner: PrivateNetwork; readonly block: string },
  two: { readonly owner: PrivateNetwork; readonly block: string },
) {
  const [name, other] = [one, two].map(({ owner }) => owner.resource.name ?? owner.resource.id);
  const whose = two.owner.customers.join(", ");
  return fail(
    `The private network ${name} has addresses (${one.block}) that ${other} of ${whose} has too (${two.block})`,
    {
      key: `${one.block} and ${two.block} of ${two.owner.resource.id}`,
    },
  );
}
