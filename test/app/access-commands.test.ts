/** What the commands about access compute: both ends found, answers that agree with the engine, drafts, differences. */
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { beforeAll, describe, expect, test } from "vitest";
import { NetworkProof, type Askers, type Place } from "../../src/access/index.ts";
import { diffAccess } from "../../src/app/access-diff.ts";
import { draftOf, type Draft } from "../../src/app/access-draft.ts";
import { draftText } from "../../src/app/access-draft-text.ts";
import { explainAccess } from "../../src/app/access-explain.ts";
import { listAccess } from "../../src/app/access-list.ts";
import { findAskers, findPorts, findTarget, type Found } from "../../src/app/access-names.ts";
import { readProof } from "../../src/app/network.ts";
import { readEverything, type Read } from "../../src/app/read.ts";
import { registerOf } from "../../src/config/access-rows.ts";
import type { AccessRow, Opener, Source } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import { diffText, explainText, listText } from "../../src/report/access.ts";
import { displayWidth } from "../../src/report/index.ts";

const CONFIG = fileURLToPath(new URL("../../config/clausewatch.yaml", import.meta.url));

let read: Read;
let demo: NetworkProof;
let mended: NetworkProof;
beforeAll(async () => {
  read = await readEverything({ path: CONFIG, cwd: process.cwd(), env: {}, log: () => undefined });
  await read.catalog.close();
  demo = await proofOf();
  mended = await proofOf({ mended: "all" });
});

async function proofOf(
  options: Parameters<typeof demoRecording>[0] = {},
  rows = read.access!.rows,
  change = (source: Source) => source,
) {
  const source = change({ ...demoRecording(options), name: "demo" });
  const access = { ...read.access!, rows };
  return await readProof(source, { access, ownership: read.ownership }, { units: 4, progress: () => undefined });
}

function found<T>(answer: Found<T>): T {
  if ("problem" in answer) throw new Error(answer.problem);
  return answer.found;
}
const problem = (answer: Found<unknown>) => ("problem" in answer ? answer.problem : "");
const target = (text: string, proof = demo) => found(findTarget(proof, text));
const askers = (text: string, proof = demo) => found(findAskers(proof, text));
const ask = (from: string, to: string, port?: string, proof = demo) =>
  explainAccess(proof, askers(from, proof), target(to, proof), port === undefined ? null : found(findPorts(port)));

describe("both ends", () => {
  test("a target is found by id, name, ARN, interface and private address", () => {
    const { place } = target("alder app a");
    for (const text of [place.resource.id, place.resource.arn]) expect(target(text)).toEqual({ place, node: null });
    const node = place.nodes[0]!;
    expect(target(node.id)).toEqual({ place, node });
    expect(target(node.addresses.ipv4[0]!.text)).toEqual({ place, node });
    const balancer = demo.targets.find(({ balancer: one }) => one?.name === "alder");
    expect(target(balancer!.resource.arn).place).toBe(balancer);
  });

  test("askers are things, addresses, blocks or the internet", () => {
    expect(askers("internet")).toMatchObject({ nodes: null, internet: true });
    expect(askers("203.0.113.9")).toMatchObject({ nodes: null, one: "203.0.113.9", internet: false });
    expect(askers("10.0.0.0/8")).toMatchObject({ nodes: null, text: "10.0.0.0/8" });
    expect(askers("2001:db8::/32")).toMatchObject({ nodes: null });
    const app = askers("alder app a");
    expect(app.nodes).toEqual(target("alder app a").place.nodes);
    expect(askers(app.nodes![0]!.addresses.ipv4[0]!.text).nodes).toEqual(app.nodes);
    expect(askers("platform").place!.kind).toBe("load balancer");
  });

  test.each([
    ["alderapp", /^--from alderapp: nothing is called so; the nearest: alder app a, /],
    ["birch-records", /^--from birch-records: birch-records opens no connections$/],
  ])("of askers %s nothing is found, and what is near is named", (text, says) => {
    expect(problem(findAskers(demo, text))).toMatch(says);
  });

  test("a name of several is an error that names them all", () => {
    const says = problem(findTarget(demo, "platform-records"));
    expect(says).toMatch(/^--to platform-records is the name of several: rds instance arn:\S+ .*, rds proxy arn:/);
    expect(problem(findTarget(demo, "nope"))).toMatch(/nothing is called so; the nearest: /);
  });

  test("what was not read is said where nothing was found", async () => {
    const blind = await proofOf({}, [], without(ec2.instances.id));
    expect(problem(findTarget(blind, "alder app a"))).toMatch(/\(not read: [^)]*ec2[^)]*\)/);
  });

  test.each([
    ["5432", [398_648, 398_649]],
    ["udp/53", [17 * 65_536 + 53, 17 * 65_536 + 54]],
    ["icmp/8", [65_536 + 2048, 65_536 + 2304]],
    ["tcp/80-81", [393_296, 393_298]],
  ])("the port %s", (text, set) => {
    expect(found(findPorts(text))).toEqual(set);
  });

  test.each(["x", "70000", "udp/", "gre/1", "tcp"])("the port %s is an error", (text) => {
    expect(problem(findPorts(text))).toContain(`--port ${text}: `);
  });
});

