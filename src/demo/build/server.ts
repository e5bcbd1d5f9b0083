import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import { kmsKey } from "./key.ts";
import { networkInterface } from "./network-interface.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

export interface ServerSpec {
  readonly name: string;
  /** What the tag `Name` says; the name, if absent. */
  readonly shownAs?: string;
  /** What the server is for, as its tag says. */
  readonly role?: string;
  readonly customer?: string;
  readonly type: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  readonly publicIp?: string;
  /** ISO 8601. */
  readonly launched: string;
  readonly running?: boolean;
  /** GiB of the root volume, and of one for data. */
  readonly volumes: readonly [root: number] | readonly [root: number, data: number];
}

/** An EC2 instance with its interface and its volumes, encrypted. */
export function server(region: Region, spec: ServerSpec): void {
  const InstanceId = id("i", spec.name);
  const groups = spec.groups.map((name) => region.get(ec2.securityGroups, id("sg", name)));
  const { NetworkInterfaceId, ...placed } = networkInterface(region, {
    name: spec.name,
    subnet: spec.subnet,
    groups: spec.groups,
    instance: InstanceId,
    ipv6: true,
    ...(spec.publicIp === undefined ? {} : { publicIp: spec.publicIp }),
  });
  region.add(ec2.instances, {
    InstanceId,
    InstanceType: spec.type as NonNullable<ItemOf<typeof ec2.instances>["InstanceType"]>,
    State: { Name: spec.running === false ? "stopped" : "running" },
    ...placed,
    ...(spec.publicIp === undefined ? {} : { PublicIpAddress: spec.publicIp }),
    LaunchTime: spec.launched,
    SecurityGroups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    NetworkInterfaces: [{ NetworkInterfaceId }],
    Tags: tags({ Name: spec.shownAs ?? spec.name, Role: spec.role, Customer: spec.customer }),
  });
  for (const [index, gib] of spec.volumes.entries()) {
    const [name, Device] = index === 0 ? [spec.name, "/dev/sda1"] : [`${spec.name} data`, "/dev/sdf"];
    volume(region, {
      name,
      ...(spec.shownAs === undefined ? {} : { shownAs: spec.shownAs }),
      ...(spec.customer === undefined ? {} : { customer: spec.customer }),
      gib,
      created: spec.launched,
      attachment: { InstanceId, Device, State: "attached" },
      subnet: spec.subnet,
    });
  }
}

export interface VolumeSpec {
  readonly name: string;
  /** What the tag `Name` says; the name, if absent. */
  readonly shownAs?: string;
  readonly customer?: string;
  readonly gib: number;
  /** ISO 8601. */
  readonly created: string;
  /** In the zone of which subnet. */
  readonly subnet: string;
  readonly attachment?: NonNullable<ItemOf<typeof ec2.volumes>["Attachments"]>[number];
}

/** A volume, encrypted under the account's own key. */
export function volume(region: Region, spec: VolumeSpec): void {
  const { AvailabilityZone } = region.get(ec2.subnets, id("subnet", spec.subnet));
  region.add(ec2.volumes, {
    VolumeId: id("vol", spec.name),
    Encrypted: true,
    KmsKeyId: kmsKey(region, "ebs"),
    State: spec.attachment === undefined ? "available" : "in-use",
    Size: spec.gib,
    AvailabilityZone: AvailabilityZone as string,
    CreateTime: spec.created,
    Attachments: spec.attachment === undefined ? [] : [spec.attachment],
    Tags: tags({ Name: spec.shownAs ?? spec.name, Customer: spec.customer }),
  });
}
