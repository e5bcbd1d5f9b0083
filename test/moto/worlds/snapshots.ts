import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

/** Takes a snapshot of a new drive. */
async function snapshot({ name, ec2, called }: Region, label: string, Encrypted: boolean): Promise<string> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: `${name}a`, Size: 8, Encrypted });
  const { SnapshotId } = await ec2.createSnapshot({ VolumeId: VolumeId! });
  await ec2.deleteVolume({ VolumeId: VolumeId! });
  return called(label, SnapshotId);
}

async function image(region: Region, label: string, Encrypted: boolean): Promise<string> {
  const { ec2 } = region;
  const { Instances: [started] = [] } = await ec2.runInstances({
    ImageId: "ami-12345678",
    InstanceType: "t3.micro",
    MinCount: 1,
    MaxCount: 1,
    BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: 15, Encrypted, DeleteOnTermination: true } }],
  });
  const { ImageId } = await ec2.createImage({ InstanceId: started!.InstanceId!, Name: label });
  await ec2.terminateInstances({ InstanceIds: [started!.InstanceId!] });
  return await named(region, label, ImageId!);
}

/** Names an image, and the snapshot of a drive that it brings. */
async function named({ ec2, called }: Region, label: string, id: string): Promise<string> {
  const { Images: [image] = [] } = await ec2.describeImages({ ImageIds: [id] });
  called(`drive of ${label}`, image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId);
  return called(label, id);
}

export const snapshots: World = {
  name: "snapshots and images",
  build: {
    "us-east-1": async (region) => {
      const plain = await snapshot(region, "plain", false);
      const secret = await snapshot(region, "secret", true);
      const gone = await snapshot(region, "gone", false);
      await region.ec2.deleteSnapshot({ SnapshotId: gone });
      const copy = { SourceRegion: region.name, SourceSnapshotId: plain };
      region.called("plain copy", (await region.ec2.copySnapshot(copy)).SnapshotId);
      const second = { SourceRegion: region.name, SourceSnapshotId: secret };
      region.called("secret copy", (await region.ec2.copySnapshot(second)).SnapshotId);
      await image(region, "golden", false);
      const old = await image(region, "old", false);
      await region.ec2.deregisterImage({ ImageId: old });
      const { ImageId } = await region.ec2.registerImage({ Name: "registered" });
      await named(region, "registered", ImageId!);
    },
    "eu-west-1": async (region) => {
      await region.ec2.enableEbsEncryptionByDefault({});
      await snapshot(region, "archive", true);
    },
  },
  expected: {
    "us-east-1": {
      "ebs-snapshot-encrypted": {
        status: "fail",
        pass: 2,
        fail: 5,
        findings: ["drive of golden", "drive of old", "drive of registered", "plain", "plain copy"],
      },
      "image-encrypted": {
        status: "unknown",
        unknown: [
          "golden: the answer of ec2:DescribeImages lacks BlockDeviceMappings[0].Ebs.Encrypted",
          "registered: the answer of ec2:DescribeImages lacks BlockDeviceMappings[0].Ebs.Encrypted",
        ],
      },
    },
    "eu-west-1": {
      "ebs-encrypted-by-default": { status: "pass", pass: 1 },
      "ebs-snapshot-encrypted": { status: "pass", pass: 1 },
    },
  },
  exit: 4,
};
