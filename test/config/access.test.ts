/** The access register: what it says, and what is wrong with one. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { registerOf, type RegisterRow } from "../../src/config/access-rows.ts";
import { ConfigError, loadConfig, loadRegister } from "../../src/config/index.ts";
import { parseFile } from "../../src/config/parse.ts";
import { resourceKinds, type Party } from "../../src/contract/index.ts";
import { hostile } from "../kit/hostile.ts";

const known = {
  roles: [{ role: "backup", kinds: [...resourceKinds] }],
  customers: [{ name: "alder", accounts: ["111122223333"] }],
};
const read = (text: string) => parseFile("a.yaml", text, registerOf(known));

const usual = {
  id: "r",
  from: "internet",
  to: "web",
  ports: "443",
  why: "w",
  owner: "o",
  approvedBy: "x",
  review: "2027-03-01",
};

/** A register of such rows: what differs from the usual one, as YAML; `null` leaves a key out. */
function rows(...all: readonly Readonly<Record<string, string | null>>[]): string {
  const lines = all.map((more) =>
    Object.entries<string | null>({ ...usual, ...more }).flatMap(([key, value]) =>
      value === null ? [] : `${key}: ${value}`,
    ),
  );
  return `rows:\n${lines.map((row) => `  - ${row.join("\n    ")}\n`).join("")}`;
}

const parties = (from: string): readonly Party[] => read(rows({ from })).value[0]!.from;

describe("a party", () => {
  it.each<[string, readonly Party[]]>([
    ["internet", [{ internet: true }]],
    ["bastion", [{ role: "bastion" }]],
    ["backup", [{ role: "backup" }]],
    ["10.0.0.0/8", [{ cidr: "10.0.0.0/8" }]],
    ["0.0.0.0/0", [{ cidr: "0.0.0.0/0" }]],
    ["203.0.113.9", [{ cidr: "203.0.113.9/32" }]],
    ["2001:DB8:0::/32", [{ cidr: "2001:db8::/32" }]],
    ['"::1"', [{ cidr: "::1/128" }]],
    ['"::/0"', [{ cidr: "::/0" }]],
    ["sg-0a1b2c3d", [{ securityGroup: "sg-0a1b2c3d" }]],
    ["pl-6ea54007", [{ prefixList: "pl-6ea54007" }]],
    ["{ role: database, customer: alder }", [{ role: "database", customer: "alder" }]],
    ["{ internet: true, cidr: 203.0.113.0/24 }", [{ internet: true, cidr: "203.0.113.0/24" }]],
    ["{ securityGroup: my group }", [{ securityGroup: "my group" }]],
    ["{ prefixList: pl-6ea54007, cidr: 192.0.2.1 }", [{ prefixList: "pl-6ea54007", cidr: "192.0.2.1/32" }]],
    [
      "[web, { role: web, customer: alder }, 10.0.0.1]",
      [{ role: "web" }, { role: "web", customer: "alder" }, { cidr: "10.0.0.1/32" }],
    ],
  ])("%s", (written, meant) => {
    expect(parties(written)).toEqual(meant);
  });
});

describe("the rest of a row", () => {
  it.each<[Readonly<Record<string, string | null>>, Partial<RegisterRow>]>([
    [{}, { protocol: "tcp", ports: ["443"], approval: { by: "x", review: "2027-03-01" }, clauses: [] }],
    [{ ports: "[443, 8000-8100, '80']" }, { ports: ["443", "8000-8100", "80"] }],
    [{ ports: "all" }, { ports: ["all"] }],
    [
      { protocol: "udp", ports: "53" },
      { protocol: "udp", ports: ["53"] },
    ],
    [{ protocol: "6" }, { protocol: "6", ports: ["443"] }],
    [
      { protocol: "all", ports: "all" },
      { protocol: "all", ports: ["all"] },
    ],
    [
      { protocol: "50", ports: "all" },
      { protocol: "50", ports: ["all"] },
    ],
    [
      { protocol: "icmp", ports: "[8, 3/4]" },
      { protocol: "icmp", ports: ["8", "3/4"] },
    ],
    [
      { protocol: "icmpv6", ports: "all" },
      { protocol: "icmpv6", ports: ["all"] },
    ],
    [{ approvedBy: null, review: null, unreviewed: "true" }, { approval: null }],
    [{ clauses: "[{ quote: q, section: s, policy: p }]" }, { clauses: [{ quote: "q", section: "s", policy: "p" }] }],
    [{ why: "over\n      two lines" }, { why: "over two lines" }],
  ])("%j", (more, meant) => {
    expect(read(rows(more)).value[0]).toMatchObject(meant);
  });
});

