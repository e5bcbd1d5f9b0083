import assert from "node:assert/strict";
import { EC2 } from "@aws-sdk/client-ec2";
import { SecurityHub, type AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { STS } from "@aws-sdk/client-sts";
import { account, credentials } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import type { Journey } from "./journey.ts";

const customer = "111122223333";
const regions = ["us-east-1", "eu-west-1"];
const role = (id: string, name: string) => `arn:aws:iam::${id}:role/${name}`;

export const securityHub: Journey = {
  name: "Security Hub",
  async run(installed, { url }, cases) {
    const sts = new STS({ endpoint: url, region: "us-east-1", credentials });
    const enter = async (id: string) => {
      const { Credentials } = await sts.assumeRole({ RoleArn: role(id, "builder"), RoleSessionName: "builder" });
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
      return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    };
    const as = new Map([
      [account, credentials],
      [customer, await enter(customer)],
    ]);
    const ec2 = (id: string, region: string) => new EC2({ endpoint: url, region, credentials: as.get(id)! });
    const places = [...as.keys()].flatMap((id) => regions.map((region) => [id, region] as const));
    /** Account and region → what its Security Hub has. */
    const kept = async () => {
      const all = new Map<string, readonly AwsSecurityFinding[]>();
      for (const [id, region] of places) {
        const hub = new SecurityHub({ endpoint: url, region, credentials: as.get(id)! });
        all.set(`${id} ${region}`, (await hub.getFindings({})).Findings ?? []);
      }
      return all;
    };

    const volumes = new Map<string, string>();
    for (const [id, region] of places) {
      const volume = { AvailabilityZone: `${region}a`, Size: 8, VolumeType: "gp3" } as const;
      volumes.set(`${id} ${region}`, (await ec2(id, region).createVolume(volume)).VolumeId!);
    }
    const user = new User(installed, {
      accounts: [{ id: account }, { id: customer, role: role(customer, "clausewatch-read") }],
      regions,
      only: new Set(["ebs-volume-encrypted"]),
      store: { sqlite: "store.db" },
      sinks: [{ name: "hub", "security-hub": { role: role("{account}", "hub"), region: "us-east-1" } }],
    });

    await cases.check("Security Hub: a test finds that all works, and leaves nothing behind", async () => {
      const { status, stdout } = await user.run(["sink", "test", "hub"]);
      assert.equal(status, 0, stdout);
      assert.deepEqual([...(await kept()).values()].flat(), []);
    });
    const { report, stderr } = await user.scan();
    await cases.check("Security Hub: each finding stands in its own account and region, once", async () => {
      const found = await kept();
      for (const [place, findings] of found) {
        const here = report.findings.filter(({ unit }) => `${unit.account} ${unit.region}` === place);
        assert.equal(here.length, 1, stderr);
        assert.deepEqual(
          findings.map(({ Id, AwsAccountId, RecordState, Compliance, Resources }) => [
            Id,
            AwsAccountId,
            `${Compliance?.Status} ${RecordState}`,
            Resources?.[0]?.Id?.endsWith(volumes.get(place)!),
          ]),
          [[`clausewatch/${here[0]!.key}`, place.split(" ")[0], "FAILED ACTIVE", true]],
        );
      }
    });
    await cases.check("Security Hub: what is gone is archived, and that alone", async () => {
      await ec2(customer, "eu-west-1").deleteVolume({ VolumeId: volumes.get(`${customer} eu-west-1`)! });
      const { stderr } = await user.scan();
      const states = [...(await kept())].map(([place, all]) => `${place} ${all.map((one) => one.RecordState).join()}`);
      assert.deepEqual(
        states,
        places.map(
          ([id, region]) => `${id} ${region} ${id === customer && region === "eu-west-1" ? "ARCHIVED" : "ACTIVE"}`,
        ),
        stderr,
      );
    });
  },
};
