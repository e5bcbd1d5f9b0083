import { access, defineCheck, notApplicable, z, type Opening, type Target } from "clausewatch";

export default defineCheck({
  id: "server-faces-outside-only-by-role",
  severity: "critical",
  title: "Servers are reached from outside their network only through load balancers and the bastion",
  why: "A server that the internet or another network reaches by itself is outside of all that load balancers and the bastion see, log and refuse.",
  fix: "Remove the rule or the public address, and let requests come through a load balancer and administrators through the bastion. Where a connection from another network must be there, write a row into the access register.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
    "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  params: z.strictObject({
    facingRoles: z
      .array(z.string())
      .default(["bastion", "load-balancer"])
      .describe("The roles that may be reached from the internet, as far as the access register justifies it."),
  }),
  *judge(proof, { facingRoles }) {
    const faces = ({ roles }: Target) => roles.some((role) => facingRoles.includes(role));
    for (const target of proof.targets) {
      // Databases and bastions have checks of their own.
      if (target.roles.some((role) => role === "database" || role === "bastion") || target.kind === "load balancer")
        continue;
      // What load balancers hand on is how requests are meant to come.
      const facing = faces(target) ? [] : proof.facing(target).filter(({ from }) => from.through === null);
      const others = proof.openings(target).filter((opening) => isFromOutside(opening));
      const { unit, resource, customer, doubts } = target;
      if (!proof.hasRegister && others.length > 0 && facing.length + doubts.length === 0)
        yield { unit, resource, customer, verdict: notApplicable(NO_REGISTER) };
      else
        yield* access.judged(proof, target, [...facing, ...(proof.hasRegister ? others : [])], ({ from }) =>
          from.kind === "internet" ? `though its roles (${target.roles.join(", ")}) do not face the internet` : null,
        );
    }
  },
});

/** It does not face the internet; other networks reach it, and nobody wrote down whether they may. */
const NO_REGISTER = "no access register says which other networks may reach it";

/** From beyond the estate, or from hosts of another VPC that are no other customer's: these have a check of their own. */
function isFromOutside({ from, target }: Opening): boolean {
  if (from.kind === "beyond") return true;
  if (from.kind === "internet" || from.roles.some((role) => role === "load-balancer" || role === "bastion"))
    return false;
  const stranger = target.customer !== null && from.customer !== null && target.customer !== from.customer;
  return !stranger && from.vpcs.every((vpc) => !target.vpcs.includes(vpc));
}