describe("explain", () => {
  test("reachable: every layer passes, with the row that justifies it, or none", () => {
    const told = ask("alder app a", "birch-records");
    expect(told).toMatchObject({ verdict: "reachable", blocked: [] });
    expect(told.ways).toMatchObject([{ ports: ["tcp/5432"], rows: [], justified: "no" }]);
    expect(told.ways[0]!.path.every(({ result, by }) => result === "passes" && by !== "")).toBe(true);
    expect(told.ways[0]!.path.map(({ layer }) => layer)).toContain("peering");
    expect(ask("bastion", "birch-records").ways).toMatchObject([
      { rows: [{ id: "database-administration", file: "access.yaml" }], justified: "yes" },
    ]);
  });

  test("not reachable: every layer that blocks", () => {
    const told = ask("internet", "birch-records");
    expect(told).toMatchObject({ verdict: "not reachable", ways: [], blocked: [{ ports: ["tcp/5432"] }] });
    const blocks = told.blocked[0]!.path.filter(({ result }) => result === "blocks").map(({ layer }) => layer);
    expect(blocks).toEqual(["public address", "route back", "security groups of the target"]);
  });

  test("what is no matter of the network is a layer too: listeners, load balancers, the target itself", () => {
    const last = (told: ReturnType<typeof ask>) => told.blocked.flatMap(({ path }) => path.at(-1)!.layer);
    expect(last(ask("internet", "platform", "8080"))).toEqual(["listeners"]);
    expect(last(ask("platform", "web a", "22"))).toEqual(["load balancer"]);
    expect(last(ask("web a", "web a", "22"))).toEqual(["source"]);
    expect(ask("birch", "birch app a", "8443").verdict).toBe("reachable");
  });

  test("a part of the internet, and only on some ports", () => {
    expect(ask("203.0.113.9", "bastion", "22").ways).toMatchObject([
      { justified: "yes", rows: [{ id: "office-to-bastion" }] },
    ]);
    expect(ask("198.51.100.99", "bastion", "22").ways).toMatchObject([{ justified: "no", rows: [] }]);
    expect(ask("198.51.100.99", "bastion", "22", mended).verdict).toBe("not reachable");
    const both = ask("internet", "bastion");
    expect(both.ways.flatMap(({ ports }) => ports)).toEqual(["tcp/22"]);
    expect(both.blocked.flatMap(({ ports }) => ports)).toEqual(["tcp/9100"]);
  });

  test("unknown: it hangs on what was not read, which is named", async () => {
    const blind = await proofOf({}, [], without(ec2.networkAcls.id));
    const told = ask("alder app a", "birch-records", "5432", blind);
    expect(told.verdict).toBe("unknown");
    expect(told.ways[0]!.path.filter(({ result }) => result === "unknown").map(({ layer }) => layer)).toContain(
      "network ACL of the target's subnet, inbound",
    );
  });

  test("engine and tracer agree for every pair of things, on every port that matters to one", () => {
    const ports = ["22", "443", "5432", "8443", "udp/53"].map((text) => found(findPorts(text)));
    const disagreeing: string[] = [];
    for (const one of demo.targets.filter(({ nodes }) => nodes.length > 0)) {
      const who: Askers = askers(one.resource.arn);
      for (const place of demo.targets) {
        for (const port of ports) {
          const { ways, blocked, verdict } = explainAccess(demo, who, { place, node: null }, port);
          const steps = [...ways, ...blocked].flatMap(({ path }) => path);
          const told = `${one.resource.name} to ${place.resource.name} ${port}: ${verdict}`;
          if (steps.some(({ layer }) => layer === "the proof")) disagreeing.push(told);
          const isOpen = (to: Place, by: (from: Opener) => boolean, on: typeof port | null) =>
            demo.reached(to).some(({ set, from, certain }) => certain && by(from) && (on === null || set.some((_, i) => i % 2 === 0 && set[i]! <= on[0]! && on[0]! < set[i + 1]!))); // prettier-ignore
          const isOne = ({ kind, roles, customer }: Opener) =>
            kind === "host" && one.roles.join() === roles.join() && one.customer === customer;
          // Through a load balancer: the one reaches that, and that the other.
          const isHanded = (front: Place) =>
            front.balancer !== undefined &&
            ways.some(({ from }) => from.endsWith(` through ${front.balancer!.name}`)) &&
            isOpen(front, isOne, null) &&
            isOpen(place, ({ roles }) => roles.join() === front.roles.join(), port);
          const open = isOpen(place, isOne, port) || demo.targets.some(isHanded);
          if (verdict === "reachable" && !open) disagreeing.push(told);
        }
      }
    }
    expect(disagreeing).toEqual([]);
  });
});

