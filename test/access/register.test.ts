import { describe, expect, test } from "vitest";
import type { AccessRow } from "../../src/contract/index.ts";
import { hold, open, row, type Held } from "../kit/proof.ts";
import { instance } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";

/** Two customers, each with a server and a database on one; a peering between; a public server, a VPN. */
function world(rules: readonly string[] = ["tcp/5432 10.0.0.0/8"]): Sketch {
  const s = new Sketch();
  for (const [name, net] of [
    ["a", "10.1"],
    ["b", "10.2"],
  ] as const) {
    s.vpc(`vpc-${name}`, `${net}.0.0/16`, `2001:db8:${net.slice(-1)}::/48`)
      .subnet(`subnet-${name}`, `vpc-${name}`, `${net}.0.0/24`, `2001:db8:${net.slice(-1)}::/64`)
      .group(`sg-app-${name}`, { out: ["all 0.0.0.0/0 ::/0"] }, `vpc-${name}`)
      .group(`sg-db-${name}`, { in: rules, out: [] }, `vpc-${name}`)
      .interface(`eni-app-${name}`, `subnet-${name}`, [`${net}.0.10`], {
        groups: [`sg-app-${name}`],
        instance: `i-app-${name}`,
      })
      .interface(`eni-db-${name}`, `subnet-${name}`, [`${net}.0.20`], {
        groups: [`sg-db-${name}`],
        instance: `i-db-${name}`,
        publicIps: ["198.51.100.1"],
      });
    instance(s, `i-app-${name}`, `subnet-${name}`, `${net}.0.10`);
    instance(s, `i-db-${name}`, `subnet-${name}`, `${net}.0.20`);
  }
  return s
    .peering("pcx-1", "vpc-a", "vpc-b")
    .internetGateway("igw-a", "vpc-a")
    .table("rtb-a", "vpc-a", ["main"], ["10.2.0.0/16 pcx-1", "10.9.0.0/16 vgw-1", "0.0.0.0/0 igw-a"])
    .table("rtb-b", "vpc-b", ["main"], ["10.1.0.0/16 pcx-1"]);
}
const held: Held = {
  roles: { application: ["i-app-a", "i-app-b"], database: ["i-db-a", "i-db-b"] },
  customers: { alder: ["vpc-a"], birch: ["vpc-b"] },
  groupNames: { "sg-app-a": "apps", "sg-app-b": "apps", "sg-db-a": "dbs" },
};
/** What is left: V by the VPN, A and B of the customers' applications, I the internet; anything else as it is told. */
const SHORT: Readonly<Record<string, string>> = {
  "10.9.0.0/16 beyond vgw-1": "V",
  "application of alder": "A",
  "application of birch": "B",
  "0.0.0.0/0": "I",
};
function left(rows: readonly AccessRow[], rules?: readonly string[], more: Held = {}, target = "i-db-a"): string {
  const keys = open(hold(world(rules), { ...held, ...more, rows }), target);
  return keys
    .map((key) => key.replace(/(?<= from ).*/, (who) => SHORT[who] ?? who).replace("tcp/5432 from ", ""))
    .join(" ");
}
const server: Held = { roles: { application: ["i-app-a", "i-app-b"], web: ["i-db-a", "i-db-b"] } };

