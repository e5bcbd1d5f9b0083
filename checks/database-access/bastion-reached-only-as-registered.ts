import { access, defineCheck, network, notApplicable, type Opening } from "clausewatch";

export default defineCheck({
  id: "bastion-reached-only-as-registered",
  severity: "critical",
  title: "The bastion is reached only from the addresses of the access register, and never from the whole internet",
  why: "The bastion leads to every server and database: whoever gets in there is where the policy says that nobody else can be.",
  fix: "Remove or narrow the rules that the finding names to the addresses that administrators come from, and write these into the access register.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  *judge(proof) {
    const behind = proof.access.rows.filter(
      ({ from, to }) => from.some(({ role }) => role === "bastion") && to.some(({ role }) => role === "database"),
    );
    const taint = behind.length === 0 ? "" : `; by the row "${behind[0]!.id}" the databases stand behind it`;
    for (const target of proof.targets) {
      if (!target.roles.includes("bastion")) continue;
      const { unit, resource, customer } = target;
      const world = proof.facing(target).filter(({ from }) => from.whole);
      // A row that lets the whole internet in does not count: the policy asks for addresses.
      const others = proof.openings(target).filter((opening) => !world.some((all) => isPartOf(opening, all)));
      if (!proof.hasRegister && world.length + target.doubts.length === 0)
        yield { unit, resource, customer, verdict: notApplicable("no access register says who may reach it") };
      else
        yield* access.judged(proof, target, [...world, ...(proof.hasRegister ? others : [])], ({ from }) =>
          from.whole ? `and whoever gets in is trusted by all servers${taint}` : null,
        );
    }
  },
});

/** What is left of an opening to the whole internet once the register is taken off is no other finding. */
function isPartOf({ from, set, certain }: Opening, all: Opening): boolean {
  return (
    from.kind === "internet" &&
    from.family === all.from.family &&
    from.through === all.from.through &&
    (all.certain || !certain) &&
    network.covers(network.fromRanges(pairsOf(all.set)), network.fromRanges(pairsOf(set)))
  );
}

function pairsOf(set: Opening["set"]): [number, number][] {
  return set.flatMap((end, i) => (i % 2 === 0 ? [[end, set[i + 1]!] as [number, number]] : []));
}
