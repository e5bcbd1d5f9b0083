/** Asks a check of groups about one group, which a server has, under a register. */
import { describe, expect, test } from "vitest";
import type { AccessRow, ItemOf, NetworkCheck } from "../../../src/index.ts";
import type { ec2 } from "../../../src/listings/index.ts";
import type { NetworkProof } from "../../../src/access/index.ts";
import type { AnyWords } from "../../kit/check-tester.ts";
import { ask } from "../../kit/network-check.ts";
import { Sketch } from "../../kit/network/sketch.ts";
import { hold } from "../../kit/proof.ts";

type SecurityGroup = AnyWords<ItemOf<typeof ec2.securityGroups>>;

/** Prefix lists that are shown, by what they hold. */
export type Listed = Readonly<Record<string, readonly string[]>>;

export interface GroupCase {
  readonly name: string;
  readonly item: SecurityGroup;
  readonly rows?: readonly AccessRow[];
  readonly lists?: Listed;
  readonly keys?: readonly string[];
  readonly says?: string | RegExp;
}

type Groups = Readonly<Record<"pass" | "fail" | "undecided", readonly GroupCase[]>>;

/** A server with a public address that has the group `sg-1`, called `web`, and plays the role `server`. */
export function holdGroup({ item, rows = [], lists = {} }: Omit<GroupCase, "name">): NetworkProof {
  const s = new Sketch()
    .vpc("vpc-a", "10.0.0.0/16", "2001:db8:1::/56")
    .subnet("subnet-a", "vpc-a", "10.0.0.0/24", "2001:db8:1::/64")
    .internetGateway("igw-a", "vpc-a")
    .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a", "::/0 igw-a"])
    .interface("eni-a", "subnet-a", ["10.0.0.9", "2001:db8:1::9"], { groups: ["sg-1"], publicIps: ["198.51.100.9"] });
  for (const [id, cidrs] of Object.entries(lists)) s.prefixList(id, ...cidrs);
  s.add("ec2.security-groups", item as never);
  const emptyLists = Object.keys(lists).filter((id) => lists[id]!.length === 0);
  return hold(s, { rows, roles: { server: ["eni-a"] }, emptyLists });
}

export function testGroups(check: NetworkCheck, table: Groups): void {
  describe(check.id, () => {
    for (const [status, cases] of Object.entries(table)) {
      test.each(cases)(`${status}: $name`, ({ keys, says, ...each }) => {
        const { said, words, answers } = ask(check, holdGroup(each));
        expect(said.get("sg-1"), words).toEqual(status === "fail" ? [...(keys ?? [""])].sort() : [status]);
        if (says !== undefined) expect(words).toMatch(says);
        const { IpPermissions } = each.item;
        const item = { ...each.item, IpPermissions: IpPermissions.toReversed() };
        expect(ask(check, holdGroup({ ...each, item, rows: each.rows?.toReversed() ?? [] })).answers).toEqual(answers);
      });
    }
  });
}