describe("who is let in", () => {
  const cases: readonly (readonly [name: string, from: Parameters<typeof row>[1], left: string])[] = [
    ["nobody", [], "V A B I"],
    ["a role lets in the target's customer's own", "application", "V B I"],
    ["a role that nobody plays", "webb", "V A B I"],
    ["the default role is of those who play no other", "internal", "V A B I"],
    ["the internet lets nobody in to a database, insiders neither", "internet", "V A B I"],
    ["a block of the VPN", "10.9.0.0/16", "A B I"],
    ["a block of hosts of both customers lets in one", "10.0.0.0/8", "B I"],
    ["one address", "10.1.0.10/32", "V B I"],
    ["an address beside", "10.1.0.11/32", "V A B I"],
    ["everything", "0.0.0.0/0", "B"],
    ["the other family", "::/0", "V A B I"],
    ["a group by its id", "sg-app-a", "V B I"],
    ["a group by its name is every group of that name", { securityGroup: "apps" }, "V B I"],
    ["a group of another name", { securityGroup: "app" }, "V A B I"],
    ["another customer, where the target is a database", { customer: "birch" }, "V A B I"],
    ["the customer itself", { customer: "alder" }, "V B I"],
    ["all of a party holds: role and customer", { role: "application", customer: "birch" }, "V A B I"],
    ["role and block", { role: "application", cidr: "10.1.0.0/28" }, "V B I"],
    ["role and a block beside", { role: "application", cidr: "10.1.0.128/28" }, "V A B I"],
    ["role and group", { role: "application", securityGroup: "sg-db-a" }, "V A B I"],
    ["a block of the internet lets in no hosts", { internet: true, cidr: "10.0.0.0/8" }, "V A B I"],
    [
      "internet in two halves",
      [
        { internet: true, cidr: "0.0.0.0/1" },
        { internet: true, cidr: "128.0.0.0/1" },
      ],
      "V A B I",
    ],
    ["a list that was not read lets in nobody for certain", "pl-9", "? V ? A B ? I"],
  ];
  test.each(cases)("%s", (_, from, wanted) => {
    const got = left([row("r", from, "database", "tcp/5432")], ["tcp/5432 0.0.0.0/0"]);
    expect(got.split(" ").sort().join(" ")).toBe(wanted.split(" ").sort().join(" "));
  });

  test("to a server, the internet lets in public addresses and whoever is inside of the same customer, and nobody by another gateway", () => {
    const to = (...from: readonly { internet: true; cidr?: string }[]) =>
      left([row("r", from, "web", "tcp/5432")], ["tcp/5432 0.0.0.0/0"], server)
        .split(" ")
        .sort()
        .join(" ");
    expect(to({ internet: true })).toBe("B V");
    expect(to({ internet: true, cidr: "0.0.0.0/1" }, { internet: true, cidr: "128.0.0.0/1" })).toBe("A B V");
  });

  test("a prefix list that was read, and one that is empty", () => {
    const s = () => world(["tcp/5432 pl-1 10.1.0.0/16"]).prefixList("pl-1", "10.9.0.0/16", "10.2.0.0/16");
    const openTo = (from: string, more: Held = {}) =>
      open(hold(s(), { ...held, ...server, ...more, rows: [row("r", from, "web", "tcp/5432")] }), "i-db-a");
    expect(openTo("pl-1")).toEqual(["tcp/5432 from application of alder", "tcp/5432 from application of birch"]);
    expect(openTo("pl-2", { emptyLists: ["pl-2"], change: citing("pl-2") })).toHaveLength(3);
  });

  test("a list that is cited, and was not read, may open anything, and makes nothing certain", () => {
    expect(left([], ["tcp/5432 pl-9 10.9.0.0/16"])).toBe("V ? I ? A ? B");
  });
});

/** A rule that cites a list, so that it is asked for. */
function citing(PrefixListId: string) {
  return (listing: string, item: { GroupId: string; IpPermissions: readonly object[] }) =>
    listing !== "ec2.security-groups" || item.GroupId !== "sg-db-a"
      ? item
      : {
          ...item,
          IpPermissions: item.IpPermissions.map((each) => ({
            ...each,
            PrefixListIds: [{ PrefixListId: "pl-1" }, { PrefixListId }],
          })),
        };
}

describe("two customers", () => {
  const across = (from: Parameters<typeof row>[1], to: Parameters<typeof row>[2]) =>
    left([row("r", from, to, "tcp/5432")], undefined, server);
  test("a role, a block or a group lets no other customer in", () => {
    for (const from of ["application", "10.2.0.0/16", "sg-app-b", { securityGroup: "apps" }])
      expect(across(from, "web")).toContain("B");
  });
  test("one side that names a customer is not enough", () => {
    expect(across({ customer: "birch" }, "web")).toBe("V A B");
    expect(across("application", { customer: "alder" })).toBe("V B");
  });
  test("both sides name one", () => {
    expect(across({ customer: "birch" }, { customer: "alder" })).toBe("V A");
    expect(across({ customer: "birch", role: "application" }, { customer: "alder", role: "web" })).toBe("V A");
    expect(across([{ customer: "birch" }, "10.9.0.0/16"], [{ customer: "alder" }, { customer: "birch" }])).toBe("A");
  });
  test("and to a database never", () => {
    expect(left([row("r", { customer: "birch" }, { customer: "alder" }, "tcp/5432")])).toBe("V A B");
  });
  test("a target of nobody in particular takes whoever a row lets in", () => {
    expect(
      left([row("r", "application", "web", "tcp/5432")], undefined, { ...server, customers: { birch: ["vpc-b"] } }),
    ).toBe("V");
  });
});