describe("list", () => {
  test("everybody, with the row or none", () => {
    const { openers, to } = listAccess(demo, target("birch-records"));
    expect(to).toMatchObject({ kind: "rds instance", customer: "birch", roles: ["database"] });
    expect(
      openers.map(({ name, ports, rows, justified }) => [name, ports, rows.map(({ id }) => id), justified]),
    ).toEqual([
      ["application, server of alder", ["tcp/5432"], [], "no"],
      ["application, server of birch", ["tcp/5432"], ["birch-queries"], "yes"],
      [expect.stringMatching(/^bastion, server of vpc-/), ["tcp/5432"], ["database-administration"], "yes"],
    ]);
  });

  test("agrees with the openings that no row justifies", () => {
    for (const place of demo.targets) {
      const bare = Map.groupBy(demo.openings(place), ({ from }) => from.name);
      for (const { name, ports, justified } of listAccess(demo, { place, node: null }).openers) {
        const left = bare.get(name)?.map((opening) => opening.ports) ?? [];
        if (justified === "yes") expect(left.filter((each) => ports.includes(each))).toEqual([]);
        else if (name !== "0.0.0.0/0")
          expect([place.resource.name, name, left]).not.toEqual([place.resource.name, name, []]);
      }
    }
  });
});

describe("init", () => {
  const rowsOf = ({ rows }: Draft): readonly AccessRow[] => {
    const text = draftText({ rows, refused: [] }, []);
    const { roles, customers } = read.loaded.config;
    const settings = { ...(roles === undefined ? {} : { roles }), ...(customers === undefined ? {} : { customers }) };
    const written = registerOf(settings).parse(parse(text));
    return written.map((row) => ({ ...row, clauses: [], place: { file: "draft.yaml" } }));
  };

  test.each([
    ["as it is", {}],
    ["mended", { mended: "all" }],
  ] as const)("the draft is valid, and justifies all that a row can: the demo %s", async (_, options) => {
    const bare = await proofOf(options, []);
    const rows = rowsOf(draftOf(bare));
    expect(rows.every(({ approval }) => approval === null)).toBe(true);
    const proof = await proofOf(options, rows);
    const left = proof.targets.flatMap((place) =>
      proof.openings(place).map(({ from, ports }) => `${place.resource.name} on ${ports} from ${from.name}`),
    );
    const never = ["bastion on tcp/22 from 0.0.0.0/0", "birch-records on tcp/5432 from application, server of alder"];
    expect(left.toSorted()).toEqual("mended" in options ? [] : never);
    expect(rows.filter((row) => !proof.uses(row)).map(({ id }) => id)).toEqual([]);
  });

  test("depends on what is open alone: the register that there is changes nothing", async () => {
    const text = (proof: NetworkProof) => draftText(draftOf(proof), []);
    expect(text(demo)).toBe(text(await proofOf({}, [])));
  });

  test("the internet gets no row at a database or a bastion, and a warning at what is no load balancer", async () => {
    const open = await proofOf({}, [], opened);
    const draft = draftOf(open);
    const atDatabase = draft.rows.filter(
      ({ from, to }) =>
        from.some(({ internet, cidr, role }) => internet || (role === undefined && !cidr?.startsWith("10."))) &&
        to.some(({ role }) => role === "percona" || role === "database"),
    );
    expect(atDatabase).toEqual([]);
    expect(draft.refused.some((text) => text.includes("no row justifies the internet at a database"))).toBe(true);
    expect(draft.rows.some(({ from, to }) => from[0]?.internet && to.some(({ role }) => role === "bastion"))).toBe(
      false,
    );
    expect(draft.refused.some((text) => text.includes("no row justifies the internet at a bastion"))).toBe(true);
    expect(draftText(draft, [])).toContain("  # WARNING: The whole internet");
  });

  test("hostile names stay within their line", () => {
    const draft: Draft = {
      rows: [
        {
          id: "a",
          from: [{ internet: true }],
          to: [{ role: "web" }],
          protocol: "udp",
          ports: ["53"],
          why: "x\n  - id: b",
          warnings: ["y\nrows: []"],
        },
      ],
      refused: ["z\nrows: []"],
    };
    expect(parse(draftText(draft, ["q\nrows: []"]))).toEqual({
      rows: [
        {
          id: "a",
          from: "internet",
          to: "web",
          protocol: "udp",
          ports: 53,
          why: "x\n  - id: b",
          owner: "nobody yet",
          unreviewed: true,
        },
      ],
    });
  });
});

