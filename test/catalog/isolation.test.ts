import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadCatalog, type CatalogCheck, type Limits } from "../../src/catalog/index.ts";
import type { CellSession, EstateJudge, RawTables, ResourceJudge } from "../../src/contract/index.ts";
import { listings } from "../../src/listings/index.ts";
import { builtInTree, checkFile, control, ROOT, tree } from "./tree.ts";

type Fields = Parameters<typeof checkFile>[1];

const AT = "2026-03-02T06:00:00.000Z";

/** A user's check in its process. */
async function isolated(fields: Fields, options: { limits?: Limits; head?: string; log?: string[] } = {}) {
  const builtIn = builtInTree({ "drives/control.yaml": control });
  const folder = tree({ "drives/mine.ts": checkFile("mine", fields, options.head) });
  const log = (_: string, text: string) => void options.log?.push(text);
  const limits = options.limits ?? { memory: 64, seconds: 20 };
  const catalog = await loadCatalog({ listings, builtIn, folders: [folder], limits, log });
  onTestFinished(() => catalog.close());
  return catalog.checks.get("mine") as CatalogCheck;
}

async function open(check: CatalogCheck, tables: RawTables = {}, params: unknown = {}): Promise<CellSession> {
  return await (check.judge as ResourceJudge).open(tables, params, AT);
}

const good = { VolumeId: "vol-1", Encrypted: true };
const bad = { VolumeId: "vol-2", Encrypted: false };
const evil = { VolumeId: "evil", Encrypted: true };
const answers = [[{ status: "pass" }], [{ status: "fail", key: "", message: "vol-2 is not encrypted" }]];

/** A judge that does this to an item named evil, and its work on others. */
const judge = (deed: string) => `(volume) => {
  if (volume.VolumeId === "evil") ${deed}
  return volume.Encrypted ? pass() : fail(\`\${volume.VolumeId} is not encrypted\`);
}`;

describe("a check in its process", () => {
  test("judges page by page, with tables and parameters", async () => {
    const check = await isolated({
      with: "{ instances: ec2.instances }",
      params: "z.strictObject({ word: z.string().transform((word) => word.toUpperCase()) })",
      judge: `(volume, { instances }, { word }) =>
        fail(word + instances.where("InstanceId", volume.VolumeId).length + instances.size)`,
    });
    expect(await check.readParams({ word: 1 })).toMatchObject({ issues: [{ path: ["word"] }] });
    const read = await check.readParams({ word: "no" });
    if (!("params" in read)) throw new Error("the parameters hold");
    const one = await open(check, { instances: [{ InstanceId: "vol-1" }] }, read.params);
    const two = await open(check, { instances: [] }, read.params);
    expect(await one.judge([good, bad])).toMatchObject([[{ message: "NO11" }], [{ message: "NO01" }]]);
    expect(await two.judge([good])).toMatchObject([[{ message: "NO00" }]]);
    expect(await one.judge([good])).toMatchObject([[{ message: "NO11" }]]);
    one.close();
    expect(await two.judge([good])).toMatchObject([[{ message: "NO00" }]]);
  });

  test("judges by the time it is given", async () => {
    const session = await open(await isolated({ judge: "(volume, tables, params, at) => fail(at)" }));
    expect(await session.judge([good])).toMatchObject([[{ message: AT }]]);
  });

  test("sees no environment, and prints into the log", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "hidden";
    onTestFinished(() => void delete process.env["AWS_SECRET_ACCESS_KEY"]);
    const log: string[] = [];
    const check = await isolated(
      {
        judge: `() => {
          console.log("heard");
          return fail(JSON.stringify([process.env, process.argv.length, process.execArgv.length, typeof fetch]));
        }`,
      },
      { log },
    );
    const session = await open(check);
    expect(await session.judge([good])).toMatchObject([[{ message: '[{},2,2,"undefined"]' }]]);
    await session.judge([good]);
    expect(log.join("")).toContain("heard");
  });

  test.each<[string, string, RegExp]>([
    ["throws", "throw new RangeError(volume.VolumeId);", /judge threw RangeError: evil/],
    ["loops", "for (;;);", /gave no answer within 1 s/],
    ["backtracks", "/^(a+)+$/.test('a'.repeat(40) + 'b');", /gave no answer within 1 s/],
    ["ends the process", "process.exit(0);", /process ended itself with code 0/],
    ["eats memory", "{ const all = []; for (;;) all.push({ ...volume }); }", /for want of memory: it may take 32 MiB/],
    ["eats memory at a gulp", "new Array(2 ** 27 - 1).fill(1.5);", /for want of memory: it may take 32 MiB/],
    ["grows one map", "{ const all = new Set(); for (let n = 0; ; n++) all.add(`${n}`); }", /for want of memory/],
    ["kills its process", "process.kill(process.pid, 'SIGKILL');", /was ended by SIGKILL/],
    ["answers with a promise", "return Promise.reject(new Error());", /judge answered a promise/],
    ["answers junk", "return 'pass';", /judge answered a string/],
    ["answers with what cannot be passed on", "return { ...fail('x'), evidence: { f: 1n } };", /not a JSON object/],
    ["sends messages of its own", "{ process.send('junk'); for (;;); }", /sent a message of its own/],
    [
      "fails later",
      "return (process.nextTick(() => { throw new Error('late'); }), pass());",
      /ended itself with code 1/,
    ],
  ])("one that %s gives an error for that cell only", async (_, deed, message) => {
    const seconds = message.source.includes("within 1 s") ? 1 : 30;
    const check = await isolated({ judge: judge(deed) }, { limits: { memory: 32, seconds } });
    const [evilCell, before] = [await open(check), await open(check)];
    expect(await before.judge([good])).toEqual([answers[0]]);
    const [error, beside] = await Promise.all([evilCell.judge([good, evil]), before.judge([good, bad])]);
    expect(error).toMatchObject({ error: expect.stringMatching(message) });
    evilCell.close();
    expect(beside).toEqual(answers);
    const after = await open(check);
    expect(await after.judge([bad])).toEqual([answers[1]]);
  });

  test("one whose process ended three times is not started again", async () => {
    const check = await isolated({ judge: judge("process.exit(0);") });
    const errors: unknown[] = [];
    for (let cell = 0; cell < 4; cell++) errors.push(await (await open(check)).judge([evil]));
    expect(errors).toMatchObject([
      { error: "the check's process ended itself with code 0" },
      { error: "the check's process ended itself with code 0" },
      { error: "the check's process ended itself with code 0" },
      { error: "the check's process ended 3 times and is not started again" },
    ]);
    expect(await (await open(check)).judge([good])).toMatchObject({ error: /not started again/ });
  });

  test("an estate check answers for items of the units it was given", async () => {
    const check = await isolated({
      scope: '"estate"',
      over: undefined,
      with: "{ volumes: ec2.volumes }",
      judge: `(estate, params, at) => estate.flatMap(({ unit, tables }) =>
        [...tables.volumes].map((item) => ({
          unit, of: ec2.volumes, item: item.VolumeId === "evil" ? { ...item } : item,
          verdict: item.Encrypted ? pass() : fail(item.VolumeId + " of " + estate.length + ", " + at),
        })))`,
    });
    const unit = { account: "123456789012", partition: "aws", region: "eu-west-1" };
    const other = { ...unit, region: "us-east-1" };
    const { judge } = check.judge as EstateJudge;
    const estate = [
      { unit, tables: { volumes: [good] } },
      { unit: other, tables: { volumes: [bad] } },
    ];
    expect(await judge(estate, {}, AT)).toEqual([
      { unit, listing: "ec2.volumes", item: good, verdicts: answers[0] },
      {
        unit: other,
        listing: "ec2.volumes",
        item: bad,
        verdicts: [{ ...answers[1]?.[0], message: `vol-2 of 2, ${AT}` }],
      },
    ]);
    expect(await judge([{ unit, tables: { volumes: [evil] } }], {}, AT)).toEqual({
      error: "judge answered for an item that is not among those of ec2.volumes in the unit it names",
    });
  });
});

