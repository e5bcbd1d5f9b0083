import check from "../../../checks/justified-ports/access-row-is-used.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY, REGISTER } from "../network-world.ts";

testNetworkCheck(check, [
  { name: "all are", ...COMPANY, world: company, says: Object.fromEntries(REGISTER.map(({ id }) => [id, "pass"])) },
  {
    name: "nobody of the one, no port of the other",
    ...COMPANY,
    world: company,
    rows: [row("role", "bastions", "application", "tcp/22"), row("port", "bastion", "application", "tcp/23")],
    says: { role: [""], port: [""] },
  },
  {
    name: "the second of two for the same",
    ...COMPANY,
    world: company,
    rows: [row("wide", "bastion", "application", "tcp"), row("narrow", "bastion", "application", "tcp/22")],
    says: { wide: "pass", narrow: "pass" },
  },
  {
    name: "what leaves the networks is not judged",
    ...COMPANY,
    world: company,
    rows: [row("out", "application", "internet", "tcp/443")],
    says: { out: "not-applicable" },
  },
  {
    name: "what may use it was not read",
    ...COMPANY,
    world: company,
    unread: ["ec2.instances"],
    rows: [row("role", "monitoring", "application", "tcp/22")],
    says: { role: "undecided" },
  },
]);
