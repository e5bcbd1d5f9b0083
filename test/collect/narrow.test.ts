import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrower, storable } from "../../src/collect/narrow.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";

describe("narrower", () => {
  const volume = narrower(ec2.volumes);
  const group = narrower(ec2.securityGroups);
  const permission = { IpProtocol: "tcp", IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };

  test("keeps what the allow list names and nothing else", () => {
    const raw = {
      VolumeId: "vol-1",
      Encrypted: false,
      Iops: 3,
      Attachments: [{ InstanceId: "i-1", DeleteOnTermination: true }],
    };
    expect(volume(raw)).toEqual({
      item: { VolumeId: "vol-1", Encrypted: false, Attachments: [{ InstanceId: "i-1" }] },
    });
  });

  test("drops what may carry secrets: authentication settings of listener actions", () => {
    const raw = {
      ListenerArn: "arn",
      DefaultActions: [{ Type: "authenticate-oidc", AuthenticateOidcConfig: { ClientSecret: "s3cret" } }],
    };
    expect(JSON.stringify(narrower(elbv2.listeners)(raw))).not.toContain("s3cret");
  });

  test.each([
    ["the field is absent", { VolumeId: "vol-1" }, "Encrypted"],
    ["the field is null", { VolumeId: "vol-1", Encrypted: null }, "Encrypted"],
    ["the text is empty", { VolumeId: "", Encrypted: true }, "VolumeId"],
    ["there is no item at all", undefined, "VolumeId"],
  ])("an item is flawed where %s", (_, raw, missing) => {
    expect(volume(raw)).toMatchObject({ missing });
  });

  test.each([
    [
      "a permission without protocol",
      [permission, { ...permission, IpProtocol: undefined }],
      "IpPermissions[1].IpProtocol",
    ],
    ["a permission without its ranges", [{ ...permission, Ipv6Ranges: undefined }], "IpPermissions[0].Ipv6Ranges"],
    [
      "a range without its address",
      [{ ...permission, IpRanges: [{ Description: "x" }] }],
      "IpPermissions[0].IpRanges[0].CidrIp",
    ],
  ])("%s makes the group flawed, and is named", (_, IpPermissions, missing) => {
    const raw = { GroupId: "sg-1", GroupName: "web", IpPermissions, IpPermissionsEgress: [] };
    expect(group(raw)).toMatchObject({ missing });
  });

  test("a structure without a required field makes the item flawed", () => {
    const instance = narrower(ec2.instances);
    expect(instance({ InstanceId: "i-1", State: {} })).toMatchObject({ missing: "State.Name" });
    expect(instance({ InstanceId: "i-1", State: { Name: "running" } })).toEqual({
      item: { InstanceId: "i-1", State: { Name: "running" } },
    });
  });

  test("dates become their ISO text", () => {
    const raw = { VolumeId: "vol-1", Encrypted: true, CreateTime: new Date(0) };
    expect(volume(raw)).toEqual({
      item: { VolumeId: "vol-1", Encrypted: true, CreateTime: "1970-01-01T00:00:00.000Z" },
    });
  });
});

test("every string can be stored: no NUL, no lone surrogate, and what can be stored is left alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom("", "\0", "\ud800", "a\udc00b"), (text, bad) => {
      const stored = storable(text + bad);
      expect(stored.isWellFormed()).toBe(true);
      expect(stored).not.toContain("\0");
      if (bad === "" && !text.includes("\0") && text.isWellFormed()) expect(stored).toBe(text);
    }),
  );
});
