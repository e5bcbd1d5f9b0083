import { access, defineCheck, notApplicable, type Opening } from "clausewatch";

export default defineCheck({
  id: "customers-do-not-reach-each-other",
  severity: "critical",
  title: "No connection leads from one customer's servers to another's",
  why: "A flaw or an intruder at one customer must end there: where networks lead into each other, it is everybody's.",
  fix: "Remove the peering, the route or the rules that the finding names. Where two customers agreed to exchange data, write a row into the access register that names both.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  *judge(proof) {
    for (const target of proof.targets) {
      const { unit, resource, customer } = target;
      if (customer === null && target.doubts.length === 0)
        yield { unit, resource, customer, verdict: notApplicable("no customer's") };
      else
        yield* access.judged(proof, target, proof.openings(target).filter(isStrange), ({ from }) =>
          from.customer === null ? null : `which belongs to ${from.customer}, while it belongs to ${customer}`,
        );
    }
  },
});

function isStrange({ from, target, certain }: Opening): boolean {
  if (target.customer === null) return false;
  // Whose the servers behind something are that was not read, or is not modelled, nobody can say.
  if (from.kind === "beyond" && !certain) return true;
  return from.customer !== null && from.customer !== target.customer;
}
