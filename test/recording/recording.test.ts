import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountPlan, End, Listing, Page, Source, Unit, Unreadable } from "../../src/contract/index.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";
import {
  createRecording,
  openRecording,
  RecordingError,
  recordingInto,
  recordingOf,
} from "../../src/recording/index.ts";

const header = { recorded: "2026-01-02T03:04:05Z", program: "clausewatch 0.1.0" };
const unit: Unit = { account: "111122223333", partition: "aws", region: "eu-west-1" };
const plan: AccountPlan = {
  account: unit.account,
  accountName: "production",
  partition: "aws",
  identity: "arn:aws:iam::111122223333:role/reader",
  regions: [{ region: "eu-west-1" }],
  disabled: ["af-south-1"],
};
const denied: Unreadable = {
  kind: "denied",
  api: "ec2:DescribeVpcs",
  action: "ec2:DescribeVpcs",
  code: "UnauthorizedOperation",
  message: "You are not authorized to perform this operation.",
  account: unit.account,
  region: unit.region,
};
const complete: End = { complete: true };

let folder: string;
let count = 0;
const fresh = () => join(folder, `${count++}.recording`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-recording-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A source that answers from a table of listing id to pages and end. */
function sourceOf(listings: Readonly<Record<string, readonly [readonly Page[], End]>>): Source {
  return {
    name: "live",
    accounts: async () => [plan],
    read: async ({ listing }, onPage) => {
      const [pages, end] = listings[listing.id]!;
      for (const page of pages) await onPage(page);
      return end;
    },
  };
}

async function readAll(source: Source, listing: Listing): Promise<readonly [readonly Page[], End]> {
  const pages: Page[] = [];
  const end = await source.read({ unit, listing }, (page) => void pages.push(page));
  return [pages, end];
}

async function record(source: Source, listings: readonly Listing[]): Promise<string> {
  const path = fresh();
  const writer = await createRecording(path, header);
  const recorder = recordingInto(source, writer);
  await recorder.accounts();
  await Promise.all(listings.map((listing) => readAll(recorder, listing)));
  await writer.close();
  return path;
}

const volume = (n: number) => ({ VolumeId: `vol-${n}`, Encrypted: n % 2 === 0 });
const pageOf = (...items: readonly object[]): Page => ({ items, flawed: [] });

describe("a recording", () => {
  test("says again what was read through it, page by page", async () => {
    const said = {
      "ec2.volumes": [
        [
          pageOf(volume(1), volume(2)),
          { items: [volume(3)], flawed: [{ item: { VolumeId: "vol-4" }, missing: "Encrypted" }] },
        ],
        complete,
      ],
      "ec2.vpcs": [[pageOf({ VpcId: "vpc-1" })], { complete: false, unreadable: denied }],
      "ec2.subnets": [[pageOf()], complete],
    } as const;
    const path = await record(sourceOf(said), [ec2.volumes, ec2.vpcs, ec2.subnets]);
    const recording = await openRecording(path);
    expect(recording).toMatchObject({ ...header, name: path.split("/").at(-1), plans: [plan] });
    expect(await recording.accounts()).toEqual([plan]);
    for (const listing of [ec2.volumes, ec2.vpcs, ec2.subnets]) {
      expect(await readAll(recording, listing)).toEqual(said[listing.id as keyof typeof said]);
    }
  });

  test("passes on what is read through it", async () => {
    const said = [[pageOf(volume(1))], complete] as const;
    const lines: unknown[] = [];
    const recorder = recordingInto(sourceOf({ "ec2.volumes": said }), { write: async (line) => void lines.push(line) });
    expect(await recorder.accounts()).toEqual([plan]);
    expect(await recorder.accounts()).toEqual([plan]);
    expect(await readAll(recorder, ec2.volumes)).toEqual(said);
    expect(await readAll(recorder, ec2.volumes)).toEqual(said);
    expect(lines.map((line) => (line as { kind: string }).kind)).toEqual(["account", "page", "end"]);
  });

  test("keeps any JSON as it is", async () => {
    const key = fc.string({ unit: "binary" }).filter((name) => name !== "__proto__");
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: "binary" }),
        fc.integer(),
        fc.boolean(),
        tie("list"),
        tie("object"),
      ),
      list: fc.array(tie("any"), { maxLength: 4 }),
      object: fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: true }),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(value.object as fc.Arbitrary<object>)), async (pages) => {
        const required = pages.map((items) => pageOf(...items.map((item) => ({ ...item, ...volume(1) }))));
        const path = await record(sourceOf({ "ec2.volumes": [required, complete] }), [ec2.volumes]);
        expect(await readAll(await openRecording(path), ec2.volumes)).toEqual([required, complete]);
      }),
      { numRuns: 50 },
    );
  });

  test("reads what it lacks as unreadable, never as empty", async () => {
    const path = await record(sourceOf({ "ec2.volumes": [[pageOf()], complete] }), [ec2.volumes]);
    const [pages, end] = await readAll(await openRecording(path), elbv2.listeners);
    expect(pages).toEqual([]);
    expect(end).toMatchObject({
      complete: false,
      unreadable: {
        kind: "malformed",
        code: "NotRecorded",
        api: "elasticloadbalancing:DescribeListeners",
        action: "elasticloadbalancing:DescribeListeners",
        account: unit.account,
        region: unit.region,
      },
    });
  });

  test("holds nothing of a listing that did not end", async () => {
    const place = { account: unit.account, region: unit.region, listing: "ec2.volumes" };
    const recording = recordingOf("made up", [
      { kind: "recording", version: 1, ...header },
      { kind: "account", ...plan },
      { kind: "page", ...place, ...pageOf(volume(1)) },
    ]);
    const [pages, end] = await readAll(recording, ec2.volumes);
    expect(pages).toEqual([]);
    expect(end).toMatchObject({ complete: false, unreadable: { code: "NotRecorded" } });
  });

  test.each([
    ["absent", ec2.volumes, { VolumeId: "vol-1" }, "Encrypted"],
    ["empty", ec2.volumes, { VolumeId: "", Encrypted: true }, "VolumeId"],
    ["absent in an object", ec2.instances, { InstanceId: "i-1", State: {} }, "State.Name"],
    [
      "absent in a list",
      ec2.securityGroups,
      { GroupId: "sg-1", GroupName: "web", IpPermissions: [], IpPermissionsEgress: [{ IpProtocol: "-1" }] },
      "IpPermissionsEgress[0].IpRanges",
    ],
    [
      "absent in an optional list",
      ec2.instances,
      { InstanceId: "i-1", State: { Name: "running" }, SecurityGroups: [{ GroupId: "sg-1" }, {}] },
      "SecurityGroups[1].GroupId",
    ],
  ])("an item whose required field is %s is flawed", async (_, listing, item, missing) => {
    const before = { item: {}, missing: "Id" };
    const path = await record(sourceOf({ [listing.id]: [[{ items: [item], flawed: [before] }], complete] }), [listing]);
    expect(await readAll(await openRecording(path), listing)).toEqual([
      [{ items: [], flawed: [before, { item, missing }] }],
      complete,
    ]);
  });
});

