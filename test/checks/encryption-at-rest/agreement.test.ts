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

function ask(check: ResourceCheck<any, any, any>, item: object, ownKeys: boolean, tables: object = {}): Status {
  const given = { keys: tableOf(ownKeys ? keys : []), ...tables };
  const verdict = check.judge(item, given, { customerManagedKeys: ownKeys }, "2026-01-01T00:00:00Z");
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
      const nothing = { instances: tableOf([]), clusters: tableOf([]) };
      expect(ask(rdsInstance, rdsItem(facts), own)).toBe(right);
      expect(ask(rdsCluster, rdsItem(facts), own)).toBe(right);
      expect(ask(rdsSnapshot, rdsSnapshotItem(facts, type), own, nothing)).toBe(right);
      expect(ask(rdsClusterSnapshot, rdsSnapshotItem(facts, type), own, nothing)).toBe(right);
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

test("an automated snapshot is left to its source only where its source is a finding", () => {
  let left = 0;
  fc.assert(
    fc.property(anyFacts, anyFacts, fc.boolean(), fc.boolean(), (facts, other, same, own) => {
      const source = rdsItem(same ? facts : other);
      const tables = { instances: tableOf([source]), clusters: tableOf([source]) };
      const pairs = [
        [rdsSnapshot, rdsInstance],
        [rdsClusterSnapshot, rdsCluster],
      ] as const;
      for (const [ofSnapshot, ofSource] of pairs) {
        const answer = ask(ofSnapshot, rdsSnapshotItem(facts, "automated"), own, tables);
        const alone = expected(facts, own);
        if (answer === "not-applicable") {
          left++;
          expect([alone, ask(ofSource, source, own)]).toEqual(["fail", "fail"]);
        } else {
          expect(answer).toBe(alone);
          if (same) expect(answer).not.toBe("fail");
        }
        expect(ask(ofSnapshot, rdsSnapshotItem(facts, "manual"), own, tables)).toBe(alone);
      }
    }),
    { numRuns: 400 },
  );
  expect(left).toBeGreaterThan(0);
});