it("may be empty", () => {
  expect(read("rows: []").value).toEqual([]);
});

describe("one clear error, where it stands", () => {
  const draft = { approvedBy: null, review: null, unreviewed: "true" };
  it.each([
    ["", "1:1: the file is empty. Write something into it, or remove it."],
    ["{}", "1:1: rows is missing. The connections that are justified."],
    ["row: []\nrows: []", '1:1: there is no key "row". Did you mean "rows"?'],
    ["rows: {}", "1:7: rows must be a list, not a group of keys. The connections that are justified."],
    ["rows:\n  - internet", '2:5: rows[0] must be a group of keys, not the text "internet".'],
    ["rows: [", "1:8: the YAML cannot be read: "],
    [rows({ id: "A b" }), '2:9: rows[0].id "A b" must be an id: small letters and digits, set apart by -.'],
    [rows({ id: "1" }), '2:9: rows[0].id is read as the number 1, and must be text. Quote it: "1".'],
    [rows({ onwer: "x" }), '10:5: there is no key "onwer" in rows[0]. Did you mean "owner"?'],
    [rows({ owner: null }), "2:5: rows[0].owner is missing. Who answers for it: a role or a name."],
    [rows({ why: '""' }), '6:10: rows[0].why "" must not be empty. Why the connection must be there.'],

    [rows({ from: null }), "2:5: rows[0].from is missing. Who opens the connection: internet, a CIDR block"],
    [rows({ from: "" }), "3:11: rows[0].from has no value. Give it one, or remove the key."],
    [rows({ from: "[]" }), "3:11: rows[0].from must not be empty. Who opens the connection"],
    [rows({ from: "{}" }), "3:11: rows[0].from must not be empty. Who opens the connection"],
    [rows({ from: "5" }), "3:11: rows[0].from must be text, a group of keys, or a list of these. Who opens"],
    [rows({ from: "[web, 5]" }), "3:17: rows[0].from[1] must be text or a group of keys. internet, a CIDR block"],
    [rows({ from: "[web, web]" }), '3:17: rows[0].from[1] "web" stands in the list twice.'],
    [rows({ from: "bastoin" }), '3:11: rows[0].from: "bastoin" is no role. Did you mean "bastion"?'],
    [rows({ from: "Internet" }), '3:11: rows[0].from: "Internet" is no role. Did you mean "internet"?'],
    [
      rows({ from: "everybody" }),
      '3:11: rows[0].from: "everybody" is no role. There are: internet, bastion, database,',
    ],
    [rows({ from: "bakcup" }), '3:11: rows[0].from: "bakcup" is no role. Did you mean "backup"?'],
    [rows({ from: "[web, datbase]" }), '3:17: rows[0].from[1]: "datbase" is no role. Did you mean "database"?'],
    [rows({ from: "{ rol: web }" }), '3:13: there is no key "rol" in rows[0].from. Did you mean "role"?'],
    [rows({ from: "{ role: internet }" }), '3:19: rows[0].from.role: "internet" is no role. Write internet: true.'],
    [
      rows({ from: "{ role: 5 }" }),
      '3:19: rows[0].from.role is read as the number 5, and must be text. Quote it: "5".',
    ],
    [rows({ from: "[{ customer: elm }]" }), '3:24: rows[0].from[0].customer: "elm" is no customer. There are: alder.'],
    [rows({ from: "{ internet: false }" }), '3:23: rows[0].from.internet is "false". There are: true.'],
    [
      rows({ from: "{ prefixList: offices }" }),
      '3:25: rows[0].from.prefixList "offices" must be the id of a prefix list',
    ],
    [rows({ from: "{ securityGroup: sg-1 }" }), '3:28: rows[0].from.securityGroup "sg-1" must be the id of a security'],
    [
      rows({ from: "sg-1" }),
      '3:11: rows[0].from: "sg-1" must be the id of a security group, such as sg-0a1b2c3d4e5f67890',
    ],
    [rows({ from: "pl-x" }), '3:11: rows[0].from: "pl-x" must be the id of a prefix list, such as pl-6ea54007.'],
    [
      rows({ from: "10.0.5.7/8" }),
      '3:11: rows[0].from: "10.0.5.7/8" has bits beyond its prefix. Write 10.0.0.0/8, or 10.0.5.7 for the one address.',
    ],
    [
      rows({ from: "{ cidr: 2001:DB8::1/32 }" }),
      '3:19: rows[0].from.cidr: "2001:DB8::1/32" has bits beyond its prefix. Write 2001:db8::/32, or 2001:DB8::1 for',
    ],
    [
      rows({ from: "10.0.0.0/33" }),
      '3:11: rows[0].from: "10.0.0.0/33" is not a CIDR block. An IPv4 prefix length is 0',
    ],
    [rows({ from: "10.0.0/8" }), '3:11: rows[0].from: "10.0.0/8" is not a CIDR block. Write one such as 10.0.0.0/8'],
    [rows({ from: "010.0.0.0/8" }), '3:11: rows[0].from: "010.0.0.0/8" is not a CIDR block.'],
    [rows({ from: "example.com" }), '3:11: rows[0].from: "example.com/32" is not a CIDR block.'],
    [rows({ to: "datbase" }), '4:9: rows[0].to: "datbase" is no role. Did you mean "database"?'],

    [
      rows({ protocol: "TCP" }),
      '10:15: rows[0].protocol: "TCP" is not a protocol. Write tcp, udp, icmp, icmpv6, all or',
    ],
    [rows({ protocol: "256" }), '10:15: rows[0].protocol: "256" is not a protocol.'],
    [
      rows({ protocol: "[tcp]" }),
      "10:15: rows[0].protocol must be a protocol. tcp, udp, icmp, icmpv6, all, or the number",
    ],
    [rows({ ports: null }), "2:5: rows[0].ports is missing. Of tcp and udp 443, 8000-8100 or all;"],
    [
      rows({ ports: "65536" }),
      '5:12: rows[0].ports: "65536" is not a port of tcp. Write one such as 443, 8000-8100 or all.',
    ],
    [rows({ ports: "-1" }), '5:12: rows[0].ports: "-1" is not a port of tcp.'],
    [rows({ ports: "any" }), '5:12: rows[0].ports: "any" is not a port of tcp.'],
    [rows({ ports: "443, 80" }), '5:12: rows[0].ports: "443, 80" is not a port of tcp.'],
    [rows({ ports: "[443, 90-80]" }), '5:18: rows[0].ports[1]: "90-80" is not a port of tcp.'],
    [rows({ ports: "[443, 443]" }), "5:18: rows[0].ports[1] 443 stands in the list twice."],
    [rows({ ports: "[]" }), "5:12: rows[0].ports must not be empty."],
    [
      rows({ ports: "443.5" }),
      "5:12: rows[0].ports must be a port, such as 443, 8000-8100 or all, or a list of these.",
    ],
    [rows({ protocol: "all" }), "5:12: rows[0].ports: all protocols have no ports to choose. Write all."],
    [rows({ protocol: "50" }), "5:12: rows[0].ports: protocol 50 has no ports to choose. Write all."],
    [
      rows({ protocol: "icmp", ports: "256" }),
      '5:12: rows[0].ports: "256" is not a type of icmp. Write one such as 8, 3/4',
    ],

    [rows({ approvedBy: null }), "2:5: rows[0].approvedBy is missing. Who approved the row, and review with it."],
    [rows({ review: null }), "2:5: rows[0].review is missing. The day by which somebody looks at the row again"],
    [rows({ approvedBy: null, review: null }), "2:5: rows[0].approvedBy is missing."],
    [
      rows({ review: "2027-02-29" }),
      '9:13: rows[0].review "2027-02-29" must be a day of the calendar, written as 2027-03-01.',
    ],
    [rows({ review: "soon" }), '9:13: rows[0].review "soon" must be a day of the calendar'],
    [rows({ ...draft, review: "2027-03-01" }), "9:17: rows[0].unreviewed: a draft has neither approvedBy nor review."],
    [rows({ ...draft, approvedBy: "x" }), "9:17: rows[0].unreviewed: a draft has neither approvedBy nor review."],
    [rows({ ...draft, unreviewed: "false" }), '8:17: rows[0].unreviewed is "false". There are: true.'],
    [rows({ clauses: "[{ section: x }]" }), "10:15: rows[0].clauses[0].quote is missing."],
    [rows({ clauses: "{ quote: x }" }), "10:14: rows[0].clauses must be a list, not a group of keys."],

    [rows({}, { to: "database" }), '10:9: rows[1].id: "r" is the id of rows[0] too. Give each row an id of its own.'],
    [rows({}, {}), '10:9: rows[1].id: "r" is the id of rows[0] too.'],
    [rows({}, { id: "s" }), '10:5: rows[1]: the parties and ports are those of the row "r". Keep one of the two.'],
    [rows({}, { id: "s", why: "another", ...draft }), '10:5: rows[1]: the parties and ports are those of the row "r".'],
    [
      rows({}, { id: "s", protocol: "6", ports: '"443-443"', from: "{ internet: true }", to: "[web]" }),
      "rows[1]: the parties",
    ],
    [rows({ ports: "[1-9, 80]" }, { id: "s", ports: "[80, 1-4, 5-9]" }), "rows[1]: the parties and ports are those"],
    [
      rows(
        { from: "[web, 2001:db8::/32, {customer: alder, role: web}]" },
        { id: "s", from: "[{role: web, customer: alder}, '2001:DB8::/32', web]" },
      ),
      "rows[1]: the parties and ports are those",
    ],
  ])("%j", (text, line) => {
    const error = errorOf(text);
    expect(error.message.split("\n")).toHaveLength(1);
    expect(error.message).toContain(line.startsWith("rows") ? line : `a.yaml:${line}`);
    expect(error.hint).toMatch(/\S/);
  });

  it("of each row, at once", () => {
    const { problems } = errorOf(rows({ from: "x" }, { ports: "x", to: "10.0.0.1/8" }, { protocol: "x" }));
    expect(problems.map(({ line }) => line)).toEqual([3, 12, 13, 26]);
  });
});

