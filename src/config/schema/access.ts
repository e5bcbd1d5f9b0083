import { z } from "zod";
import { clause } from "./clauses.ts";
import { day, id, ifRight, prefixList, securityGroup, unique, words } from "./words.ts";

/** What stands in the access register. The descriptions are what editors show, and the advice that errors give. */

export const partyKeys = z
  .strictObject({
    internet: z.literal(true).exactOptional().describe("Any public address."),
    cidr: words(50).exactOptional().describe("A CIDR block, or one address, such as 10.0.0.0/8 or 2001:db8::1."),
    prefixList: prefixList.exactOptional().describe("The id of a prefix list: what it holds when it is read."),
    securityGroup: securityGroup.exactOptional().describe("The id or the name of a security group."),
    role: id.exactOptional().describe("A role: one that checks know, or one that the configuration declares."),
    customer: id.exactOptional().describe("One of the customers that the configuration names."),
  })
  .refine((party) => Object.keys(party).length > 0, { ...ifRight, error: "must not be empty" });

const party = z
  .union([words(100), partyKeys], "must be text or a group of keys")
  .describe("internet, a CIDR block or an address, pl-…, sg-…, a role, or keys of which all hold.");

const parties = z.union(
  [words(100), partyKeys, unique(party, (one) => JSON.stringify(one))],
  "must be text, a group of keys, or a list of these",
);

const port = z
  .union([words(20), z.int()], "must be a port, such as 443, 8000-8100 or all")
  .describe("Of tcp and udp 443, 8000-8100 or all; of icmp a type (8), type/code (3/4) or all; otherwise all.");

export const accessRow = z.strictObject({
  id: id.describe("What outputs call the row; no other row has it."),
  from: parties.describe(
    "Who opens the connection: internet, a CIDR block or an address, pl-…, sg-…, a role, or keys of which all hold; or a list of these.",
  ),
  to: parties.describe("Who accepts the connection; written as from."),
  protocol: z
    .union([words(20), z.int()], "must be a protocol")
    .default("tcp")
    .describe("tcp, udp, icmp, icmpv6, all, or the number of another protocol."),
  ports: z
    .union([words(20), z.int(), unique(port)], "must be a port, such as 443, 8000-8100 or all, or a list of these")
    .describe(
      "Of tcp and udp 443, 8000-8100 or all; of icmp a type (8), type/code (3/4) or all; otherwise all. Or a list of these.",
    ),
  why: words(2000).describe("Why the connection must be there."),
  owner: words(200).describe("Who answers for it: a role or a name."),
  approvedBy: words(200)
    .exactOptional()
    .describe(
      "Who approved the row, and review with it. A row that nobody has approved says unreviewed: true instead.",
    ),
  review: day.exactOptional().describe("The day by which somebody looks at the row again, such as 2027-03-01."),
  unreviewed: z.literal(true).exactOptional().describe("The row is a draft: instead of approvedBy and review."),
  clauses: z.array(clause).default([]).describe("The sentences of the policy that the connection serves, quoted."),
});

export const register = z
  .strictObject({ rows: z.array(accessRow).describe("The connections that are justified.") })
  .describe("The access register: the key rows, and behind it a list of rows.");

/** The JSON Schema (draft 2020-12) of the access register, for editors. */
export function accessJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(register, { io: "input" }), title: "The access register" };
}
