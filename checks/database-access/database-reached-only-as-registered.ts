import { access, defineCheck, notApplicable } from "clausewatch";

export default defineCheck({
  id: "database-reached-only-as-registered",
  severity: "critical",
  title: "Databases are reached only as the access register says, and never from the internet or another customer",
  why: "Whoever can open a connection to a database needs one password, or one flaw in it, to read the ePHI of everybody in it.",
  fix: "Remove or narrow the rules that the finding names. Where the connection must be there, write a row into the access register, with the reason, an owner and a review.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  *judge(proof) {
    for (const target of proof.targets) {
      if (!target.roles.includes("database")) continue;
      // No row justifies the internet.
      const facing = proof.facing(target);
      const others = proof.openings(target).filter(({ from }) => from.kind !== "internet");
      const told = proof.hasRegister ? others : others.filter(({ from }) => isStranger(target.customer, from.customer));
      const { unit, resource, customer, doubts } = target;
      if (!proof.hasRegister && [...facing, ...told, ...doubts].length === 0)
        yield { unit, resource, customer, verdict: notApplicable(NO_REGISTER) };
      else
        yield* access.judged(proof, target, [...facing, ...told], ({ from }) =>
          from.kind === "internet"
            ? "which nothing justifies: databases are not reached from the internet"
            : isStranger(target.customer, from.customer)
              ? "which belongs to another customer"
              : null,
        );
    }
  },
});

/** Neither the internet nor another customer reaches it; whether everybody else may, nobody wrote down. */
const NO_REGISTER = "no access register says who may reach it";

function isStranger(customer: string | null, other: string | null): boolean {
  return customer !== null && other !== null && customer !== other;
}