describe("whom it lets in to", () => {
  const cases: readonly (readonly [name: string, to: Parameters<typeof row>[2], holds: boolean])[] = [
    ["a role", "database", true],
    ["another role", "web", false],
    ["a block around it", "10.1.0.16/28", true],
    ["its address", "10.1.0.20/32", true],
    ["a block beside it", "10.1.0.32/28", false],
    ["its group by id", "sg-db-a", true],
    ["its group by name", { securityGroup: "dbs" }, true],
    ["the other database's group", "sg-db-b", false],
    ["its customer", { customer: "alder" }, true],
    ["the other customer", { customer: "birch" }, false],
    ["role and customer", { role: "database", customer: "birch" }, false],
    ["the internet is no target", "internet", false],
    ["one of several", ["web", "sg-db-a"], true],
    ["a list that was not read", "pl-9", false],
  ];
  test.each(cases)("%s", (_, to, holds) => {
    const got = left([row("r", "10.9.0.0/16", to, "tcp/5432")], ["tcp/5432 10.9.0.0/16"]);
    expect(got.replace("? V", "V")).toBe(holds ? "" : "V");
  });
});

describe("ports", () => {
  const cases: readonly (readonly [rules: string, ports: string, left: readonly string[]])[] = [
    ["tcp/5432", "tcp/5432", []],
    ["tcp/5432", "tcp/5431", ["tcp/5432"]],
    ["tcp/5432", "udp/5432", ["tcp/5432"]],
    ["tcp/5432", "tcp", []],
    ["tcp/5432", "6/5432", []],
    ["tcp/5432", "all", []],
    ["tcp/5430-5440", "tcp/5432-5433", ["tcp/5430-5431", "tcp/5434-5440"]],
    ["tcp/5430-5440", "tcp/0-5430", ["tcp/5431-5440"]],
    ["tcp", "tcp/22", ["tcp/0-21", "tcp/23-65535"]],
    ["icmp/8", "icmp/8", []],
    ["icmp", "icmp/8", ["icmp/0", "icmp/9"]],
    ["icmp/3.4", "icmp/3/4", []],
    ["icmp/3", "icmp/3/4", ["icmp/3/0-3", "icmp/3/5-255"]],
    ["50", "50", []],
    ["50", "tcp", ["protocol 50"]],
    ["all", "all", []],
  ];
  test.each(cases)("%s of which a row justifies %s", (rule, ports, wanted) => {
    const rows = [row("r", "10.9.0.0/16", "database", ports)];
    const keys = open(hold(world([`${rule} 10.9.0.0/16`]), { ...held, rows }), "i-db-a");
    const told = keys.map((key) => key.replace(" from 10.9.0.0/16 beyond vgw-1", ""));
    // ICMP is told type by type.
    expect(told.length > 20 ? told.filter((each) => /^icmp\/(?:0|8|9)$/.test(each)).toSorted() : told).toEqual(wanted);
  });

  test("of all protocols but one the rest is told as one", () => {
    expect(left([row("r", "10.9.0.0/16", "database", "tcp/22")], ["all 10.9.0.0/16"])).toBe("all protocols from V");
  });
});

describe("rows that are used", () => {
  const used = (rows: readonly AccessRow[], rules?: readonly string[]) => {
    const proof = hold(world(rules), { ...held, rows });
    return rows.filter((each) => proof.uses(each) === "used").map(({ id }) => id);
  };
  test("those that let something in, on a port that is open", () => {
    const rows = [
      row("app", "application", "database", "tcp/5432"),
      row("other port", "application", "database", "tcp/5433"),
      row("nobody", "monitoring", "database", "tcp/5432"),
      row("no target", "application", "logging", "tcp/5432"),
    ];
    expect(used(rows)).toEqual(["app"]);
  });
  test("also of two rows for the same the second", () => {
    const rows = [row("wide", "10.9.0.0/16", "database", "tcp"), row("narrow", "10.9.0.0/24", "database", "tcp/5432")];
    expect(used(rows)).toEqual(["wide", "narrow"]);
  });

  test("what leaves the estate is not judged, and what may use a row that was not read is not known", () => {
    const rows = [
      row("out", "application", "internet", "tcp/443"),
      row("listed", "pl-9", "web", "tcp/443"),
      row("idle", "monitoring", "web", "tcp/443"),
    ];
    const use = (more: Held) => rows.map((each) => hold(world(), { ...held, rows, ...more }).uses(each));
    expect(use({})).toEqual(["elsewhere", "unsure", "unused"]);
    expect(use({ unread: ["rds.db-proxies"] })).toEqual(["elsewhere", "unsure", "unsure"]);
  });
});
