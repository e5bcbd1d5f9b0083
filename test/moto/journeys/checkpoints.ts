import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { account, credentials } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { allow, createIamUser } from "../kit/iam.ts";
import type { Journey } from "./journey.ts";

const region = "us-east-1";
const prefix = "clausewatch/";
const role = `arn:aws:iam::${account}:role/clausewatch-checkpoints`;
const locked = { bucket: "example-checkpoints", prefix, region };
const store = "store.db";

/** The policy that the page on evidence gives to the role. */
function policyOfThePage(): object {
  const page = readFileSync(new URL("../../../docs/evidence.md", import.meta.url), "utf8");
  const [, json] = /```json\n([^`]+)```/.exec(page)!;
  return JSON.parse(json!) as object;
}

export const checkpoints: Journey = {
  name: "checkpoints in a bucket",
  async run(installed, moto, cases) {
    const { url } = moto;
    const s3 = new S3({ endpoint: url, region, credentials });
    await s3.createBucket({ Bucket: locked.bucket, ObjectLockEnabledForBucket: true });
    await s3.createBucket({ Bucket: "no-lock" });
    const user = (...buckets: object[]) =>
      new User(installed, {
        regions: [region],
        only: new Set(["ebs-encrypted-by-default"]),
        store: { sqlite: store },
        ledger: { key: "ledger.key", checkpoints: { s3: buckets } },
      });
    const namesIn = async (Bucket: string) => {
      const { Contents = [] } = await s3.listObjectsV2({ Bucket });
      return Contents.map(({ Key }) => Key!);
    };
    const init = ["ledger", "init", "--name", "example.com/ledger"];
    const us = user({ ...locked, role, externalId: "x:1", retainDays: 30 });
    const begun = await us.run(init);
    const first = `${prefix}epoch-000001/0000000000000001.txt`;

    await cases.check("checkpoints in a bucket: the first goes there by the role, hashed and locked", async () => {
      assert.deepEqual([begun.status, (await namesIn(locked.bucket)).join()], [0, first], begun.stderr);
      const got = await s3.getObject({ Bucket: locked.bucket, Key: first, ChecksumMode: "ENABLED" });
      assert.match(await got.Body!.transformToString(), /^example\.com\/ledger\n1\n/);
      assert.match(got.ContentType!, /^text\/plain/);
      assert.equal(got.ChecksumSHA256?.length, 44);
      assert.equal(got.ObjectLockMode, "COMPLIANCE");
      const days = (got.ObjectLockRetainUntilDate!.getTime() - Date.now()) / 86_400_000;
      assert.ok(days > 29.9 && days <= 30, `${days} days`);
    });

    copyFileSync(join(us.folder, store), join(us.folder, "backup.db"));
    const absent = { ...locked, bucket: "not-there" };
    const wrong = user({ ...locked, bucket: "no-lock", retainDays: 1 }, absent).run(init);
    const [{ stderr }, told] = await Promise.all([us.scan(), wrong]);
    await cases.check("checkpoints in a bucket: a scan adds one, and the ledger holds against all", async () => {
      const names = await namesIn(locked.bucket);
      assert.equal(names.length, 2, stderr);
      assert.ok(names[1]! > first);
      const verified = await us.run(["ledger", "verify", "--output", "json", "--key", begun.stdout.trim()]);
      assert.equal(verified.status, 0, verified.stdout);
      assert.deepEqual(JSON.parse(verified.stdout).unasked, []);
    });
    await cases.check("checkpoints in a bucket: the same one again is no error", async () => {
      const exported = await us.run([
        "evidence",
        "export",
        "--from",
        "2026-01-01",
        "--to",
        "2099-12-31",
        "--out",
        "e.zip",
      ]);
      assert.deepEqual([exported.status, exported.stderr.includes("could not")], [0, false], exported.stderr);
      assert.equal((await namesIn(locked.bucket)).length, 2);
    });
    await cases.check("checkpoints in a bucket: a store that lost entries signs no others in their place", async () => {
      copyFileSync(join(us.folder, store), join(us.folder, "whole.db"));
      copyFileSync(join(us.folder, "backup.db"), join(us.folder, store));
      const { status, stderr } = await us.run(["scan"]);
      assert.equal(status, 1);
      assert.match(stderr, /has lost entries/);
      const verified = await us.run(["ledger", "verify"]);
      assert.match(verified.stdout.replaceAll(/\s+/g, " "), /example-checkpoints/);
      assert.equal(verified.status, 3);
      assert.equal((await namesIn(locked.bucket)).length, 2);
      copyFileSync(join(us.folder, "whole.db"), join(us.folder, store));
    });
    await cases.check("checkpoints in a bucket: nobody deletes what is locked", async () => {
      const { Versions = [] } = await s3.listObjectVersions({ Bucket: locked.bucket });
      const [{ Key, VersionId } = {}] = Versions;
      await assert.rejects(s3.deleteObject({ Bucket: locked.bucket, Key, VersionId }), { name: "AccessDenied" });
    });

    await cases.check("checkpoints in a bucket: the page's policy is enough, and what it lacks is told", async () => {
      const writer = await createIamUser(url, "writer");
      const under = async (policy: object, args: readonly string[]) => {
        await allow(url, "writer", policy);
        await moto.enforceIam(true);
        try {
          return await them.run(args, writer);
        } finally {
          await moto.enforceIam(false);
        }
      };
      const them = user({ ...locked, prefix: "clausewatch/other/", retainDays: 1 });
      const whole = await under(policyOfThePage(), init);
      assert.deepEqual([whole.status, whole.stderr.includes("could not")], [0, false], whole.stderr);
      const verified = await under(policyOfThePage(), ["ledger", "verify"]);
      assert.equal(verified.status, 0, verified.stdout);
      for (const action of ["s3:PutObject", "s3:ListBucket"]) {
        const rest = JSON.parse(
          JSON.stringify(policyOfThePage()).replace(`"${action}"`, '"s3:GetBucketAcl"'),
        ) as object;
        const args = action === "s3:PutObject" ? ["ledger", "new-epoch", "--reason", "r"] : ["ledger", "verify"];
        const { status, stdout, stderr } = await under(rest, args);
        assert.match(`${stdout}${stderr}`.replaceAll(/\s+/g, " "), /could not be .*AccessDenied/);
        assert.equal(status, action === "s3:PutObject" ? 0 : 4);
      }
    });
    await cases.check("checkpoints in a bucket: what is wrong with one is a warning, in words", () => {
      const said = told.stderr.replaceAll(/\s+/g, " ");
      assert.match(said, /could not be given to s3:\/\/no-lock\/clausewatch\/: the bucket has no object lock/);
      assert.match(said, /could not be given to s3:\/\/not-there\/clausewatch\/: there is no such bucket/);
      assert.equal(told.status, 0);
    });
  },
};
