import { describe, expect, test } from "vitest";
import { openAccount } from "../../src/collect/accounts.ts";
import { unreadable } from "../../src/collect/failure.ts";
import { readPages } from "../../src/collect/pages.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";

describe("readPages", () => {
  test("gives up on a service that sends only pages without items", async () => {
    let calls = 0;
    const endless = async () => ({ Volumes: [], NextToken: `token-${calls++}` });
    await expect(readPages(ec2.volumes, endless, {}, () => undefined)).rejects.toMatchObject({ code: "EmptyPages" });
    expect(calls).toBe(100);
  });

  test("goes on after some pages without items, for services send them", async () => {
    const pages = [[], [], [{ VolumeId: "vol-1", Encrypted: true }]];
    let asked = 0;
    const call = async () => {
      const Volumes = pages[asked++];
      return asked === pages.length ? { Volumes } : { Volumes, NextToken: `token-${asked}` };
    };
    const items: unknown[] = [];
    await readPages(ec2.volumes, call, {}, (page) => void items.push(...page.items));
    expect(items).toHaveLength(1);
  });

  test("knows a page again by what its first item is called after, however deep that stands", async () => {
    const paged = { ...elbv2.targetHealth, page: 400 };
    const ofPorts = (...ports: readonly number[]) => {
      const pages = ports.map((Port) => [{ Target: { Id: "i-1", Port } }]);
      return readPages(
        paged,
        async () => ({
          TargetHealthDescriptions: pages.shift(),
          NextMarker: pages.length > 0 ? `${pages.length}` : "",
        }),
        {},
        () => undefined,
      );
    };
    await ofPorts(8443, 8444);
    await expect(ofPorts(8443, 8443)).rejects.toMatchObject({ code: "RepeatedPage" });
  });
});

describe("unreadable", () => {
  const unit = { account: "111122223333", region: "eu-central-1" };

  test("does not quote what AWS says of a failed signature: the canonical request holds the session token", () => {
    const message = "The request signature we calculated does not match: x-amz-security-token:FwoGZXIvSECRET";
    const error = Object.assign(new Error(message), { name: "SignatureDoesNotMatch" });
    const why = unreadable(error, ec2.volumes, unit);
    expect(why).toMatchObject({ kind: "credentials", code: "SignatureDoesNotMatch" });
    // Not a word of it: the mask knows some tokens, and not all that is signed.
    expect(why.message).toBe("AWS does not accept the credentials");
  });

  test("cuts what is long, and keeps one line", () => {
    const error = Object.assign(new Error(`${"a b ".repeat(250)}\nadvice for programmers`), { name: "InternalError" });
    expect(unreadable(error, ec2.volumes, unit).message).toBe(`${"a b ".repeat(75)}…`);
  });
});

test("an account that names no region is unreadable, not empty", async () => {
  const answers: Record<string, object> = {
    GetCallerIdentity: { Account: "111122223333", Arn: "arn:aws:iam::111122223333:user/x" },
    DescribeRegions: { Regions: [] },
  };
  const home = {
    region: "eu-central-1",
    regions: "all",
    keyring: { session: () => undefined },
    ask: (_: unknown, __: string, ___: string, listing: { operation: string }) => async () =>
      answers[listing.operation]!,
  };
  const { plan, session } = await openAccount({}, home as never);
  expect(session).toBeNull();
  expect(plan.unreadable).toMatchObject({ kind: "malformed", action: "ec2:DescribeRegions" });
  expect(plan.regions).toHaveLength(1);
});
