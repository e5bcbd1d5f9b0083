import check from "../../../checks/logging/vpc-flow-logs-enabled.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { flowLog as log } from "./flow-logs.ts";

const item = { VpcId: "vpc-1" };
const subnet = (SubnetId: string, VpcId = "vpc-1") => ({ SubnetId, VpcId });
const subnets = [subnet("subnet-a"), subnet("subnet-b")];
const having = (...flowLogs: ReturnType<typeof log>[]) => ({ subnets, flowLogs });

testCheck(check, {
  pass: [
    { name: "a log of the VPC", item, tables: having(log("vpc-1")) },
    {
      name: "accepted and rejected traffic apart",
      item,
      tables: having(log("vpc-1", "ACCEPT"), log("vpc-1", "REJECT")),
    },
    { name: "a log of each subnet", item, tables: having(log("subnet-a"), log("subnet-b")) },
    {
      name: "accepted by the VPC, rejected by each subnet",
      item,
      tables: having(log("vpc-1", "ACCEPT"), log("subnet-a", "REJECT"), log("subnet-b")),
    },
    {
      name: "a second one that fails",
      item,
      tables: having(log("vpc-1"), log("vpc-1", "ALL", { delivery: "FAILED" })),
    },
    { name: "a new one, not delivered yet", item, tables: having(log("vpc-1", "ALL", {})) },
    { name: "rejected is enough", item, tables: having(log("vpc-1", "REJECT")), params: { traffic: "REJECT" } },
    { name: "accepted is enough", item, tables: having(log("vpc-1", "ACCEPT")), params: { traffic: "ACCEPT" } },
    { name: "all is more than asked for", item, tables: having(log("vpc-1")), params: { traffic: "REJECT" } },
    {
      name: "another VPC's subnets do not matter",
      item,
      tables: { subnets: [subnet("subnet-a"), subnet("subnet-x", "vpc-2")], flowLogs: [log("subnet-a")] },
    },
  ],
  fail: [
    { name: "none", item, tables: having(), says: "No flow log records the traffic of VPC vpc-1" },
    { name: "a log of another VPC", item, tables: having(log("vpc-2"), log("subnet-x")) },
    {
      name: "rejected traffic only",
      item,
      tables: having(log("vpc-1", "REJECT")),
      says: "No flow log records the accepted traffic of VPC vpc-1",
    },
    {
      name: "accepted traffic only",
      item,
      tables: having(log("vpc-1", "ACCEPT")),
      says: "No flow log records the rejected traffic of VPC vpc-1",
    },
    { name: "the other kind", item, tables: having(log("vpc-1", "ACCEPT")), params: { traffic: "REJECT" } },
    {
      name: "delivery fails",
      item,
      tables: having(log("vpc-1", "ALL", { delivery: "FAILED" })),
      says: "No flow log records the traffic of VPC vpc-1; not delivered: fl-vpc-1",
    },
    { name: "not active", item, tables: having(log("vpc-1", "ALL", { status: "DELETING" })) },
    {
      name: "a log of one subnet of two",
      item,
      tables: having(log("subnet-a")),
      says: "No flow log records the traffic of VPC vpc-1 in 1 of its 2 subnets",
    },
    { name: "each subnet half", item, tables: having(log("subnet-a", "ACCEPT"), log("subnet-b", "REJECT")) },
    { name: "a log of an interface", item, tables: having(log("eni-1")) },
    { name: "no traffic type", item, tables: having(log("vpc-1", null)) },
    { name: "a traffic type of tomorrow", item, tables: having(log("vpc-1", "SOME")) },
  ],
  notApplicable: [{ name: "no subnet", item, tables: { subnets: [subnet("subnet-x", "vpc-2")] }, says: /no subnet/ }],
  badParams: [{ name: "a kind that is none", params: { traffic: "DENY" }, says: /traffic/ }],
});
