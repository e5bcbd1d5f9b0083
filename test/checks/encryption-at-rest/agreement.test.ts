/**
 * What must hold of the checks together, for any storage, key and parameter: the rule said plainly, and that checks
 * about one fact agree. Shares no code with the checks.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import ebsSnapshot from "../../../checks/encryption-at-rest/ebs-snapshot-encrypted.ts";
import ebsVolume from "../../../checks/encryption-at-rest/ebs-volume-encrypted.ts";
import rdsClusterSnapshot from "../../../checks/encryption-at-rest/rds-cluster-snapshot-encrypted.ts";
import rdsCluster from "../../../checks/encryption-at-rest/rds-cluster-encrypted.ts";
import rdsInstance from "../../../checks/encryption-at-rest/rds-instance-encrypted.ts";
import rdsSnapshot from "../../../checks/encryption-at-rest/rds-snapshot-encrypted.ts";
import { tableOf } from "../../../src/evaluate/table.ts";
import type { ResourceCheck } from "../../../src/index.ts";
import { keys, managed, novel, ours, strange } from "./keys.ts";

interface Facts {
  readonly encrypted: boolean;
  readonly type: string | undefined;
  readonly key: string | undefined;
}

const anyFacts: fc.Arbitrary<Facts> = fc.record({
  encrypted: fc.boolean(),
  type: fc.constantFrom(undefined, "none", "sse-kms", "sse-rds", "sse-quantum"),
  key: fc.constantFrom(undefined, ours, managed, strange, novel),
});

type Status = "pass" | "fail" | "not-applicable" | "undecided";

function ask(check: ResourceCheck<any, any, any>, item: object, ownKeys: boolean): Status {
  const tables = { keys: tableOf(ownKeys ? keys : []) };
  const verdict = check.judge(item, tables, { customerManagedKeys: ownKeys }, "2026-01-01T00:00:00Z");
  return "status" in verdict ? verdict.status : "fail";
}

/** What the answer must be, row by row: the first that fits. */
function expected({ encrypted, type, key }: Facts, ownKeys: boolean): Status {
  const rows: readonly (readonly [boolean, Status])[] = [
    [type === "none", "fail"],
    [type === undefined && !encrypted, "fail"],
    [type === "sse-rds", ownKeys ? "fail" : "pass"],
    [type === "sse-quantum" && (ownKeys || !encrypted), "undecided"],
    [!ownKeys, "pass"],
    [key === ours, "pass"],
    [key === managed, "fail"],
    [true, "undecided"],
  ];
  return rows.find(([fits]) => fits)![1];
}

const rdsItem = ({ encrypted, type, key }: Facts) => ({
  DBInstanceIdentifier: "records",
  DbiResourceId: "one",
  DBClusterIdentifier: "records",
  DbClusterResourceId: "one",
  Engine: "postgres",
  StorageEncrypted: encrypted,
  StorageEncryptionType: type,
  KmsKeyId: key,
});
const rdsSnapshotItem = (facts: Facts, SnapshotType: string) => ({
  ...rdsItem(facts),
  DBSnapshotIdentifier: "copy",
  DBClusterSnapshotIdentifier: "copy",
  Encrypted: facts.encrypted,
  SnapshotType,
});

test("databases and their snapshots are judged by the rule, and alike", () => {
  fc.assert(
    fc.property(anyFacts, fc.boolean(), fc.constantFrom("manual", "awsbackup", "automated"), (facts, own, type) => {
      const right = expected(facts, own);
      expect(ask(rdsInstance, rdsItem(facts), own)).toBe(right);
      expect(ask(rdsCluster, rdsItem(facts), own)).toBe(right);
      expect(ask(rdsSnapshot, rdsSnapshotItem(facts, type), own)).toBe(right);
      expect(ask(rdsClusterSnapshot, rdsSnapshotItem(facts, type), own)).toBe(right);
    }),
    { numRuns: 400 },
  );
});

test("drives and their snapshots are judged alike, as a database is whose encryption has no type", () => {
  fc.assert(
    fc.property(anyFacts, fc.boolean(), ({ encrypted, key }, own) => {
      const item = { VolumeId: "vol-1", SnapshotId: "snap-1", Encrypted: encrypted, KmsKeyId: key };
      const right = expected({ encrypted, key, type: undefined }, own);
      expect([ask(ebsVolume, item, own), ask(ebsSnapshot, item, own)]).toEqual([right, right]);
    }),
    { numRuns: 200 },
  );
});
