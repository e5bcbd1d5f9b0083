import { defineCheck, fail, notApplicable, pass, undecided } from "clausewatch";

export default defineCheck({
  id: "network-serves-one-customer",
  severity: "high",
  title: "No private network holds resources of two customers",
  why: "In a shared network nothing but the rules of a few security groups keeps one customer's servers from another's ePHI.",
  fix: "Move one of the customers into a private network of its own. Where a tag names the wrong customer, correct it.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  scope: "network",
  *judge(proof) {
    for (const { unit, resource, customer, customers, doubts } of proof.networks) {
      const told = { unit, resource, customer };
      const [doubt] = customers.length > 1 ? [] : doubts;
      if (doubt !== undefined) yield { ...told, verdict: undecided(doubt) };
      else if (customers.length === 0) yield { ...told, verdict: notApplicable("no customer's") };
      else if (customers.length === 1) yield { ...told, verdict: pass() };
      else {
        const message = `The private network ${resource.name ?? resource.id} serves ${customers.length} customers: ${customers.join(", ")}`;
        yield { ...told, verdict: fail(message, { evidence: { customers } }) };
      }
    }
  },
});
