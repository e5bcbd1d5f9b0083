/** Tells a small world and a packet in words, in the notation of `./notation.ts`, with what the simulator says. */
import { addressesOf } from "./ends.ts";
import type { Action, Estate, NetworkInterface, Peering, PeeringEnd, Unit } from "./estate.ts";
import { itemsOf } from "./known.ts";
import { writeEntry, writeRoute, writeRule } from "./notation.ts";
import type { Decision } from "./packet.ts";

export function describeEstate({ units }: Estate): string {
  return units.map((unit) => [`${unit.account} ${unit.region}`, ...linesOf(unit).map(indent)].join("\n")).join("\n");
}

export function describeDecision({ verdict, hops }: Decision): string {
  return [verdict, ...hops.map(({ result, layer, why }) => indent(`${result} ${layer}: ${why}`))].join("\n");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}

function linesOf(unit: Unit): string[] {
  return [
    ...itemsOf(unit, "ec2.vpcs").map((vpc) => {
      const ipv4 = (vpc.CidrBlockAssociationSet ?? []).map(({ CidrBlock }) => CidrBlock);
      const ipv6 = (vpc.Ipv6CidrBlockAssociationSet ?? []).map(({ Ipv6CidrBlock }) => Ipv6CidrBlock);
      return `${vpc.VpcId} ${[...ipv4, ...ipv6].join(" ")}`;
    }),
    ...itemsOf(unit, "ec2.subnets").map(({ SubnetId, VpcId, CidrBlock, Ipv6CidrBlockAssociationSet: ipv6 = [] }) =>
      [SubnetId, "of", VpcId, CidrBlock, ...ipv6.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)].join(" "),
    ),
    ...itemsOf(unit, "ec2.network-interfaces").map(interfaceLine),
    ...itemsOf(unit, "ec2.security-groups").flatMap(({ GroupId, IpPermissions, IpPermissionsEgress }) => [
      `${GroupId}${IpPermissions.length + IpPermissionsEgress.length === 0 ? " without rules" : ""}`,
      ...IpPermissions.map((rule) => `  in  ${writeRule(rule)}`),
      ...IpPermissionsEgress.map((rule) => `  out ${writeRule(rule)}`),
    ]),
    ...itemsOf(unit, "ec2.prefix-list-entries").map(({ PrefixListId, Cidr }) => `${PrefixListId} ${Cidr}`),
    ...itemsOf(unit, "ec2.network-acls").flatMap(({ NetworkAclId, Associations, Entries }) => {
      const isOpen = Entries.every(({ RuleAction, Protocol }) => RuleAction === "allow" && Protocol === "-1");
      const of = `${NetworkAclId} of ${Associations.map(({ SubnetId }) => SubnetId).join(" ")}`;
      const texts = Entries.map(writeEntry);
      return isOpen ? [`${of}: ${texts.join(", ")}`] : [of, ...texts.map((text) => `  ${text}`)];
    }),
    ...itemsOf(unit, "ec2.route-tables").flatMap(({ RouteTableId, VpcId, Associations, Routes }) => {
      const of = Associations.map((each) => each.SubnetId ?? each.GatewayId ?? "main");
      return [`${RouteTableId} in ${VpcId} of ${of.join(" ")}`, ...Routes.map((route) => `  ${writeRoute(route)}`)];
    }),
    ...itemsOf(unit, "ec2.internet-gateways").map(
      ({ InternetGatewayId, Attachments }) =>
        `${InternetGatewayId} at ${Attachments.map(({ VpcId }) => VpcId).join(" ") || "nothing"}`,
    ),
    ...itemsOf(unit, "ec2.vpc-peering-connections").map(peeringLine),
    ...itemsOf(unit, "ec2.vpc-block-public-access-options").map(
      ({ InternetGatewayBlockMode }) => `Block Public Access ${InternetGatewayBlockMode}`,
    ),
    ...itemsOf(unit, "ec2.vpc-block-public-access-exclusions").map(
      ({ ResourceArn, InternetGatewayExclusionMode, State }) =>
        `  but ${ResourceArn.slice(ResourceArn.lastIndexOf(":") + 1)} ${InternetGatewayExclusionMode} ${State}`,
    ),
    ...balancerLines(unit),
    ...databaseLines(unit),
  ];
}

function interfaceLine(item: NetworkInterface): string {
  const publicIps = [item.Association, ...(item.PrivateIpAddresses ?? []).map(({ Association }) => Association)];
  const shown = new Set(publicIps.flatMap((association) => association?.PublicIp ?? []));
  return [
    item.NetworkInterfaceId,
    "in",
    item.SubnetId ?? "no subnet",
    ...addressesOf(item),
    ...item.Groups.map(({ GroupId }) => GroupId),
    ...[...shown].map((address) => `public ${address}`),
    ...(item.InterfaceType === undefined || item.InterfaceType === "interface" ? [] : [item.InterfaceType]),
    ...(item.Status === undefined || item.Status === "in-use" ? [] : [item.Status]),
    ...(item.DenyAllIgwTraffic === true ? ["denies gateway traffic"] : []),
    ...(item.Attachment?.InstanceId === undefined ? [] : [item.Attachment.InstanceId]),
    ...(item.Description === undefined ? [] : [`"${item.Description}"`]),
  ].join(" ");
}

