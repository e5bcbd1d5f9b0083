import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CatalogError, loadCatalog } from "../../src/catalog/index.ts";
import { ec2, elbv2, listings } from "../../src/listings/index.ts";
import { builtInTree, checkFile, control, tree } from "./tree.ts";

const sound = { "drives/control.yaml": control, "drives/volume-encrypted.ts": checkFile("volume-encrypted") };

async function loaded(builtIn: Record<string, string>, user: Record<string, string> | null = null) {
  const folders = user === null ? [] : [tree(user)];
  const catalog = await loadCatalog({ listings, builtIn: builtInTree(builtIn), folders });
  await catalog.close();
  return catalog;
}

describe("built-in checks", () => {
  test("a control's folder gives a control and its checks", async () => {
    const { controls, checks } = await loaded(sound);
    expect([...controls.keys()]).toEqual(["drives"]);
    expect(controls.get("drives")?.hipaa).toEqual([
      { rule: "164.312(a)(2)(iv)", title: "Encryption and decryption", kind: "addressable" },
    ]);
    const check = checks.get("volume-encrypted");
    expect(check).toMatchObject({ severity: "high", controls: ["drives"], aliases: [], builtIn: true, with: {} });
    expect(check?.over).toBe(ec2.volumes);
    expect(check?.listings).toEqual([ec2.volumes]);
  });

  test("what a listing is asked by is read as well, before it", async () => {
    const { checks } = await loaded({
      ...sound,
      "drives/listener.ts": checkFile("listener", {
        over: "elbv2.listeners",
        with: "{ rules: elbv2.rules, balancers: elbv2.loadBalancers }",
      }),
    });
    const check = checks.get("listener");
    expect(check?.with["rules"]).toBe(elbv2.rules);
    const order = check?.listings.map(({ id }) => id) ?? [];
    expect(new Set(order)).toEqual(new Set(["elbv2.load-balancers", "elbv2.listeners", "elbv2.rules"]));
    expect(order.length).toBe(3);
    for (const listing of check?.listings ?? []) {
      if (listing.each) expect(order.indexOf(listing.each.of.id)).toBeLessThan(order.indexOf(listing.id));
    }
  });

  test("files beside checks are not checks", async () => {
    const { checks } = await loaded({
      ...sound,
      "drives/volume-encrypted.test.ts": "throw new Error();",
      "drives/volume-encrypted.d.ts": "export {};",
      "drives/README.md": "",
      "drives/shared/words.ts": "throw new Error();",
      ".hidden/x.ts": "throw new Error();",
    });
    expect([...checks.keys()]).toEqual(["volume-encrypted"]);
  });

  test("parameters are read by the check's schema, and shown as JSON Schema", async () => {
    const { checks } = await loaded({
      ...sound,
      "drives/sized.ts": checkFile("sized", { params: "z.strictObject({ least: z.number().default(7) })" }),
    });
    const check = checks.get("sized");
    expect(check?.paramsSchema).toMatchObject({ properties: { least: { type: "number", default: 7 } } });
    expect(await check?.readParams({})).toEqual({ params: { least: 7 } });
    expect(await check?.readParams({ least: "x" })).toMatchObject({ issues: [{ path: ["least"] }] });
    expect(await checks.get("volume-encrypted")?.readParams({ least: 1 })).toMatchObject({ issues: [{ path: [] }] });
  });
});

test("the terms of a vocabulary are set apart by commas", async () => {
  const words = "vocabulary:\n  subject: [drive, 'encrypt, AES  256']\n  foreign: >-\n    hard\n    times, tape\n";
  const { controls } = await loaded({ ...sound, "drives/control.yaml": control + words });
  expect(controls.get("drives")?.vocabulary).toEqual({
    subject: [["drive"], ["encrypt", "AES  256"]],
    typical: [],
    foreign: ["hard times", "tape"],
    figures: {},
  });
});

test("a blind spot of a check of another control stops the start", async () => {
  const other = control
    .replaceAll("drives", "disks")
    .replace("[disks inside of instances]", "[{ text: a, checks: [x] }]");
  const loading = loaded({ ...sound, "disks/control.yaml": other, "drives/x.ts": checkFile("x") });
  await expect(loading).rejects.toThrow(
    /disks\/control\.yaml:7:\d+: blind\.0\.checks\.0: "x" is no check of this control/,
  );
});