function errorOf(text: string): ConfigError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe("rows that differ", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["in direction", { from: "web", to: "internet" }],
    ["in protocol", { protocol: "udp" }],
    ["in a port more", { ports: "[443, 80]" }],
    ["in what a party is, too", { to: "{ role: web, customer: alder }" }],
    ["in one party more", { to: "[web, database]" }],
    ["in writing the internet as addresses", { from: '[0.0.0.0/0, "::/0"]' }],
  ])("%s are two", (_, more) => {
    expect(read(rows({}, { id: "s", ...more })).value).toHaveLength(2);
  });
});

describe("hostile strings", () => {
  it.each(Object.entries(hostile))("%s", (_, text) => {
    for (const key of ["id", "from", "to", "protocol", "ports", "why", "owner", "approvedBy", "review"] as const) {
      const written = stringify({ rows: [{ ...usual, [key]: text }] });
      try {
        const [row] = read(written).value;
        // What is free text is kept as it is, but for white space at its ends.
        expect([key, row]).toEqual([key, expect.objectContaining({ id: "r" })]);
        expect(["why", "owner", "approvedBy"]).toContain(key);
        expect(key === "approvedBy" ? row!.approval?.by : row![key as "why"]).toBe(text.trim());
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        expect(error.message.length).toBeLessThan(2000);
        expect(error.line).toBeGreaterThan(0);
      }
    }
  });
});

