import { describe, expect, test } from "vitest";
import { cidrsOf } from "../../src/network/addresses.ts";
import { fromRanges } from "../../src/network/intervals.ts";
import { nameOfRun, runsOf } from "../../src/network/ports.ts";
import { flowsOf, portsOf, unknownProtocolsOf, type Permission } from "../../src/network/security-groups.ts";

const permission = (parts: Partial<Permission>): Permission => ({
  IpProtocol: "tcp",
  IpRanges: [],
  Ipv6Ranges: [],
  ...parts,
});

describe("the ports of a permission", () => {
  test.each([
    ["tcp", 22, 22, "tcp/22"],
    ["tcp", 0, 65_535, "tcp/0-65535"],
    ["udp", 53, 60, "udp/53-60"],
    ["17", 53, 53, "udp/53"],
    ["tcp", undefined, undefined, "tcp/0-65535"],
    ["tcp", -1, -1, "tcp/0-65535"],
    ["tcp", 90, 80, "tcp/0-65535"],
    ["tcp", 0, 65_536, "tcp/0-65535"],
    ["icmp", -1, -1, "icmp/all"],
    ["icmp", 8, -1, "icmp/8"],
    ["icmp", 8, undefined, "icmp/8"],
    ["icmp", 3, 4, "icmp/3/4"],
    ["icmp", 0, 0, "icmp/0/0"],
    ["icmpv6", undefined, undefined, "icmpv6/all"],
    ["icmpv6", 128, 0, "icmpv6/128/0"],
    ["58", 128, 0, "icmpv6/128/0"],
    ["-1", undefined, undefined, "all protocols"],
    // Any range of another protocol means nothing: all of it is open.
    ["-1", 22, 22, "all protocols"],
    ["50", 22, 22, "protocol 50"],
    ["132", 80, 80, "protocol 132"],
  ])("%s %s to %s is %s", (IpProtocol, FromPort, ToPort, name) => {
    const range = { ...(FromPort !== undefined && { FromPort }), ...(ToPort !== undefined && { ToPort }) };
    const ports = portsOf(permission({ IpProtocol, ...range }));
    expect(ports && runsOf(fromRanges([ports])).map(nameOfRun)).toEqual([name]);
  });

  test.each(["esp", "", "256", "-2", "TCP"])("%j is not known", (IpProtocol) => {
    expect(portsOf(permission({ IpProtocol }))).toBeNull();
  });
});

test("the flows of permissions are told apart by family", () => {
  const permissions = [
    permission({ FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "10.0.0.0/9" }, { CidrIp: "10.128.0.0/9" }] }),
    permission({ FromPort: 80, ToPort: 80, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }),
    permission({ FromPort: 443, ToPort: 443 }),
    permission({ IpProtocol: "esp", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }),
  ];
  const ipv4 = flowsOf("ipv4", permissions).map(({ ports, from }) => [nameOfRun(ports), cidrsOf("ipv4", from)]);
  const ipv6 = flowsOf("ipv6", permissions).map(({ ports, from }) => [nameOfRun(ports), cidrsOf("ipv6", from)]);
  expect(ipv4).toEqual([["tcp/22", ["10.0.0.0/8"]]]);
  expect(ipv6).toEqual([["tcp/80", ["::/0"]]]);
});

test("an address counts for the family that it is written in, whichever list it stands in", () => {
  const swapped = [permission({ IpRanges: [{ CidrIp: "::/0" }], Ipv6Ranges: [{ CidrIpv6: "0.0.0.0/0" }] })];
  expect(flowsOf("ipv4", swapped).map(({ from }) => cidrsOf("ipv4", from))).toEqual([["0.0.0.0/0"]]);
  expect(flowsOf("ipv6", swapped).map(({ from }) => cidrsOf("ipv6", from))).toEqual([["::/0"]]);
});

test("unknown protocols are named", () => {
  const permissions = ["tcp", "esp", "-1", "ah", "esp", "50"].map((IpProtocol) => permission({ IpProtocol }));
  expect(unknownProtocolsOf(permissions)).toEqual(["ah", "esp"]);
});

test("an address range that cannot be read is an error, not an empty range", () => {
  const flawed = permission({ FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "10.0.0.0/33" }] });
  expect(() => flowsOf("ipv4", [flawed])).toThrow(/10.0.0.0\/33/);
});