describe("diff", () => {
  const diff = (before: NetworkProof, after: NetworkProof) =>
    diffAccess({ name: "before", proof: before }, { name: "after", proof: after });

  test("of the same network there is none", () => {
    expect(diff(demo, demo)).toMatchObject({ opened: [], closed: [], doubts: [] });
  });

  test("what became reachable is exact, and no longer reachable the other way round", () => {
    const { opened, closed } = diff(mended, demo);
    expect(closed).toEqual([]);
    const at = (name: string) => opened.filter(({ to }) => to.name === name);
    expect(at("birch-records")).toMatchObject([
      { ports: ["tcp/5432"], name: "application, server of alder", justified: "no" },
    ]);
    // The office could reach the bastion before.
    expect(at("bastion")[0]).toMatchObject({
      text: "the whole IPv4 internet, but for 203.0.113.0/24",
      ports: ["tcp/22"],
      rows: [],
      justified: "no",
    });
    const texts = (changes: typeof opened) => changes.map(({ to, text, ports }) => [to.id, text, ports]);
    expect(texts(diff(demo, mended).closed)).toEqual(texts(opened));
  });

  test("regions that one of them lacks are not compared, which is said", async () => {
    const part = await proofOf({}, [], (source) => ({
      ...source,
      accounts: async () =>
        (await source.accounts()).map((plan) => ({
          ...plan,
          regions: plan.regions.filter(({ region }) => region !== "us-east-1"),
        })),
    }));
    const { opened, closed, doubts } = diff(part, demo);
    expect({ opened, closed }).toEqual({ opened: [], closed: [] });
    expect(doubts).toEqual([expect.stringMatching(/^not compared, for after alone has them: .*us-east-1/)]);
  });

  test("what was not read is said", async () => {
    const blind = await proofOf({}, [], without(ec2.instances.id));
    expect(diff(demo, blind).doubts).toEqual([expect.stringMatching(/^after: \S*ec2\S* was not read/)]);
  });
});