describe("users' folders", () => {
  test.each([
    ["flat, with `controls`", { "mine.ts": checkFile("mine", { controls: '["drives"]' }) }, ["drives"]],
    ["in a folder of a known control's name", { "drives/mine.ts": checkFile("mine") }, ["drives"]],
    [
      "in a control's folder of its own",
      {
        "disks/control.yaml": control.replace("drives", "disks"),
        "disks/mine.ts": checkFile("mine", { controls: '["drives"]' }),
      },
      ["disks", "drives"],
    ],
    ["in JavaScript", { "mine.js": checkFile("mine", { controls: '["drives"]' }) }, ["drives"]],
  ])("%s", async (_, user, controls) => {
    const { checks } = await loaded(sound, user);
    expect(checks.get("mine")).toMatchObject({ controls, builtIn: false, title: "Volumes are encrypted" });
    expect(checks.get("mine")?.over).toBe(ec2.volumes);
  });

  test("a folder that is a control itself", async () => {
    const folder = tree({
      "disks/control.yaml": control.replace("drives", "disks"),
      "disks/mine.ts": checkFile("mine"),
    });
    const catalog = await loadCatalog({ listings, builtIn: builtInTree(sound), folders: [join(folder, "disks")] });
    await catalog.close();
    expect(catalog.checks.get("mine")?.controls).toEqual(["disks"]);
  });

  test("a folder that is not there", async () => {
    const loading = loadCatalog({ listings, builtIn: builtInTree(sound), folders: ["/nowhere/checks"] });
    await expect(loading).rejects.toThrow("/nowhere/checks: is no folder that can be read (ENOENT)");
  });
});

/** Each stops the start, here and in a process, with one error that names the file and what to do. */
const badChecks: [string, string, RegExp][] = [
  ["no default export", "export const check = 1;\n", /no check as its default export: end it with/],
  ["a default export that is no object", "export default 1;\n", /no check as its default export/],
  ["an id that is not the file's name", checkFile("other"), /declares the id "other": .* here "bad"/],
  ["a missing field", checkFile("bad", { why: undefined }), /not well-formed: why: /],
  ["an empty field", checkFile("bad", { fix: '" "' }), /not well-formed: fix: /],
  ["an unknown field", checkFile("bad", { whi: "1" }), /Unrecognized key: "whi"/],
  ["a severity that is none", checkFile("bad", { severity: '"dire"' }), /severity: .*"critical"/],
  ["no judge", checkFile("bad", { judge: undefined }), /no function `judge`/],
  ["a misspelt listing", checkFile("bad", { over: "ec2.volume" }), /`over: undefined`: name a listing/],
  ["a misspelt listing beside", checkFile("bad", { with: "{ a: ec2.instance }" }), /`with.a: undefined`: name/],
  [
    "a listing that is not ours",
    checkFile("bad", { over: '{ id: "s3.buckets" }' }),
    /listing "s3.buckets".*ec2.volumes/,
  ],
  ["an estate check with over", checkFile("bad", { scope: '"estate"' }), /scope estate and `over`/],
  ["an estate check without with", checkFile("bad", { scope: '"estate"', over: undefined }), /estate and no `with`/],
  [
    "a network check with over",
    checkFile("bad", { scope: '"network"' }),
    /scope network and `over` or `with`: what a network check reads is given/,
  ],
  [
    "a network check with with",
    checkFile("bad", { scope: '"network"', over: undefined, with: "{ volumes: ec2.volumes }" }),
    /scope network and `over` or `with`/,
  ],
  ["a scope that is none", checkFile("bad", { scope: '"world"' }), /scope: .*"network"/],
  ["params that are no schema", checkFile("bad", { params: "{ least: 7 }" }), /no zod schema as `params`/],
  ["an unknown control", checkFile("bad", { controls: '["drivs"]' }), /the control "drivs".*name one of drives/],
  [
    "an id of another check",
    checkFile("bad", { aliases: '["volume-encrypted"]' }),
    /"volume-encrypted", as .*\/(bad|volume)/,
  ],
  ["an error on import", checkFile("bad", {}, "throw new RangeError('no');"), /cannot be loaded: RangeError: no /],
  ["what is not JavaScript", "export default {{;\n", /cannot be loaded: /],
  ["an import of nothing", 'import "./nothing.ts";\n', /cannot be loaded: .*nothing/],
];

const alike = new Set(["a missing field", "an error on import", "an id of another check"]);

/** These would take this process with them; one of their own holds them. */
const badApart: [string, string, RegExp][] = [
  ["an exit on import", checkFile("bad", {}, "process.exit(0);"), /process ended itself with code 0/],
  ["a loop on import", checkFile("bad", {}, "for (;;);"), /gave no answer within 1 s/],
  ["an import of Node's modules", checkFile("bad", {}, 'import "node:fs";'), /may not import node:fs: it does no I\/O/],
  ["TypeScript that Node cannot strip", "enum A { B }\n", /enum is not supported.*\(.*bad\.ts:1\)/],
  ["no control", checkFile("bad"), /serves no control: name one in `controls`/],
  [
    "a network check of a user's",
    checkFile("bad", { scope: '"network"', over: undefined, controls: '["drives"]' }),
    /has scope network, which only built-in checks may have: use scope estate\./,
  ],
];

