import { access, defineCheck, notApplicable, type Opening } from "clausewatch";

export default defineCheck({
  id: "server-reached-only-as-registered",
  severity: "high",
  title:
    "Within its network every server and load balancer is reached only on ports that the access register justifies",
  why: "A port that is open between servers for no reason is the way by which one server that was broken into becomes all of them.",
  fix: "Remove or narrow the rules that the finding names. Where the connection must be there, write a row into the access register, with the reason, an owner and a review.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  scope: "network",
  *judge(proof) {
    for (const target of proof.targets) {
      // Databases and bastions have checks of their own.
      if (target.roles.includes("database") || target.roles.includes("bastion")) continue;
      const { unit, resource, customer } = target;
      if (!proof.hasRegister)
        yield { unit, resource, customer, verdict: notApplicable("there is no access register to hold it against") };
      else yield* access.judged(proof, target, proof.openings(target).filter(isOurs));
    }
  },
});

/** From inside; or from the internet, where no group is that the check of groups would tell. Others have checks of their own. */
function isOurs({ from, target, certain }: Opening): boolean {
  // What a group that was not listed lets in, the check of groups cannot tell.
  if (from.kind === "internet") return target.groups.length === 0 || from.through !== null || !certain;
  if (from.kind === "beyond") return target.kind === "load balancer";
  const near = target.kind === "load balancer" || from.vpcs.some((vpc) => target.vpcs.includes(vpc));
  const stranger = target.customer !== null && from.customer !== null && target.customer !== from.customer;
  return !stranger && (near || from.roles.some((role) => role === "load-balancer" || role === "bastion"));
}