it("reads what was written, however it is set", () => {
  const id = fc.integer({ min: 0, max: 1e6 }).map((n) => `row-${n}`);
  const byte = fc.nat(255);
  const cidr = fc.oneof(
    fc.tuple(byte, byte).map(([a, b]) => `10.${a}.${b}.0/24`),
    fc.integer({ min: 1, max: 0xffff }).map((n) => `2001:db8:${n.toString(16)}::/48`),
  );
  const role = fc.constantFrom("web", "bastion", "database", "backup");
  const group = fc.nat(0xffff).map((n) => `sg-0${n.toString(16).padStart(7, "0")}`);
  const party = fc.oneof(
    fc.constant<Party>({ internet: true }),
    cidr.map((one): Party => ({ cidr: one })),
    role.map((one): Party => ({ role: one })),
    group.map((one): Party => ({ securityGroup: one })),
    fc.tuple(role, cidr).map(([one, block]): Party => ({ role: one, cidr: block, customer: "alder" })),
  );
  const some = fc.uniqueArray(party, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) });
  const text = fc
    .string({ minLength: 1, maxLength: 30 })
    .filter((one) => one.trim() === one && !one.includes("\u0000"));
  const row = fc.record<RegisterRow>({
    id,
    from: some,
    to: some,
    protocol: fc.constantFrom("tcp", "udp"),
    ports: fc.uniqueArray(fc.nat(65_535).map(String), { minLength: 1, maxLength: 3 }),
    why: text,
    owner: text,
    approval: fc.option(fc.record({ by: text, review: fc.constant("2027-03-01") })),
    clauses: fc.array(fc.record({ quote: text }), { maxLength: 2 }),
  });
  const apart = fc.uniqueArray(row, { maxLength: 5, selector: (one) => one.id });
  fc.assert(
    fc.property(apart, fc.boolean(), (all, short) => {
      const written = { rows: all.map((one) => writtenOf(one, short)) };
      for (const set of [stringify(written), JSON.stringify(written)]) {
        try {
          expect(read(set).value).toEqual(all);
        } catch (error) {
          // Two of them may say the same.
          if (!(error instanceof ConfigError) || !error.message.includes("are those of the row")) throw error;
        }
      }
    }),
    { numRuns: 200 },
  );
});

