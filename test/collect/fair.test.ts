import { afterEach, expect, test } from "vitest";
import { liveSource, systemClock } from "../../src/collect/index.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";
import { baseCredentials, startReplay } from "../../src/replay/index.ts";
import { recordingOfAccounts } from "../kit/replay.ts";

const region = "eu-central-1";
const [many, few] = ["111122223333", "444455556666"] as const;
const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test("an account with much to ask takes turns with one that has little", async () => {
  const balancers = Array.from({ length: 40 }, (_, i) => ({
    LoadBalancerArn: `arn:lb/${i}`,
    LoadBalancerName: `lb-${i}`,
    Type: "application",
  }));
  const volumes = Array.from({ length: 10 }, (_, i) => ({ VolumeId: `vol-${i}`, Encrypted: true }));
  const recording = recordingOfAccounts(
    { account: many, regions: { [region]: { "elbv2.load-balancers": balancers, "elbv2.listeners": [] } } },
    { account: few, regions: { [region]: { "ec2.volumes": volumes } } },
  );
  const replay = await startReplay({ recordings: [recording], latencyMs: 3, pageLimit: 1 });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: replay.url,
    AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
  });
  const source = liveSource({
    accounts: [{ id: many }, { id: few, role: `arn:aws:iam::${few}:role/clausewatch-read` }],
    regions: [region],
    homeRegion: region,
    maxShare: 1,
    calls: { attempts: 1, timeoutSeconds: 5, concurrency: 2, program: "clausewatch test" },
    clock: systemClock,
  });
  try {
    await source.accounts();
    const unitOf = (account: string) => ({ account, partition: "aws", region });
    const quiet = () => undefined;
    const ends = await Promise.all([
      source.read({ unit: unitOf(many), listing: elbv2.listeners, parents: balancers }, quiet),
      source.read({ unit: unitOf(few), listing: ec2.volumes }, quiet),
    ]);
    expect(ends).toEqual([{ complete: true }, { complete: true }]);
    const asked = replay.requests.filter(({ operation }) => /Listeners|Volumes/.test(operation));
    const last = asked.findLastIndex(({ account }) => account === few);
    // Eight wait where one does: in the order in which they came, nearly all forty would go before its tenth.
    expect(asked.slice(0, last).filter(({ account }) => account === many).length).toBeLessThanOrEqual(20);
  } finally {
    source.close();
    await replay.close();
  }
});