function peeringLine({ VpcPeeringConnectionId, Status, RequesterVpcInfo, AccepterVpcInfo }: Peering): string {
  const told = ({ VpcId, Region }: PeeringEnd) => `${VpcId} in ${Region}`;
  return `${VpcPeeringConnectionId} ${told(RequesterVpcInfo)} to ${told(AccepterVpcInfo)} ${Status.Code}`;
}

function balancerLines(unit: Unit): string[] {
  const groupsOf = (actions: readonly Action[]) => actions.map(({ Type, TargetGroupArn }) => TargetGroupArn ?? Type);
  return [
    ...itemsOf(unit, "elbv2.load-balancers").map(
      ({ LoadBalancerArn, SecurityGroups = [] }) => `${LoadBalancerArn} ${SecurityGroups.join(" ")}`,
    ),
    ...itemsOf(unit, "elbv2.listeners").map(
      ({ ListenerArn, Protocol, Port, DefaultActions }) =>
        `  ${ListenerArn} ${Protocol}/${Port} ${groupsOf(DefaultActions).join(" ")}`,
    ),
    ...itemsOf(unit, "elbv2.rules").map(
      ({ ListenerArn, Actions }) => `  rule of ${ListenerArn} ${groupsOf(Actions).join(" ")}`,
    ),
    ...itemsOf(unit, "elbv2.target-groups").map(
      ({ TargetGroupArn, TargetType, Protocol }) => `${TargetGroupArn} ${TargetType} ${Protocol}`,
    ),
    ...itemsOf(unit, "elbv2.target-group-attributes").map(
      ({ TargetGroupArn, Key, Value }) => `  ${TargetGroupArn} ${Key} ${Value}`,
    ),
    ...itemsOf(unit, "elbv2.target-health").map(
      ({ TargetGroupArn, Target: { Id, Port } }) => `  ${TargetGroupArn} ${Id}:${Port}`,
    ),
    ...itemsOf(unit, "elb.load-balancers").map(({ LoadBalancerName, ListenerDescriptions, Instances = [] }) => {
      const listeners = ListenerDescriptions.map(
        ({ Listener }) => `${Listener.LoadBalancerPort} to ${Listener.InstancePort}`,
      );
      const behind = Instances.map(({ InstanceId }) => InstanceId);
      return `${LoadBalancerName} classic ${listeners.join(", ")} at ${behind.join(" ")}`;
    }),
  ];
}

function databaseLines(unit: Unit): string[] {
  const groupsOf = (groups: readonly { readonly VpcSecurityGroupId?: string }[] = []) =>
    groups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId);
  return [
    ...itemsOf(unit, "rds.db-instances").map(
      ({ DBInstanceArn, PubliclyAccessible, DBSubnetGroup, VpcSecurityGroups, Endpoint, DBClusterIdentifier }) =>
        [
          DBInstanceArn,
          ...(DBSubnetGroup?.Subnets ?? []).map(({ SubnetIdentifier }) => SubnetIdentifier),
          ...groupsOf(VpcSecurityGroups),
          ...(PubliclyAccessible ? ["public"] : []),
          `port ${Endpoint?.Port}`,
          ...(DBClusterIdentifier === undefined ? [] : [`of ${DBClusterIdentifier}`]),
        ].join(" "),
    ),
    ...itemsOf(unit, "rds.db-clusters").map(({ DBClusterArn, DBSubnetGroup, VpcSecurityGroups, Port }) =>
      [DBClusterArn, DBSubnetGroup, ...groupsOf(VpcSecurityGroups), `port ${Port}`].join(" "),
    ),
    ...itemsOf(unit, "rds.db-subnet-groups").map(
      ({ DBSubnetGroupName, Subnets }) =>
        `${DBSubnetGroupName} ${Subnets.map(({ SubnetIdentifier }) => SubnetIdentifier).join(" ")}`,
    ),
    ...itemsOf(unit, "rds.db-proxies").map(
      ({ DBProxyArn, EngineFamily, VpcSubnetIds = [], VpcSecurityGroupIds = [] }) =>
        [DBProxyArn, EngineFamily, ...VpcSubnetIds, ...VpcSecurityGroupIds].join(" "),
    ),
    ...itemsOf(unit, "rds.db-proxy-targets").map(
      ({ DBProxyName, Type, RdsResourceId }) => `  ${DBProxyName} for ${Type} ${RdsResourceId}`,
    ),
  ];
}