/** As people write a row: in short, where that can be. */
function writtenOf({ from, to, approval, ports, ...rest }: RegisterRow, short: boolean): object {
  const party = (one: Party) => {
    const [only, ...more] = Object.values(one) as string[];
    if (!short || more.length > 0) return one;
    return one.internet ? "internet" : only;
  };
  const list = (all: readonly unknown[]) => (short && all.length === 1 ? all[0] : all);
  return {
    ...rest,
    from: list(from.map(party)),
    to: list(to.map(party)),
    ports: list(short ? ports.map(Number) : ports),
    ...(approval === null ? { unreviewed: true } : { approvedBy: approval.by, review: approval.review }),
  };
}

it("reads ten thousand rows, each with its place", () => {
  const count = 10_000;
  const text = rows(...Array.from({ length: count }, (_, i) => ({ id: `r-${i}`, from: `10.${i >> 8}.${i % 256}.1` })));
  const { value, placeOf } = read(text);
  expect(value).toHaveLength(count);
  expect(value.at(-1)!.from).toEqual([{ cidr: "10.39.15.1/32" }]);
  expect(placeOf(["rows", count - 1])).toEqual({ file: "a.yaml", line: 8 * count - 6, column: 5 });
  expect(placeOf(["rows", count - 1, "review"])).toEqual({ file: "a.yaml", line: 8 * count + 1, column: 13 });
});

describe("the file", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "clausewatch-access-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  async function load(access: string, files: Readonly<Record<string, string>> = {}, cwd = "conf") {
    const folder = await mkdtemp(join(root, "f-"));
    const all = { "conf/clausewatch.yaml": `failOn: low\n${access}`, "conf/a.md": "# A", ...files };
    for (const [name, content] of Object.entries(all)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const from = { cwd: join(folder, cwd), env: {} };
    return loadRegister(await loadConfig({ ...from, path: join(folder, "conf/clausewatch.yaml") }), from.cwd);
  }

  it("need not be", async () => {
    expect(await load("")).toBeNull();
  });

  it("is named from the configuration's folder, and in errors from the working directory", async () => {
    const found = await load("access: ../net/access.yaml", { "net/access.yaml": rows({}) }, ".");
    expect(found).toMatchObject({ file: "../net/access.yaml", value: [{ id: "r" }] });
    expect(found!.placeOf(["rows", 0, "why"])).toEqual({ file: "net/access.yaml", line: 6, column: 10 });
    await expect(load("access: a.yaml", { "conf/a.yaml": rows({ to: "x" }) }, ".")).rejects.toThrow(
      /^conf\/a\.yaml:4:9: rows\[0\]\.to: "x" is no role\. /,
    );
  });

  it("knows the roles and the customers of its configuration", async () => {
    const text = rows({ from: "{ role: vault, customer: elm }" });
    const declared = "roles: [{ role: vault, name: v }]\ncustomers: [{ name: elm, tags: { a: b } }]\naccess: a.yaml";
    expect(await load(declared, { "conf/a.yaml": text })).toMatchObject({
      value: [{ from: [{ role: "vault", customer: "elm" }] }],
    });
    const error = await load("access: a.yaml", { "conf/a.yaml": text }).catch(
      (thrown: unknown) => thrown as ConfigError,
    );
    expect((error as ConfigError).message.split("\n")).toEqual([
      expect.stringMatching(/^a\.yaml:3:19: rows\[0\]\.from\.role: "vault" is no role\. There are: bastion, /),
      'a.yaml:3:36: rows[0].from.customer: "elm" is no customer. None is declared under customers.',
    ]);
  });

  it.each<[string, string, string, RegExp]>([
    [
      "missing",
      "none.yaml",
      "",
      /^clausewatch\.yaml:2:9: the access register "none\.yaml" does not exist\. Check the path/,
    ],
    ["a folder", "../conf", "", /^clausewatch\.yaml:2:9: the access register "\.\.\/conf" is a folder\. Name a file/],
    ["no text", "b.yaml", "\u0000", /^clausewatch\.yaml:2:9: the access register "b\.yaml" is not text in UTF-8\./],
    [
      "too large",
      "b.yaml",
      `#${" ".repeat(10_000_000)}`,
      /: the access register "b\.yaml" is too large: 10\.0 MB, where 10\.0 MB/,
    ],
  ])("%s", async (_, path, text, message) => {
    await expect(load(`access: ${path}`, text === "" ? {} : { [`conf/${path}`]: text })).rejects.toThrow(message);
  });
});
