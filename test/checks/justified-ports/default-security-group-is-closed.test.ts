import check from "../../../checks/justified-ports/default-security-group-is-closed.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { group, permission } from "./groups.ts";

const closed = { ...group([]), GroupName: "default", VpcId: "vpc-1" };
const itself = permission({ IpProtocol: "-1" }, ["sg-1"]);
const anywhere = permission({ IpProtocol: "-1" }, ["0.0.0.0/0"]);

testCheck(check, {
  pass: [{ name: "no rules", item: closed }],
  fail: [
    {
      name: "as AWS makes it",
      item: { ...closed, IpPermissions: [itself], IpPermissionsEgress: [anywhere] },
      keys: ["in", "out"],
      says: "The default security group sg-1 of vpc-1 has rules that let traffic in",
    },
    { name: "its own members get in", item: { ...closed, IpPermissions: [itself] }, keys: ["in"] },
    {
      name: "a private address gets in",
      item: { ...closed, IpPermissions: [permission("tcp 22", ["10.0.0.7/32"])] },
      keys: ["in"],
    },
    { name: "out only", item: { ...closed, IpPermissionsEgress: [anywhere] }, keys: ["out"] },
  ],
  notApplicable: [
    { name: "another group", item: { ...closed, GroupName: "web", IpPermissions: [anywhere] } },
    { name: "a group that is called much like it", item: { ...closed, GroupName: "Default", IpPermissions: [itself] } },
  ],
});
