import check from "../../../checks/network-segmentation/customer-networks-do-not-overlap.ts";
import { Sketch } from "../../kit/network/sketch.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";

const vpcs = (...blocks: readonly string[]) =>
  blocks.reduce((s, block, i) => s.vpc(`vpc-${i}`, ...block.split(" ")), new Sketch());

testNetworkCheck(check, [
  {
    name: "beside each other",
    world: () => vpcs("10.0.0.0/16", "10.1.0.0/16", "10.0.0.0/16"),
    customers: { alder: ["vpc-0"], birch: ["vpc-1"] },
    says: { "vpc-0": "pass", "vpc-1": "pass", "vpc-2": "not-applicable" },
  },
  {
    name: "one within the other, and a second block",
    world: () => vpcs("10.0.0.0/15", "10.1.0.0/16 10.5.0.0/16", "10.5.0.0/20"),
    customers: { alder: ["vpc-0"], birch: ["vpc-1"], cedar: ["vpc-2"] },
    says: {
      "vpc-0": ["10.0.0.0/15 and 10.1.0.0/16 of vpc-1"],
      "vpc-1": ["10.1.0.0/16 and 10.0.0.0/15 of vpc-0", "10.5.0.0/16 and 10.5.0.0/20 of vpc-2"],
      "vpc-2": ["10.5.0.0/20 and 10.5.0.0/16 of vpc-1"],
    },
  },
  {
    name: "of one customer",
    world: () => vpcs("10.0.0.0/16", "10.0.0.0/16"),
    customers: { alder: ["vpc-0", "vpc-1"] },
    says: { "vpc-0": "pass", "vpc-1": "pass" },
  },
  {
    name: "networks elsewhere that were not read",
    world: () => vpcs("10.0.0.0/16").unit("222222222222", "us-east-1").vpc("vpc-9", "10.0.0.0/16"),
    customers: { alder: ["vpc-0"], birch: ["vpc-9"] },
    unread: ["ec2.vpcs us-east-1"],
    says: { "vpc-0": "undecided" },
    words: /the private networks of 222222222222 in us-east-1 were not read/,
  },
]);
