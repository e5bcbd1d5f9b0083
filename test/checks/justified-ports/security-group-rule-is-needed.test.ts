import check from "../../../checks/justified-ports/security-group-rule-is-needed.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { group, permission } from "./groups.ts";

testCheck(check, {
  pass: [
    { name: "no rules", item: group([]) },
    { name: "beside each other", item: group([permission("tcp 22", ["10.0.0.0/9", "10.128.0.0/9"])]) },
    { name: "over one another in part", item: group([permission("tcp 20-30", ["10.0.0.0/8"]), permission("tcp 25-35", ["10.0.0.0/8"])]) }, // prettier-ignore
    { name: "more ports to fewer", item: group([permission("tcp 22", ["10.0.0.0/8"]), permission("tcp 20-30", ["10.0.0.0/16"])]) }, // prettier-ignore
    { name: "two families", item: group([permission("tcp 22", ["0.0.0.0/0", "::/0"])]) },
    { name: "everybody and a group: who has it may move", item: group([permission("tcp 22", ["0.0.0.0/0", "sg-2"])]) },
    { name: "in and out", item: { ...group([permission("tcp 22", ["10.0.0.0/8"])]), IpPermissionsEgress: [permission("tcp 22", ["10.0.0.0/8"])] } }, // prettier-ignore
    { name: "a protocol that is not known", item: group([permission({ IpProtocol: "esp" }, ["10.0.0.0/8"]), permission({ IpProtocol: "-1" }, ["10.0.0.0/8"])]) }, // prettier-ignore
  ],
  fail: [
    {
      name: "a block in a wider one",
      item: group([permission("tcp 22", ["10.1.0.0/16", "10.0.0.0/8"])]),
      keys: ["inbound tcp/22 from 10.1.0.0/16"],
      says: "has the inbound rule tcp/22 from 10.1.0.0/16, of which tcp/22 from 10.0.0.0/8 admits all",
    },
    {
      name: "a port in a range, a range in a protocol, a protocol in all",
      item: group([
        permission("tcp 22", ["sg-2"]),
        permission("tcp 0-65535", ["sg-2"]),
        permission({ IpProtocol: "-1" }, ["sg-2"]),
      ]),
      keys: ["inbound tcp/0-65535 from sg-2", "inbound tcp/22 from sg-2"],
    },
    {
      name: "of two that come to the same one",
      item: group([permission("tcp 22", ["10.0.0.9/8"]), permission({ IpProtocol: "6", FromPort: 22, ToPort: 22 }, ["10.0.0.0/8"])]), // prettier-ignore
      keys: ["inbound tcp/22 from 10.0.0.9/8"],
    },
    {
      name: "a list twice",
      item: group([permission("tcp 22", ["pl-1"]), permission("tcp 0-65535", ["pl-1"])]),
      keys: ["inbound tcp/22 from pl-1"],
    },
    {
      name: "outbound",
      item: { ...group([]), IpPermissionsEgress: [permission("tcp 443", ["10.0.0.0/8"]), permission({ IpProtocol: "-1" }, ["0.0.0.0/0"])] }, // prettier-ignore
      keys: ["outbound tcp/443 to 10.0.0.0/8"],
      says: /outbound rule tcp\/443 to 10.0.0.0\/8, of which all protocols to 0.0.0.0\/0/,
    },
  ],
});
