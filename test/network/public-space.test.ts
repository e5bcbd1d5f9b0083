import { describe, expect, test } from "vitest";
import { allAddresses, parseAddresses } from "../../src/network/addresses.ts";
import { covers, intersect, isEmpty, union } from "../../src/network/intervals.ts";
import { nonPublicSpace, publicSpace } from "../../src/network/public-space.ts";

describe("wholly public", () => {
  test.each([
    "1.0.0.0/8",
    "9.255.255.255/32",
    "11.0.0.0/32",
    "100.63.255.255/32",
    "100.128.0.0/32",
    "172.15.255.255/32",
    "172.32.0.0/32",
    "192.0.0.9/32",
    "192.88.99.0/24",
    "203.0.113.0/24",
    "223.255.255.255/32",
    "2000::/16",
    "2001::/32",
    "2001:db8::/32",
    "2001:4860::/32",
    "2002::/16",
    "2600:1f00::/24",
    "3fff:ffff::/32",
    "64:ff9b::c000:201/128",
  ])("%s", (cidr) => {
    const { ipv4, ipv6 } = parseAddresses([cidr]);
    expect(covers(publicSpace.ipv4, ipv4) && covers(publicSpace.ipv6, ipv6)).toBe(true);
  });
});

describe("wholly not public", () => {
  test.each([
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.1/32",
    "169.254.169.254/32",
    "172.16.0.0/12",
    "192.0.0.8/32",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/3",
    "255.255.255.255/32",
    "::/128",
    "::1/128",
    "::ffff:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001:2::/48",
    "2001:10::/28",
    "5f00::/16",
    "fc00::/7",
    "fd00:ec2::254/128",
    "fe80::/10",
    "ff00::/8",
  ])("%s", (cidr) => {
    const { ipv4, ipv6 } = parseAddresses([cidr]);
    expect(isEmpty(intersect(publicSpace.ipv4, ipv4)) && isEmpty(intersect(publicSpace.ipv6, ipv6))).toBe(true);
  });
});

test("each address is public or not", () => {
  expect(union(publicSpace.ipv4, nonPublicSpace.ipv4)).toEqual(allAddresses.ipv4);
  expect(union(publicSpace.ipv6, nonPublicSpace.ipv6)).toEqual(allAddresses.ipv6);
});