describe("writing", () => {
  test("leaves what was there until the recording is whole", async () => {
    const path = fresh();
    await writeFile(path, "before");
    const writer = await createRecording(path, header);
    await writer.write({ kind: "account", ...plan });
    expect(await readFile(path, "utf8")).toBe("before");
    await writer.close();
    expect((await openRecording(path)).plans).toEqual([plan]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("leaves nothing behind when it is aborted", async () => {
    const path = fresh();
    const before = await readdir(folder);
    const writer = await createRecording(path, header);
    await writer.abort();
    expect(await readdir(folder)).toEqual(before);
    await expect(writer.write({ kind: "account", ...plan })).rejects.toThrow(RecordingError);
  });

  test("says where it could not write", async () => {
    const path = join(folder, "no", "folder");
    await expect(createRecording(path, header)).rejects.toThrow(`${path}: cannot write the recording: ENOENT`);
  });

  // The file fails while a line is on its way or between two of them: several times, for both to be met.
  test.each([0, 1])("says that the disk is full, and keeps what was there, %i", async () => {
    const path = fresh();
    await writeFile(path, "before");
    const before = await readdir(folder);
    const script = `
      import { randomBytes } from "node:crypto";
      import { createRecording } from ${JSON.stringify(import.meta.resolve("../../src/recording/index.ts"))};
      const [path, header] = JSON.parse(process.argv[1]);
      const writer = await createRecording(path, header);
      try {
        const item = () => ({ VolumeId: randomBytes(50_000).toString("base64") });
        for (;;) await writer.write({ kind: "page", account: "a", region: "r", listing: "l", items: [item()], flawed: [] });
      } catch (error) {
        await writer.abort();
        console.log(error.name + " " + error.message);
      }`;
    const limited = 'ulimit -f 1000; exec "$0" "$@"';
    const args = ["-c", limited, process.execPath, "--input-type=module", "-e", script, JSON.stringify([path, header])];
    const { stdout } = await promisify(execFile)("bash", args);
    expect(stdout.trim()).toBe(`RecordingError ${path}: cannot write the recording: EFBIG: file too large, write`);
    expect(await readFile(path, "utf8")).toBe("before");
    expect(await readdir(folder)).toEqual(before);
  });

  test("finishes under its name only", async () => {
    const before = await readdir(folder);
    const writer = await createRecording(folder, header);
    await expect(writer.close()).rejects.toThrow(RecordingError);
    expect(await readdir(folder)).toEqual(before);
  });
});

describe("a file that is no recording gives one clear error", () => {
  const head = JSON.stringify({ kind: "recording", version: 1, ...header });
  const account = JSON.stringify({ kind: "account", ...plan });
  const shut = JSON.stringify({ kind: "account", ...plan, unreadable: denied });
  const place = { account: unit.account, region: unit.region, listing: "ec2.volumes" };
  const page = JSON.stringify({ kind: "page", ...place, items: [volume(1)], flawed: [] });
  const end = JSON.stringify({ kind: "end", ...place, complete: true });
  const packed = (...lines: readonly (string | Buffer)[]) =>
    gzipSync(Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")])));
  const whole = packed(head, account, page, end);

  test("the whole one is read", async () => {
    const path = fresh();
    await writeFile(path, whole);
    expect(await readAll(await openRecording(path), ec2.volumes)).toEqual([[pageOf(volume(1))], complete]);
  });

  test.each<[string, Buffer | string, string]>([
    ["nothing in it", "", ": the file is empty or cut off"],
    ["no lines", gzipSync(""), ": the header is missing: the file is empty"],
    ["not gzip", "hello, this is text\n", ": not a gzip file"],
    ["cut off", whole.subarray(0, whole.length - 9), ": the file is empty or cut off"],
    ["cut off at its start", whole.subarray(0, 12), ": the file is empty or cut off"],
    [
      "a flipped byte",
      Buffer.concat([whole.subarray(0, 60), Buffer.from([whole[60]! ^ 255]), whole.subarray(61)]),
      ":",
    ],
    ["bad JSON", packed(head, account, '{"kind":"page"'), ":3: not JSON"],
    ["an empty line", packed(head, "", account), ":2: not JSON"],
    ["bad UTF-8", packed(head, Buffer.from([0x22, 0xff, 0x22])), ":2: The encoded data was not valid"],
    [
      "an unknown version",
      packed(head.replace('"version":1', '"version":2'), account),
      ":1: version 2 is not known here",
    ],
    ["no version", packed(head.replace('"version":1,', "")), ":1: version undefined is not known here"],
    ["no header", packed(account, page), ":1: the header is missing"],
    ["two headers", packed(head, head), ":2: a second header"],
    ["an unknown kind", packed(head, '{"kind":"pages"}'), ":2: kind: "],
    ["a list", packed(head, "[]"), ":2: "],
    ["null", packed(head, "null"), ":2: "],
    ["a bad time", packed(head.replace("2026-01-02", "2026-13-02")), ":1: recorded: "],
    ["an unknown key", packed(head, account.replace("{", '{"more":1,')), ":2: "],
    ["a wrong type", packed(head, account.replace('["af-south-1"]', '"af-south-1"')), ":2: disabled: "],
    [
      "an item that is no object",
      packed(head, account, page.replace(/"items":\[.*?\]/, '"items":[7]')),
      ":3: items.0: ",
    ],
    ["an end that does not say why", packed(head, account, end.replace("true", "false")), ":3: unreadable: "],
    ["an account twice", packed(head, account, account), ":3: account 111122223333 was there before"],
    ["an account twice, then unreadable", packed(head, account, shut), ":3: account 111122223333 was there before"],
    ["an account twice, first unreadable", packed(head, shut, account), ":3: account 111122223333 was there before"],
    [
      "a region twice",
      packed(head, account.replace('"regions":[', '"regions":[{"region":"eu-west-1"},')),
      ":2: account 111122223333 has the region eu-west-1 twice",
    ],
    [
      "a region of no plan",
      packed(head, account, page.replace("eu-west-1", "eu-west-2")),
      ":3: the line of account 111122223333 does not name the region eu-west-2",
    ],
    ["a page of no account", packed(head, page), ":2: account 111122223333 has no line of its own"],
    [
      "a page after the end",
      packed(head, account, end, page),
      ":4: ec2.volumes of 111122223333 eu-west-1 has ended before",
    ],
    ["two ends", packed(head, account, end, end), ":4: ec2.volumes of 111122223333 eu-west-1 has ended before"],
    [
      "__proto__",
      packed(head, account, page.replace('"VolumeId"', '"__proto__":{"Encrypted":true},"VolumeId"')),
      ":3: the key __proto__",
    ],
    [
      "__proto__, escaped",
      packed(head, account, page.replace('"VolumeId"', '"__\\u0070roto__":{},"VolumeId"')),
      ":3: the key __proto__",
    ],
  ])("%s", async (_, bytes, message) => {
    const path = fresh();
    await writeFile(path, bytes);
    const error: unknown = await openRecording(path).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RecordingError);
    expect((error as Error).message).toContain(`${path}${message}`);
    expect((error as Error).message).not.toContain("\n");
  });

  test.each<[string, object, string]>([
    ["ec2.volumes", { Encrypted: "false" }, "Encrypted: expected true or false"],
    ["ec2.volumes", { Encrypted: null }, "Encrypted: expected true or false"],
    ["ec2.volumes", { Encrypted: "" }, "Encrypted: expected true or false"],
    ["ec2.volumes", { CreateTime: "yesterday" }, "CreateTime: expected a date"],
    ["ec2.volumes", { VolumeId: 7 }, "VolumeId: expected a text"],
    ["ec2.volumes", { Tags: [null] }, "Tags: expected a list of objects"],
    ["rds.db-instances", { PubliclyAccessible: 0 }, "PubliclyAccessible: expected true or false"],
    ["rds.db-instances", { Endpoint: [] }, "Endpoint: expected an object"],
    ["ec2.network-acls", { Entries: [{ Egress: true }, { Egress: "false" }] }, "Entries[1].Egress: expected true"],
    ["ec2.security-groups", { IpPermissions: [{ FromPort: "22" }] }, "IpPermissions[0].FromPort: expected a number"],
    ["elb.load-balancers", { Subnets: [1] }, "Subnets: expected a list of texts"],
    ["elb.load-balancer-attributes", { LoadBalancerName: true }, "LoadBalancerName: expected a text"],
  ])("%s %j: no service sends this", async (listing, item, message) => {
    const path = fresh();
    const pageWith = (what: object) =>
      JSON.stringify({ kind: "page", ...place, listing, items: [], flawed: [], ...what });
    await writeFile(path, packed(head, account, pageWith({ items: [{}, item] })));
    await expect(openRecording(path)).rejects.toThrow(`${path}:3: items.1.${message}`);
    await writeFile(path, packed(head, account, pageWith({ flawed: [{ item, missing: "Id" }] })));
    await expect(openRecording(path)).rejects.toThrow(`${path}:3: flawed.0.item.${message}`);
  });

  test("what has no regions, and names with spaces, have places of their own", () => {
    const plans = [
      { ...plan, account: "1", regions: [{ region: "2 3" }] },
      { ...plan, account: "1 2", regions: [{ region: "3" }] },
    ];
    const recording = recordingOf("made up", [
      { kind: "recording", version: 1, ...header },
      ...plans.map((plan) => ({ kind: "account", ...plan }) as const),
      { kind: "end", account: "1", region: "2 3", listing: "ec2.volumes", complete: true },
      { kind: "end", account: "1", region: "global", listing: "iam.server-certificates", complete: true },
    ]);
    expect(recording.listings("1", "2 3").size).toBe(1);
    expect(recording.listings("1 2", "3").size).toBe(0);
    expect(recording.listings("1", "global").size).toBe(1);
  });

  test("a tag whose key is called __proto__ is none of it", async () => {
    const path = fresh();
    const tagged = { ...volume(1), Tags: [{ Key: "__proto__", Value: "\u0001" }] };
    await writeFile(
      path,
      packed(head, account, JSON.stringify({ kind: "page", ...place, items: [tagged], flawed: [] }), end),
    );
    expect(await readAll(await openRecording(path), ec2.volumes)).toEqual([[pageOf(tagged)], complete]);
  });

  test("a decompression bomb", async () => {
    const path = fresh();
    await writeFile(path, gzipSync(Buffer.alloc(4_000_000, "[")));
    await expect(openRecording(path, { maxBytes: 1_000_000 })).rejects.toThrow(
      `${path}: larger than 1000000 bytes when unpacked`,
    );
  });

  test("no such file, and a folder", async () => {
    await expect(openRecording(join(folder, "none"))).rejects.toThrow(`${join(folder, "none")}: no such file`);
    await expect(openRecording(folder)).rejects.toThrow(`${folder}: this is a folder`);
  });

  test("any flipped or lost byte is found, or changes nothing", async () => {
    const path = fresh();
    const expected = await (async () => {
      await writeFile(path, whole);
      return await readAll(await openRecording(path), ec2.volumes);
    })();
    const harm = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(harm, async ([at, bits, lose]) => {
        const harmed = Buffer.concat([
          whole.subarray(0, at),
          Buffer.from(lose ? [] : [whole[at]! ^ bits]),
          whole.subarray(at + 1),
        ]);
        await writeFile(path, harmed);
        const read = await openRecording(path).then(
          (recording) => readAll(recording, ec2.volumes),
          (error: unknown) => error,
        );
        if (!(read instanceof RecordingError)) expect(read).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});
