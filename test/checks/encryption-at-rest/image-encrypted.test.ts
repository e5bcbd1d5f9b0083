import check from "../../../checks/encryption-at-rest/image-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";

const drive = (DeviceName: string, Encrypted: boolean, SnapshotId?: string) => ({
  DeviceName,
  Ebs: { Encrypted, ...(SnapshotId === undefined ? {} : { SnapshotId }) },
});
const instanceStore = { DeviceName: "/dev/sdb" };

testCheck(check, {
  pass: [
    { name: "one drive", item: { ImageId: "ami-1", BlockDeviceMappings: [drive("/dev/sda1", true, "snap-1")] } },
    {
      name: "instance store beside",
      item: { ImageId: "ami-1", BlockDeviceMappings: [drive("/dev/sda1", true, "snap-1"), instanceStore] },
    },
    { name: "an empty drive", item: { ImageId: "ami-1", BlockDeviceMappings: [drive("/dev/sdf", true)] } },
  ],
  fail: [
    {
      name: "one drive in plain",
      item: { ImageId: "ami-1", BlockDeviceMappings: [drive("/dev/sda1", false, "snap-1")] },
      says: /^Machine image ami-1 has drives that are not encrypted: \/dev\/sda1 \(snap-1\)$/,
    },
    {
      name: "all but one encrypted, and one finding",
      item: {
        ImageId: "ami-1",
        BlockDeviceMappings: [
          drive("/dev/sdf", false),
          drive("/dev/sda1", true, "snap-1"),
          drive("/dev/sdc", false, "snap-3"),
          instanceStore,
        ],
      },
      says: /: \/dev\/sdc \(snap-3\), \/dev\/sdf \(empty\)$/,
    },
    {
      name: "a device without a name",
      item: { ImageId: "ami-1", BlockDeviceMappings: [{ Ebs: { Encrypted: false } }] },
    },
  ],
  notApplicable: [
    { name: "instance store only", item: { ImageId: "ami-1", BlockDeviceMappings: [instanceStore] } },
    { name: "no device", item: { ImageId: "ami-1", BlockDeviceMappings: [] } },
  ],
});
