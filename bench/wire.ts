/**
 * CPU of reading 100,000 snapshots in pages of 1000: our reader ÷ the SDK's, on the same bodies.
 *
 * Both run in one process and take turns, so that a busy machine burdens both; the ratio is the median over the
 * rounds; comparing the items has warmed both up.
 */
import { isDeepStrictEqual } from "node:util";
import { EC2Client, DescribeSnapshots$ } from "@aws-sdk/client-ec2";
import { LISTING } from "../src/collect/wire/kept.ts";
import { fastProtocol } from "../src/collect/wire/protocol.ts";
import { narrower } from "../src/collect/narrow.ts";
import { ec2 } from "../src/listings/index.ts";

const SNAPSHOTS = 100_000;
const PAGE = 1000;
const ROUNDS = 7;

const listing = ec2.snapshots;

/** What EC2 answers, with the elements it has for a snapshot. */
function page(first: number): Buffer {
  const items = Array.from({ length: PAGE }, (_, index) => snapshot(first + index));
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<DescribeSnapshotsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>00000000-1111-2222-3333-444444444444</requestId>
    <snapshotSet>
${items.join("\n")}
    </snapshotSet>
    <nextToken>${first}</nextToken>
</DescribeSnapshotsResponse>`);
}

function snapshot(index: number): string {
  const id = (index * 2_654_435_761 + 4_886_718_345).toString(16).padStart(17, "0");
  const day = String(1 + (index % 28)).padStart(2, "0");
  const encrypted = index % 3 !== 0;
  const key = `<kmsKeyId>arn:aws:kms:eu-central-1:111122223333:key/00000000-1111-2222-3333-44444444444${index % 8}</kmsKeyId>`;
  return `        <item>
            <snapshotId>snap-${id}</snapshotId>
            <volumeId>vol-${id}</volumeId>
            <status>completed</status>
            <startTime>2026-01-${day}T03:04:05.${String(index % 1000).padStart(3, "0")}Z</startTime>
            <progress>100%</progress>
            <ownerId>111122223333</ownerId>
            <volumeSize>${8 + (index % 500)}</volumeSize>
            <description>Created by CreateImage(i-${id}) for ami-${id}</description>
            <encrypted>${encrypted}</encrypted>
            ${encrypted ? key : ""}
            <storageTier>standard</storageTier>
            <tagSet>
                <item><key>Name</key><value>db-${index % 700} &amp; logs</value></item>
                <item><key>aws:backup:source-resource</key><value>arn:aws:ec2:eu-central-1:111122223333:volume/vol-${id}</value></item>
                <item><key>team</key><value>platform</value></item>
            </tagSet>
        </item>`;
}

type Output = Record<string, unknown>;
type Read = (body: Buffer) => Promise<Output>;

function reader(settings: object): Read {
  const { config } = new EC2Client({ region: "eu-central-1", ...settings });
  const [, namespace, name, traits, input, output] = DescribeSnapshots$;
  const operation = { namespace, name, traits, input, output };
  const context = { ...config, [LISTING]: listing };
  const { protocol } = config as unknown as { protocol: { deserializeResponse(...all: unknown[]): Promise<Output> } };
  return async (body) => await protocol.deserializeResponse(operation, context, { statusCode: 200, headers: {}, body });
}

/** Milliseconds of CPU. */
async function cpuOf(read: Read, bodies: readonly Buffer[]): Promise<number> {
  const start = process.cpuUsage();
  for (const body of bodies) await read(body);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** Whether both give the same items, after the allow list. */
async function sameItems(fast: Read, sdk: Read, bodies: readonly Buffer[]): Promise<boolean> {
  const narrow = narrower(listing);
  for (const body of bodies) {
    const [ours, theirs] = await Promise.all(
      [fast, sdk].map(async (read) => ((await read(body))["Snapshots"] as unknown[]).map(narrow)),
    );
    if (!isDeepStrictEqual(ours, theirs) || ours?.length !== PAGE) return false;
  }
  return true;
}

export interface WireFigures {
  /** CPU of ours ÷ CPU of the SDK's, median of the rounds. */
  readonly ratio: number;
  /** Milliseconds of CPU for all snapshots, medians. */
  readonly fast: number;
  readonly sdk: number;
  readonly same: boolean;
}

export async function main(print: (line: string) => void): Promise<WireFigures> {
  const bodies = Array.from({ length: SNAPSHOTS / PAGE }, (_, index) => page(index * PAGE));
  const [fast, sdk] = [reader({ protocol: fastProtocol("ec2") }), reader({})];
  const same = await sameItems(fast, sdk, bodies);
  const rounds: { readonly fast: number; readonly sdk: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ fast: await cpuOf(fast, bodies), sdk: await cpuOf(sdk, bodies) });
  }
  const figures = {
    ratio: median(rounds.map(({ fast, sdk }) => fast / sdk)),
    fast: median(rounds.map(({ fast }) => fast)),
    sdk: median(rounds.map(({ sdk }) => sdk)),
    same,
  };
  const megabytes = bodies.reduce((sum, body) => sum + body.length, 0) / 1e6;
  print(`${SNAPSHOTS} snapshots, ${megabytes.toFixed(0)} MB: items ${same ? "equal" : "DIFFER"}`);
  print(
    `CPU: ours ${figures.fast.toFixed(0)} ms, the SDK's ${figures.sdk.toFixed(0)} ms, ratio ${figures.ratio.toFixed(3)}`,
  );
  return figures;
}

if (import.meta.main) {
  const { same } = await main((line) => process.stdout.write(`${line}\n`));
  if (!same) process.exitCode = 1;
}
