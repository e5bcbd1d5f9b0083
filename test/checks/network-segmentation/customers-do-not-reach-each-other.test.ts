import check from "../../../checks/network-segmentation/customers-do-not-reach-each-other.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY, REGISTER } from "../network-world.ts";

const both = [row("both", { customer: "birch" }, { customer: "alder" }, "tcp/8080")];

testNetworkCheck(check, [
  { name: "a peering that no rule uses", ...COMPANY, world: company, says: { "i-app": "pass", "i-birch": "pass" } },
  {
    name: "a rule for the other's addresses",
    ...COMPANY,
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    says: { "i-app": ["tcp/8080 from application of birch"], "i-birch": "pass" },
    words: /which belongs to birch, while it belongs to alder/,
  },
  {
    name: "a row for roles alone lets nobody across; one that names both does",
    ...COMPANY,
    rows: [...REGISTER, row("roles", "application", "application", "tcp/8080")],
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    says: { "i-app": ["tcp/8080 from application of birch"] },
  },
  {
    name: "a row that names both",
    ...COMPANY,
    rows: both,
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    says: { "i-app": "pass" },
  },
  {
    name: "what is no customer's",
    ...COMPANY,
    customers: { birch: ["vpc-birch"] },
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    says: { "i-app": "not-applicable" },
  },
  {
    name: "a peered network that was not read may be anybody's",
    ...COMPANY,
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    change: (listing, item) =>
      listing === "ec2.vpcs" && item.VpcId === "vpc-birch" ? { ...item, VpcId: "vpc-else" } : item,
    says: { "i-app": "undecided", records: "pass" },
    words: /pcx-1/,
  },
]);
