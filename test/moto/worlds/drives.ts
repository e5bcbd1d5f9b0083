import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

async function volume({ name, ec2, called }: Region, label: string, more: object = {}): Promise<string> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: `${name}a`, Size: 8, VolumeType: "gp3", ...more });
  return called(label, VolumeId);
}

/** Starts an instance; its drives are called `sda1 of NAME` and so on. */
async function instance({ ec2, called }: Region, label: string, mappings?: object[]): Promise<string> {
  const { Instances: [started] = [] } = await ec2.runInstances({
    ImageId: "ami-12345678",
    InstanceType: "t3.micro",
    MinCount: 1,
    MaxCount: 1,
    ...(mappings && { BlockDeviceMappings: mappings }),
  });
  const id = called(label, started?.InstanceId);
  const { Volumes = [] } = await ec2.describeVolumes({ Filters: [{ Name: "attachment.instance-id", Values: [id] }] });
  for (const { VolumeId, Attachments } of Volumes) {
    called(`${Attachments?.[0]?.Device?.replace("/dev/", "")} of ${label}`, VolumeId);
  }
  return id;
}

export const drives: World = {
  name: "drives",
  build: {
    "us-east-1": async (region) => {
      await volume(region, "spare");
      await volume(region, "spare, encrypted", { Encrypted: true });
      await volume(region, "spare, encrypted with a key", { Encrypted: true, KmsKeyId: "alias/ours" });
      const gone = await volume(region, "deleted");
      await region.ec2.deleteVolume({ VolumeId: gone });

      await instance(region, "web");
      await instance(region, "database", [
        { DeviceName: "/dev/sda1", Ebs: { VolumeSize: 15, Encrypted: true } },
        { DeviceName: "/dev/sdf", Ebs: { VolumeSize: 30, Encrypted: false } },
      ]);
      // Its drive goes with it.
      const ended = await instance(region, "trial");
      await region.ec2.terminateInstances({ InstanceIds: [ended] });
    },
    "eu-west-1": async (region) => {
      // Moto notes the setting and does not act on it: encryption is asked for all the same.
      await region.ec2.enableEbsEncryptionByDefault({});
      await volume(region, "archive", { Encrypted: true });
      await instance(region, "worker", [{ DeviceName: "/dev/sda1", Ebs: { VolumeSize: 15, Encrypted: true } }]);
    },
  },
  expected: {
    "us-east-1": {
      "ebs-volume-encrypted": {
        status: "fail",
        pass: 3,
        fail: 3,
        findings: ["spare", "sda1 of web", "sdf of database"],
      },
    },
    "eu-west-1": {
      "ebs-volume-encrypted": { status: "pass", pass: 2 },
      "ebs-encrypted-by-default": { status: "pass", pass: 1 },
    },
  },
  exit: 3,
};