test("the program around ends though a process runs, prints nothing of the check's, and loads no AWS SDK", () => {
  const check = checkFile("mine", {}, 'console.log("noise"); console.error("noise"); setInterval(() => {}, 9);');
  const folder = tree({
    "user/drives/control.yaml": control,
    "user/drives/mine.ts": check,
    "main.ts": `
      import { registerHooks } from "node:module";
      const loaded: string[] = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { loadCatalog } = await import(${JSON.stringify(join(ROOT, "src/catalog/index.ts"))});
      const { listings } = await import(${JSON.stringify(join(ROOT, "src/listings/index.ts"))});
      const catalog = await loadCatalog({ listings, folders: [import.meta.dirname + "/user"] });
      const answers = await catalog.checks.get("mine").judge.open({}, {}).judge([{ Encrypted: true }]);
      const has = (text: string) => loaded.some((url) => url.includes(text));
      console.log(JSON.stringify({ answers, sdk: has("@aws-sdk") || has("@smithy"), zod: has("/zod/") }));
    `,
  });
  const told = spawnSync(process.execPath, [join(folder, "main.ts")], { encoding: "utf8", timeout: 30_000 });
  expect(told.stderr.replaceAll(/^.*(MODULE_TYPELESS|Reparsing|eliminate|trace-warnings).*\n/gm, "")).toBe("");
  expect(JSON.parse(told.stdout)).toEqual({ answers: [[{ status: "pass" }]], sdk: false, zod: true });
  expect(told.status).toBe(0);
});

test("a check that loops does not outlive the program that was killed", async () => {
  const folder = tree({
    "user/drives/control.yaml": control,
    "user/drives/mine.ts": checkFile("mine", { judge: "() => { console.log(process.pid); for (;;); }" }),
    "main.ts": `
      const { loadCatalog } = await import(${JSON.stringify(join(ROOT, "src/catalog/index.ts"))});
      const { listings } = await import(${JSON.stringify(join(ROOT, "src/listings/index.ts"))});
      const log = (_: string, text: string) => console.log(text);
      const limits = { memory: 64, seconds: 60 };
      const catalog = await loadCatalog({ listings, folders: [import.meta.dirname + "/user"], limits, log });
      await catalog.checks.get("mine").judge.open({}, {}).judge([{}]);
    `,
  });
  const program = spawn(process.execPath, [join(folder, "main.ts")], { stdio: ["ignore", "pipe", "ignore"] });
  const [told] = (await once(program.stdout, "data")) as [Buffer];
  const check = Number(told.toString());
  onTestFinished(() => void (isThere(check) && process.kill(check, "SIGKILL")));
  expect(isThere(check)).toBe(true);
  program.kill("SIGKILL");
  await expect.poll(() => isThere(check), { timeout: 15_000 }).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