test.each([80, 120, 200])("what is shown fits %i columns, with and without colors", (width) => {
  for (const color of [false, true]) {
    const options = { width, color, unicode: true };
    const both = { before: { name: "before", proof: mended }, after: { name: "after", proof: demo } };
    const texts = [
      listText(listAccess(demo, target("bastion")), options),
      listText(listAccess(demo, target("birch app a")), options),
      explainText(ask("internet", "bastion"), options),
      explainText(ask("10.0.0.0/8", "birch-records"), options),
      diffText(diffAccess(both.before, both.after), options),
    ];
    for (const text of texts) expect(text.split("\n").filter((line) => displayWidth(line) > width)).toEqual([]);
  }
});

/** A source of which a listing cannot be read. */
function without(id: string): (source: Source) => Source {
  return (source) => ({
    ...source,
    read: async (request, onPage) =>
      request.listing.id !== id
        ? await source.read(request, onPage)
        : {
            complete: false,
            unreadable: {
              kind: "denied",
              api: id,
              action: id,
              code: "UnauthorizedOperation",
              message: "no",
              account: request.unit.account,
              region: request.unit.region,
            },
          },
  });
}

/** A source in which every server and its rules are open to the internet. */
function opened(source: Source): Source {
  const rule = {
    IpProtocol: "-1",
    IpRanges: [{ CidrIp: "0.0.0.0/0" }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  };
  const change = (id: string, item: any) => {
    if (id === ec2.securityGroups.id) return { ...item, IpPermissions: [...item.IpPermissions, rule] };
    if (id === ec2.routeTables.id && item.Routes.some((route: any) => route.GatewayId === "local"))
      return {
        ...item,
        Routes: [
          ...item.Routes.filter((route: any) => route.DestinationCidrBlock !== "0.0.0.0/0"),
          ...gatewayOf(item.VpcId),
        ],
      };
    if (id !== ec2.networkInterfaces.id || item.PrivateIpAddresses === undefined) return item;
    return {
      ...item,
      PrivateIpAddresses: item.PrivateIpAddresses.map((own: any) => ({
        ...own,
        Association: { PublicIp: "198.51.100.200" },
      })),
    };
  };
  const gateways = new Map<string, string>();
  const gatewayOf = (vpc: string) =>
    gateways.has(vpc) ? [{ DestinationCidrBlock: "0.0.0.0/0", GatewayId: gateways.get(vpc), State: "active" }] : [];
  return {
    ...source,
    accounts: async () => {
      const plans = await source.accounts();
      for (const plan of plans)
        for (const { region } of plan.regions)
          await source.read(
            { unit: { account: plan.account, partition: "aws", region }, listing: ec2.internetGateways },
            ({ items }) => {
              for (const item of items as any[])
                for (const { VpcId } of item.Attachments) gateways.set(VpcId, item.InternetGatewayId);
            },
          );
      return plans;
    },
    read: async (request, onPage) =>
      await source.read(request, (page) =>
        onPage({ ...page, items: page.items.map((item) => change(request.listing.id, item)) }),
      ),
  };
}
