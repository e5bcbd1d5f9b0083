import check from "../../../checks/justified-ports/security-group-not-all-open.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { group, permission } from "./groups.ts";

const all = { IpProtocol: "-1" };

testCheck(check, {
  pass: [
    { name: "no rules", item: group([]) },
    { name: "one port to the world", item: group([permission("tcp 443", ["0.0.0.0/0", "::/0"])]) },
    { name: "every port of TCP alone", item: group([permission("tcp 0-65535", ["10.0.0.0/8"])]) },
    { name: "every port of UDP alone", item: group([permission("udp 0-65535", ["10.0.0.0/8"])]) },
    {
      name: "every port of TCP for some, of UDP for others",
      item: group([permission("tcp 0-65535", ["10.0.0.0/9"]), permission("udp 0-65535", ["10.128.0.0/9"])]),
    },
    {
      name: "every port of TCP by IPv4, of UDP by IPv6",
      item: group([permission("tcp 0-65535", ["0.0.0.0/0"]), permission("udp 0-65535", ["::/0"])]),
    },
    {
      name: "all but one port",
      item: group([
        permission("tcp 0-21", ["10.0.0.0/8"]),
        permission("tcp 23-65535", ["10.0.0.0/8"]),
        permission("udp 0-65535", ["10.0.0.0/8"]),
      ]),
    },
    { name: "everything from itself, as in a default group", item: group([permission(all, ["sg-1"])]) },
    {
      name: "everything from itself, and a port from another group",
      item: group([permission(all, ["sg-1"]), permission("tcp 22", ["sg-2"])]),
    },
    {
      name: "every port of TCP from one group, of UDP from another",
      item: group([permission("tcp 0-65535", ["sg-2"]), permission("udp 0-65535", ["sg-3"])]),
    },
    { name: "everything, from nobody", item: group([permission(all, [])]) },
    { name: "everything goes out", item: { ...group([]), IpPermissionsEgress: [permission(all, ["0.0.0.0/0"])] } },
    { name: "all of one protocol without ports", item: group([permission({ IpProtocol: "50" }, ["0.0.0.0/0"])]) },
  ],
  fail: [
    {
      name: "everything from everywhere",
      item: group([permission(all, ["0.0.0.0/0"])]),
      keys: ["from 0.0.0.0/0"],
      says: "Security group sg-1 (web) admits all ports and protocols from 0.0.0.0/0",
    },
    {
      name: "everything from everywhere by both families",
      item: group([permission(all, ["0.0.0.0/0", "::/0"])]),
      keys: ["from 0.0.0.0/0", "from ::/0"],
    },
    {
      name: "everything from a private range",
      item: group([permission(all, ["10.0.0.0/8"])]),
      keys: ["from 10.0.0.0/8"],
    },
    {
      name: "everything from one address",
      item: group([permission(all, ["10.0.0.7/32"])]),
      keys: ["from 10.0.0.7/32"],
    },
    {
      name: "a range in halves is the range",
      item: group([permission(all, ["10.128.0.0/9"]), permission(all, ["10.0.0.0/9"])]),
      keys: ["from 10.0.0.0/8"],
    },
    {
      name: "ports that are ignored",
      item: group([permission({ IpProtocol: "-1", FromPort: 22, ToPort: 22 }, ["10.0.0.0/8"])]),
      keys: ["from 10.0.0.0/8"],
    },
    {
      name: "TCP and UDP whole",
      item: group([permission("tcp 0-65535", ["10.0.0.0/8"]), permission("udp 0-65535", ["10.0.0.0/8"])]),
      keys: ["from 10.0.0.0/8"],
    },
    {
      name: "TCP and UDP whole, for the addresses they share",
      item: group([permission("tcp 0-65535", ["10.0.0.0/8"]), permission("udp 0-65535", ["10.1.0.0/16"])]),
      keys: ["from 10.1.0.0/16"],
    },
    {
      name: "TCP and UDP but for port 0, in parts",
      item: group([
        permission("tcp 1-1023", ["10.0.0.0/8"]),
        permission("tcp 1024-65535", ["10.0.0.0/8"]),
        permission("udp 1-65535", ["10.0.0.0/8"]),
      ]),
      keys: ["from 10.0.0.0/8"],
    },
    {
      name: "everything from another group",
      item: group([permission(all, ["sg-2"])]),
      keys: ["from sg-2"],
      says: /from sg-2$/,
    },
    {
      name: "TCP and UDP whole from another group, and all from itself",
      item: group([
        permission("tcp 0-65535", ["sg-1", "sg-2"]),
        permission("udp 0-65535", ["sg-2"]),
        permission(all, ["sg-1"]),
      ]),
      keys: ["from sg-2"],
    },
    {
      name: "everything from a group without an id",
      item: group([{ ...permission(all, []), UserIdGroupPairs: [{ UserId: "444455556666" }] }]),
      keys: ["from an unnamed group"],
    },
    { name: "everything from a prefix list", item: group([permission(all, ["pl-1"])]), keys: ["from pl-1"] },
    {
      name: "every kind of source",
      item: group([permission(all, ["0.0.0.0/0", "2001:db8::/32", "sg-1", "sg-2", "pl-1"])]),
      keys: ["from 0.0.0.0/0", "from 2001:db8::/32", "from pl-1", "from sg-2"],
    },
    {
      name: "many addresses have a short key",
      item: group([permission(all, ["10.0.0.1/32", "10.0.0.3/32", "10.0.0.5/32", "10.0.0.7/32", "10.0.0.9/32"])]),
      keys: ["from blocks:b7ca79830d79d47a"],
      says: /from 5 address blocks such as 10.0.0.1\/32, 10.0.0.3\/32, 10.0.0.5\/32$/,
    },
    {
      name: "everything, and a protocol that is not known",
      item: group([permission(all, ["0.0.0.0/0"]), permission({ IpProtocol: "esp" }, ["0.0.0.0/0"])]),
      keys: ["from 0.0.0.0/0"],
    },
  ],
  undecided: [
    {
      name: "protocols that are not known",
      item: group([permission({ IpProtocol: "esp" }, ["0.0.0.0/0"]), permission({ IpProtocol: "ah" }, ["0.0.0.0/0"])]),
      says: "Security group sg-1 (web) has a rule with the unknown protocol ah",
    },
  ],
  badParams: [{ name: "an unknown key", params: { justified: [] }, says: /justified/ }],
});
