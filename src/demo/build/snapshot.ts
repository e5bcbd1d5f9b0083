import { ec2, rds } from "../../listings/index.ts";
import { id, resourceId } from "./ids.ts";
import { kmsKey } from "./key.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

/** A snapshot of a volume, encrypted as this is. */
export function snapshot(region: Region, name: string): void {
  region.add(ec2.snapshots, {
    SnapshotId: id("snap", name),
    Encrypted: true,
    KmsKeyId: kmsKey(region, "ebs"),
    Tags: tags({ Name: name }),
  });
}

/** A machine image with one drive, and the snapshot that it is made of. */
export function image(region: Region, name: string): void {
  snapshot(region, name);
  region.add(ec2.images, {
    ImageId: id("ami", name),
    Name: name,
    BlockDeviceMappings: [
      { DeviceName: "/dev/xvda", Ebs: { Encrypted: true, SnapshotId: id("snap", name) } },
      { DeviceName: "/dev/sdb" },
    ],
    Tags: [],
  });
}

export interface DatabaseSnapshotSpec {
  readonly name: string;
  /** The instance or cluster that it was taken of. */
  readonly of: string;
  readonly type: "manual" | "automated";
}

const notShared = [{ AttributeName: "restore", AttributeValues: [] }];

/** A snapshot of a DB instance, encrypted. */
export function databaseSnapshot(region: Region, { name, of, type }: DatabaseSnapshotSpec): void {
  region.add(rds.dbSnapshots, {
    DBSnapshotIdentifier: name,
    DBSnapshotArn: region.arn("rds", `snapshot:${name}`),
    DBInstanceIdentifier: of,
    DbiResourceId: resourceId("db", of),
    SnapshotType: type,
    Encrypted: true,
    KmsKeyId: kmsKey(region, "rds"),
    TagList: [],
  });
  if (type === "manual")
    region.add(rds.dbSnapshotAttributes, { DBSnapshotIdentifier: name, DBSnapshotAttributes: notShared });
}

/** A snapshot of a DB cluster, encrypted. */
export function clusterSnapshot(region: Region, { name, of, type }: DatabaseSnapshotSpec): void {
  region.add(rds.dbClusterSnapshots, {
    DBClusterSnapshotIdentifier: name,
    DBClusterSnapshotArn: region.arn("rds", `cluster-snapshot:${name}`),
    DBClusterIdentifier: of,
    DbClusterResourceId: resourceId("cluster", of),
    SnapshotType: type,
    StorageEncrypted: true,
    KmsKeyId: kmsKey(region, "rds"),
    TagList: [],
  });
  if (type === "manual")
    region.add(rds.dbClusterSnapshotAttributes, {
      DBClusterSnapshotIdentifier: name,
      DBClusterSnapshotAttributes: notShared,
    });
}