describe("a bad check stops the start", () => {
  test.each(badChecks)("%s", async (_, text, message) => {
    const loading = loaded({ ...sound, "drives/bad.ts": text });
    await expect(loading).rejects.toThrow(CatalogError);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toThrow(/\.ts: /);
  });

  test.each([...badChecks.filter(([name]) => alike.has(name)), ...badApart])(
    "in a process: %s",
    async (_, text, message) => {
      const place = message.source.includes("no control:") ? "bad.ts" : "drives/bad.ts";
      const loading = loadCatalog({
        listings,
        builtIn: builtInTree(sound),
        folders: [tree({ [place]: text })],
        limits: { memory: 64, seconds: 10, starting: text.includes("for (;;)") ? 1 : 30 },
      });
      await expect(loading).rejects.toThrow(CatalogError);
      await expect(loading).rejects.toThrow(message);
      await expect(loading).rejects.toThrow(/bad\.ts: /);
    },
  );
});

describe("a bad folder stops the start", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["checks without a control", { "drivs/x.ts": checkFile("x") }, /drivs: holds checks \(x\.ts\), but is no control/],
    ["a control twice", { "drives/control.yaml": control }, /control "drives", which is there already/],
    ["an id twice", { "drives/volume-encrypted.ts": checkFile("volume-encrypted") }, /"volume-encrypted", as /],
  ])("%s", async (_, user, message) => {
    await expect(loaded(sound, user)).rejects.toThrow(message);
  });
});

describe("control.yaml", () => {
  test.each<[string, string, RegExp]>([
    ["a missing field", control.replace(/^demands.*\n/m, ""), /control\.yaml:1:1: demands: /],
    ["an unknown field", `${control}extra: 1\n`, /control\.yaml:8:1: Unrecognized key: "extra"/],
    ["an id that is not the folder's name", control.replace("drives", "disks"), /yaml:1:5: id: write .* "drives"/],
    [
      "a nested mistake",
      control.replace("[drives inside", "[{ text: a, check: b }, drives inside"),
      /:7:9: blind\.0: must be a text, or/,
    ],
    [
      "a blind spot of a check that is none",
      control.replace("[drives inside of instances]", "\n  - { text: a, checks: [volume-encrypted, volume-encryptd] }"),
      /:8:43: blind\.0\.checks\.1: "volume-encryptd" is no check of this control: name one of volume-encrypted\./,
    ],
    ["a citation that is none", control.replace("164.312", "164312"), /:5:5: hipaa\.0: is no rule of 45 CFR/],
    ["a citation of no rule", control.replace("(iv)", "(v)"), /:5:5: hipaa\.0: is no rule of 45 CFR/],
    [
      "a term that is none",
      `${control}vocabulary: { typical: "a,, b" }\n`,
      /:8:24: vocabulary\.typical: must be terms, set/,
    ],
    [
      "a figure without a group",
      `${control}vocabulary: { figures: { days: "\\\\d+" } }\n`,
      /:8:32: vocabulary\.figures\.days: /,
    ],
    [
      "a figure that is no pattern",
      `${control}vocabulary: { figures: { days: "(" } }\n`,
      /:8:32: vocabulary\.figures\.days: /,
    ],
    [
      "a figure with a meaning and a group",
      `${control}vocabulary: { figures: { own: { "(own) keys": true } } }\n`,
      /:8:31: vocabulary\.figures\.own: must be a regular expression with one group, or several without/,
    ],
    ["a key twice", `${control}title: again\n`, /control\.yaml:8:1: is not YAML: .*unique/],
    ["no YAML", "title: [\n", /control\.yaml:\d+:\d+: is not YAML: /],
    ["nothing", "", /control\.yaml:1:1: /],
    ["a list", "- 1\n", /control\.yaml:1:1: /],
    ["an alias bomb", bomb(), /cannot be read: Excessive alias count/],
    ["a huge file", `${control}# ${"x".repeat(1_000_000)}\n`, /larger than a control file/],
  ])("%s", async (_, text, message) => {
    await expect(loaded({ ...sound, "drives/control.yaml": text })).rejects.toThrow(message);
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, n) => {
    const below = n === 0 ? '"lol"' : `*a${n - 1}`;
    return `a${n}: &a${n} [${Array.from({ length: 9 }, () => below).join(",")}]`;
  });
  return `${levels.join("\n")}\n`;
}
