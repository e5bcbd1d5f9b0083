import check from "../../../checks/justified-ports/security-group-is-used.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { group, permission } from "./groups.ts";

const item = group([]);
const other = { ...group([]), GroupId: "sg-2", GroupName: "db" };
const named = permission("tcp 5432", ["sg-3", "sg-1"]);
const on = (...ids: string[]) => ({ NetworkInterfaceId: "eni-1", Groups: ids.map((GroupId) => ({ GroupId })) });

testCheck(check, {
  pass: [
    { name: "an interface has it", item, tables: { interfaces: [on("sg-2", "sg-1")], groups: [item] } },
    { name: "another group admits it", item, tables: { groups: [item, { ...other, IpPermissions: [named] }] } },
    { name: "another group sends to it", item, tables: { groups: [item, { ...other, IpPermissionsEgress: [named] }] } },
  ],
  fail: [
    {
      name: "nothing has it",
      item,
      tables: { interfaces: [on("sg-2"), on()], groups: [item, other] },
      says: "Security group sg-1 (web) is on no network interface, and no rule of another group names it",
    },
    {
      name: "it names itself only",
      item: { ...item, IpPermissions: [named], IpPermissionsEgress: [named] },
      tables: { groups: [{ ...item, IpPermissions: [named], IpPermissionsEgress: [named] }, other] },
    },
    {
      name: "a rule names a group that is not said",
      item,
      tables: {
        groups: [item, { ...other, IpPermissions: [{ ...named, UserIdGroupPairs: [{ UserId: "111122223333" }] }] }],
      },
    },
  ],
  notApplicable: [{ name: "the default group", item: { ...item, GroupName: "default" } }],
});
