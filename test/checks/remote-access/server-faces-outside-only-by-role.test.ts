import check from "../../../checks/remote-access/server-faces-outside-only-by-role.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY, REGISTER, WITHOUT } from "../network-world.ts";

const facing = () => company({ app: ["tcp/8080 0.0.0.0/0"], appIps: ["198.51.100.5"] });

testNetworkCheck(check, [
  {
    name: "by the load balancer and the bastion",
    ...COMPANY,
    world: company,
    says: { "i-app": "pass", "i-bastion": [], "i-db": [], records: [] },
  },
  {
    name: "the internet, straight, whatever the register says",
    ...COMPANY,
    rows: [...REGISTER, row("all", "internet", "application", "tcp")],
    world: facing,
    says: { "i-app": ["tcp/8080 from 0.0.0.0/0", "tcp/8080 from 10.9.0.0/16 beyond vgw-1"] },
    words: /though its roles \(application\) do not face the internet/,
  },
  {
    name: "a role that may face the internet",
    ...COMPANY,
    params: { facingRoles: ["application"] },
    rows: [...REGISTER, row("vpn", "10.9.0.0/16", "application", "tcp")],
    world: facing,
    says: { "i-app": "pass" },
  },
  {
    name: "another network of the same customer",
    ...COMPANY,
    customers: { alder: ["vpc-alder", "vpc-birch"] },
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    says: { "i-app": ["tcp/8080 from application of alder"] },
  },
  {
    name: "another customer has a check of its own",
    ...COMPANY,
    world: () => company({ app: ["tcp/8080 10.2.0.0/16"] }),
    says: { "i-app": "pass" },
  },
  {
    name: "a VPN; on a port that a row justifies not",
    ...COMPANY,
    rows: [...REGISTER, row("vpn", "10.9.0.0/16", "application", "tcp/80")],
    world: () => company({ app: ["tcp/80-81 10.9.0.0/16"] }),
    says: { "i-app": ["tcp/81 from 10.9.0.0/16 beyond vgw-1"] },
  },
  {
    name: "no register, and no other network",
    ...WITHOUT,
    world: company,
    says: { "i-app": "pass" },
  },
  {
    name: "no register, and another network",
    ...WITHOUT,
    world: () => company({ app: ["tcp/80 10.9.0.0/16"] }),
    says: { "i-app": "not-applicable" },
  },
  {
    name: "a transit gateway is not modelled",
    ...COMPANY,
    world: () => company({ app: ["tcp/80 10.8.0.0/16"], routes: ["10.8.0.0/16 tgw-1"] }),
    says: { "i-app": "undecided", "i-birch": "pass" },
    words: /tgw-1/,
  },
]);
