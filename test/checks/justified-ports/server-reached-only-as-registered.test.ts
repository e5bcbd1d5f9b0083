import check from "../../../checks/justified-ports/server-reached-only-as-registered.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { company, COMPANY, loadBalancer, REGISTER, targetGroup, WITHOUT } from "../network-world.ts";

const WEB = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/web/0123456789abcdef";

testNetworkCheck(check, [
  {
    name: "as the register says; databases and bastions have checks of their own",
    ...COMPANY,
    world: company,
    says: { "i-app": "pass", [WEB]: "pass", "i-db": [], "i-bastion": [], records: [] },
  },
  {
    name: "a port that no row justifies, between servers",
    ...COMPANY,
    world: () => company({ app: ["tcp/9090 10.1.0.0/16"] }),
    says: { "i-app": ["tcp/9090 from bastion of alder"] },
  },
  {
    name: "a load balancer that hands on to another port than the row says",
    ...COMPANY,
    rows: REGISTER.map((each) =>
      each.id === "lb to app" ? row("lb to app", "load-balancer", "application", "tcp/80") : each,
    ),
    world: company,
    says: { "i-app": ["tcp/8080 from load-balancer of alder"] },
  },
  {
    name: "a load balancer reaches only what its listeners hand on",
    ...COMPANY,
    world: () => company({ app: ["tcp/8000-9000 sg-lb"] }),
    says: { "i-app": "pass" },
  },
  {
    name: "a load balancer that listens where no row lets anybody in, inside",
    ...COMPANY,
    world: () => company({ lb: ["tcp/443 10.1.0.0/16"] }),
    rows: REGISTER.filter(({ id }) => id !== "users"),
    says: { [WEB]: ["tcp/443 from application of alder", "tcp/443 from bastion of alder"] },
  },
  {
    name: "listeners that were not read: any port may be one, and anything may be handed on",
    ...COMPANY,
    world: () => company({ lb: ["tcp/443-444 0.0.0.0/0"], app: ["tcp/8080-8081 sg-lb"] }),
    unread: ["elbv2.listeners"],
    says: { [WEB]: "undecided", "i-app": "undecided" },
  },
  {
    name: "a network load balancer without groups, where nobody wrote down the internet",
    ...COMPANY,
    world: () => withBare(),
    says: { [WEB.replace("app/web", "net/bare")]: ["tcp/9000 from 0.0.0.0/0", "tcp/9000 from 10.9.0.0/16 beyond vgw-1", "tcp/9000 from application of alder", "tcp/9000 from bastion of alder"] }, // prettier-ignore
  },
  { name: "no register", ...WITHOUT, world: company, says: { "i-app": "not-applicable" } },
  {
    name: "a network load balancer of which nobody read what it hands on",
    ...COMPANY,
    world: () => withBare(),
    unread: ["elbv2.target-health"],
    says: { "i-app": "undecided", "i-birch": "undecided" },
    words: /what the load balancer bare hands on was not read/,
  },
  {
    name: "group rules that were not read; no other's",
    ...COMPANY,
    world: company,
    change: (listing, item) => (listing === "ec2.network-interfaces" && item.NetworkInterfaceId === "eni-app" ? { ...item, Groups: [{ GroupId: "sg-gone" }] } : item), // prettier-ignore
    says: { "i-app": "undecided", [WEB]: "pass" },
    words: /not read: sg-gone/,
  },
]);

function withBare() {
  const s = company();
  const bare = loadBalancer(s, { kind: "net", name: "bare", at: [["subnet-alder", "10.1.0.9"]], publicIps: ["198.51.100.9"], listeners: ["TCP/9000 none"] }); // prettier-ignore
  targetGroup(s, "none", { type: "instance", port: 9000, vpc: "vpc-alder", of: [bare], targets: [], preserves: true });
  return s;
}
