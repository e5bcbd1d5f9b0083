import check from "../../../checks/database-access/bastion-reached-only-as-registered.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY, loadBalancer, REGISTER, targetGroup, WITHOUT } from "../network-world.ts";

testNetworkCheck(check, [
  { name: "from registered addresses", ...COMPANY, world: company, says: { "i-bastion": "pass", "i-app": [] } },
  {
    name: "the internet in two halves; what is left of it once the register is taken off is no other finding",
    ...COMPANY,
    world: () => company({ bastion: ["tcp/22 0.0.0.0/1", "tcp/22 128.0.0.0/1"] }),
    says: {
      "i-bastion": [
        "tcp/22 from 0.0.0.0/0",
        "tcp/22 from 10.9.0.0/16 beyond vgw-1",
        "tcp/22 from application of alder",
        "tcp/22 from application of birch",
      ],
    },
    words:
      /the whole IPv4 internet, and whoever gets in is trusted by all servers; by the row "ssh" the databases stand/,
  },
  {
    name: "the whole internet, though a row lets it in",
    ...COMPANY,
    rows: [...REGISTER, row("all", "internet", "bastion", "tcp/22")],
    world: () => company({ bastion: ["tcp/22 0.0.0.0/0"] }),
    says: { "i-bastion": ["tcp/22 from 0.0.0.0/0", "tcp/22 from 10.9.0.0/16 beyond vgw-1", "tcp/22 from application of alder", "tcp/22 from application of birch"] }, // prettier-ignore
  },
  {
    name: "addresses beside the registered ones",
    ...COMPANY,
    world: () => company({ bastion: ["tcp/22 203.0.112.0/23"] }),
    says: { "i-bastion": ["tcp/22 from 203.0.112.0/24"] },
  },
  {
    name: "the whole internet on one port, addresses on another",
    ...COMPANY,
    world: () => company({ bastion: ["tcp/22 0.0.0.0/0", "tcp/3389 198.51.100.0/24"] }),
    says: { "i-bastion": ["tcp/22 from 0.0.0.0/0", "tcp/22 from 10.9.0.0/16 beyond vgw-1", "tcp/22 from application of alder", "tcp/22 from application of birch", "tcp/3389 from 198.51.100.0/24"] }, // prettier-ignore
  },
  {
    name: "through a load balancer with its own address, which a row lets in",
    ...COMPANY,
    rows: [...REGISTER, row("door", "load-balancer", "bastion", "tcp/22")],
    world: () => {
      const s = company({ bastion: ["tcp/22 10.1.0.9/32"] });
      const door = loadBalancer(s, { kind: "net", name: "door", at: [["subnet-alder", "10.1.0.9"]], publicIps: ["198.51.100.9"], listeners: ["TCP/22 ssh"] }); // prettier-ignore
      targetGroup(s, "ssh", { type: "instance", port: 22, vpc: "vpc-alder", of: [door], targets: [["i-bastion"]], preserves: false }); // prettier-ignore
      return s;
    },
    says: { "i-bastion": ["tcp/22 from 0.0.0.0/0 through door"] },
  },
  { name: "no register", ...WITHOUT, world: company, says: { "i-bastion": "not-applicable" } },
  {
    name: "no register, and the whole internet",
    ...WITHOUT,
    world: () => company({ bastion: ["tcp/22 0.0.0.0/0"] }),
    says: { "i-bastion": ["tcp/22 from 0.0.0.0/0"] },
  },
]);
