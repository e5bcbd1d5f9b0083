/** The fast reader beside the SDK's: what both read is the same, on every operation that is called. */
import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptOf } from "../../../src/collect/wire/kept.ts";
import { fastProtocol } from "../../../src/collect/wire/protocol.ts";
import { listings } from "../../../src/listings/index.ts";
import { bodyOf, operationOf, restricted, wild } from "./answers.ts";

const read = [...listings.values()].filter(({ service }) => fastProtocol(service) !== undefined);

describe.each(read.map((listing) => [listing.id, listing] as const))("%s", (_, listing) => {
  test("what the allow list keeps is as the SDK reads it", async () => {
    const operation = await operationOf(listing.service, listing.operation);
    const kept = keptOf(listing);
    await fc.assert(
      fc.asyncProperty(bodyOf(operation, wild, kept), async (body) => {
        const { $metadata, ...output } = await operation.sdk(body);
        deepStrictEqual(await operation.fast(body, listing), { ...restricted(output, kept), $metadata });
      }),
      { numRuns: 150 },
    );
  });

  test("without an allow list everything is as the SDK reads it", async () => {
    const operation = await operationOf(listing.service, listing.operation);
    await fc.assert(
      fc.asyncProperty(bodyOf(operation, wild), async (body) => {
        deepStrictEqual(await operation.fast(body), await operation.sdk(body));
      }),
      { numRuns: 150 },
    );
  });
});

test("the answer that carries credentials is as the SDK reads it", async () => {
  const operation = await operationOf("sts", "AssumeRole");
  await fc.assert(
    fc.asyncProperty(bodyOf(operation, wild), async (body) => {
      deepStrictEqual(await operation.fast(body), await operation.sdk(body));
    }),
  );
});

/** Shapes that the query protocols know and no operation that is called has. */
const [STRING, BOOLEAN, NUMBER, DATE] = [0, 2, 1, 4];
const pair = [3, "made.up", "Pair", 0, ["Left", "Right"], [STRING, [NUMBER, { xmlName: "right" }]]];
const tree: unknown[] = [3, "made.up", "Tree", 0, ["Name", "Branches"], [STRING, () => branches]];
const branches = [1, "made.up", "Branches", 0, [() => tree, { xmlName: "branch" }]];
const output = [
  3,
  "made.up",
  "Output",
  0,
  ["FlatTexts", "FlatPairs", "Dates", "Lists", "Map", "FlatMap", "Pairs", "Tree", "Flag"],
  [
    [64 | STRING, { xmlFlattened: 1, xmlName: "flatText" }],
    [() => [1, "made.up", "Pairs", 0, () => pair], { xmlFlattened: 1 }],
    64 | DATE,
    () => [1, "made.up", "Lists", 0, [64 | NUMBER, { xmlName: "row" }]],
    128 | STRING,
    [
      () => [2, "made.up", "Flags", 0, [STRING, { xmlName: "Name" }], [BOOLEAN, { xmlName: "Is" }]],
      { xmlFlattened: 1 },
    ],
    () => [2, "made.up", "Pairs", 0, STRING, () => pair],
    () => tree,
    BOOLEAN,
  ],
];

test.each(["ec2", "rds"] as const)(
  "flattened lists, lists of lists, maps and trees, in the protocol of %s",
  async (service) => {
    const operation = await operationOf(service, "MakeUp", output);
    await fc.assert(
      fc.asyncProperty(bodyOf(operation, wild), async (body) => {
        deepStrictEqual(await operation.fast(body), await operation.sdk(body));
      }),
      { numRuns: 300 },
    );
  },
);

test("a failure is the SDK's to read", async () => {
  const { fast, sdk } = await operationOf("ec2", "DescribeVolumes");
  const body =
    "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
  const [ours, theirs] = await Promise.all(
    [fast, sdk].map((read) => read(body, undefined, 403).catch((error: Error) => error)),
  );
  expect(ours).toMatchObject({ name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } });
  expect(ours).toEqual(theirs);
});

test("the protocols are those that the clients have of their own", async () => {
  for (const { service } of listings.values()) {
    const { Client } = await (await import("../../../src/sdk/load.ts")).loadSdk(service);
    const { protocol } = new Client({ region: "eu-west-1" }).config as unknown as { protocol: object };
    const fast = fastProtocol(service);
    const isXml = "useNestedResult" in protocol;
    expect(fast === undefined ? undefined : Object.getPrototypeOf(fast)).toBe(isXml ? protocol.constructor : undefined);
  }
});
