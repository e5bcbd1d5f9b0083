/** Builds in moto what is drawn: through the SDK, as somebody would who reads the drawing. */
import type { IpPermission } from "@aws-sdk/client-ec2";
import type { Items, NetworkAcl, Permission, Route, RouteTable } from "../../kit/network/estate.ts";
import type { Region } from "./aws.ts";

/** Drawn id → moto's. */
type Ids = Map<string, string>;

const ANY: IpPermission[] = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
const named = (ResourceType: "vpc" | "instance", Name: string, more: Readonly<Record<string, string>> = {}) => [
  { ResourceType, Tags: Object.entries({ Name, ...more }).map(([Key, Value]) => ({ Key, Value })) },
];

/** The drawing's own ids stand for moto's in what a scan says. */
export async function drawIn(region: Region, items: Items): Promise<void> {
  const ids: Ids = new Map();
  const keep = (drawn: string, id: string | undefined) => void ids.set(drawn, region.called(drawn, id));
  await networks(region, items, ids, keep);
  await groups(region, items, ids, keep);
  for (const acl of items["ec2.network-acls"] ?? []) await networkAcl(region, acl, ids, keep);
  for (const { VpcPeeringConnectionId, RequesterVpcInfo, AccepterVpcInfo } of items["ec2.vpc-peering-connections"] ??
    []) {
    const [VpcId, PeerVpcId] = [RequesterVpcInfo, AccepterVpcInfo].map((end) => ids.get(end.VpcId)!);
    const { VpcPeeringConnection } = await region.ec2.createVpcPeeringConnection({ VpcId, PeerVpcId });
    const id = VpcPeeringConnection?.VpcPeeringConnectionId;
    keep(VpcPeeringConnectionId, id);
    await region.ec2.acceptVpcPeeringConnection({ VpcPeeringConnectionId: id });
  }
  for (const table of items["ec2.route-tables"] ?? []) await routeTable(region, table, ids, keep);
  for (const each of items["ec2.network-interfaces"] ?? []) await server(region, each, ids, keep);
  for (const database of items["rds.db-instances"] ?? []) await databaseServer(region, database, ids);
  await loadBalancers(region, items, ids, keep);
}

type Keep = (drawn: string, id: string | undefined) => void;

async function networks({ ec2 }: Region, items: Items, ids: Ids, keep: Keep): Promise<void> {
  for (const { VpcId, CidrBlock } of items["ec2.vpcs"] ?? []) {
    const TagSpecifications = named("vpc", VpcId, { Customer: VpcId.replace("vpc-", "") });
    const { Vpc } = await ec2.createVpc({ CidrBlock: CidrBlock!, TagSpecifications });
    keep(VpcId, Vpc?.VpcId);
  }
  for (const { SubnetId, VpcId, CidrBlock } of items["ec2.subnets"] ?? []) {
    const AvailabilityZone = `eu-central-1${SubnetId.endsWith("-in") ? "a" : "b"}`;
    const { Subnet } = await ec2.createSubnet({ VpcId: ids.get(VpcId)!, CidrBlock: CidrBlock!, AvailabilityZone });
    keep(SubnetId, Subnet?.SubnetId);
  }
  for (const { InternetGatewayId, Attachments } of items["ec2.internet-gateways"] ?? []) {
    const { InternetGateway } = await ec2.createInternetGateway({});
    keep(InternetGatewayId, InternetGateway?.InternetGatewayId);
    for (const { VpcId } of Attachments)
      await ec2.attachInternetGateway({ InternetGatewayId: ids.get(InternetGatewayId)!, VpcId: ids.get(VpcId)! });
  }
}

async function groups({ ec2 }: Region, items: Items, ids: Ids, keep: Keep): Promise<void> {
  const drawn = items["ec2.security-groups"] ?? [];
  for (const { GroupId, VpcId } of drawn) {
    const GroupName = GroupId.replace("sg-", "");
    const made = await ec2.createSecurityGroup({ GroupName, Description: "drawn", VpcId: ids.get(VpcId!)! });
    keep(GroupId, made.GroupId);
    await ec2.revokeSecurityGroupEgress({ GroupId: made.GroupId, IpPermissions: ANY });
  }
  for (const { GroupId: id, IpPermissions, IpPermissionsEgress } of drawn) {
    const GroupId = ids.get(id)!;
    const [inbound, outbound] = [IpPermissions, IpPermissionsEgress].map((all) =>
      all.map((one) => permission(one, ids)),
    );
    if (inbound!.length > 0) await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: inbound! });
    if (outbound!.length > 0) await ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: outbound! });
  }
}

function permission({ IpProtocol, FromPort, ToPort, IpRanges, UserIdGroupPairs }: Permission, ids: Ids): IpPermission {
  return {
    IpProtocol,
    FromPort,
    ToPort,
    IpRanges: IpRanges.map(({ CidrIp }) => ({ CidrIp })),
    UserIdGroupPairs: UserIdGroupPairs.map(({ GroupId }) => ({ GroupId: ids.get(GroupId!)! })),
  };
}

async function networkAcl({ ec2 }: Region, acl: NetworkAcl, ids: Ids, keep: Keep): Promise<void> {
  // Those that nobody drew let everything through, as the default one of a VPC does.
  if (!acl.NetworkAclId.includes("-in")) return;
  const { NetworkAcl } = await ec2.createNetworkAcl({ VpcId: ids.get(acl.VpcId)! });
  const NetworkAclId = NetworkAcl?.NetworkAclId;
  keep(acl.NetworkAclId, NetworkAclId);
  for (const { IcmpTypeCode: _, RuleAction, ...entry } of acl.Entries)
    await ec2.createNetworkAclEntry({ NetworkAclId, ...entry, RuleAction: RuleAction as "allow" | "deny" });
  for (const { SubnetId } of acl.Associations) {
    const Filters = [{ Name: "association.subnet-id", Values: [ids.get(SubnetId)!] }];
    const { NetworkAcls = [] } = await ec2.describeNetworkAcls({ Filters });
    const now = NetworkAcls.flatMap(({ Associations = [] }) => Associations);
    const AssociationId = now.find((each) => each.SubnetId === ids.get(SubnetId))!.NetworkAclAssociationId!;
    await ec2.replaceNetworkAclAssociation({ AssociationId, NetworkAclId });
  }
}

async function routeTable({ ec2 }: Region, table: RouteTable, ids: Ids, keep: Keep): Promise<void> {
  const { RouteTableId: drawn, VpcId, Associations, Routes } = table;
  // AWS makes it by itself, and nothing is added to it.
  if (Associations.some(({ Main }) => Main)) return;
  const { RouteTable } = await ec2.createRouteTable({ VpcId: ids.get(VpcId)! });
  const RouteTableId = RouteTable?.RouteTableId;
  keep(drawn, RouteTableId);
  for (const { SubnetId } of Associations)
    if (SubnetId !== undefined) await ec2.associateRouteTable({ RouteTableId, SubnetId: ids.get(SubnetId)! });
  for (const { DestinationCidrBlock, ...route } of Routes) {
    if (route.GatewayId !== "local")
      await ec2.createRoute({ RouteTableId, DestinationCidrBlock, ...target(route, ids) });
  }
}

function target({ GatewayId, VpcPeeringConnectionId }: Route, ids: Ids): object {
  return GatewayId === undefined
    ? { VpcPeeringConnectionId: ids.get(VpcPeeringConnectionId!)! }
    : { GatewayId: ids.get(GatewayId)! };
}

type Interface = NonNullable<Items["ec2.network-interfaces"]>[number];

/** Every interface that is drawn is a server's. */
async function server({ ec2 }: Region, drawn: Interface, ids: Ids, keep: Keep): Promise<void> {
  const { Attachment, SubnetId, PrivateIpAddress, Groups, Association, NetworkInterfaceId } = drawn;
  const name = Attachment!.InstanceId!;
  const { Instances: [made] = [] } = await ec2.runInstances({
    ImageId: "ami-12345678",
    InstanceType: "t3.micro",
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: ids.get(SubnetId!)!,
        PrivateIpAddress,
        Groups: Groups.map(({ GroupId }) => ids.get(GroupId)!),
        AssociatePublicIpAddress: false,
      },
    ],
    TagSpecifications: named("instance", name),
  });
  keep(name, made?.InstanceId);
  const own = made?.NetworkInterfaces?.[0]?.NetworkInterfaceId;
  keep(NetworkInterfaceId, own);
  if (Association === undefined) return;
  const { AllocationId } = await ec2.allocateAddress({ Domain: "vpc" });
  await ec2.associateAddress({ AllocationId, NetworkInterfaceId: own });
}

type Database = NonNullable<Items["rds.db-instances"]>[number];

async function databaseServer({ rds }: Region, drawn: Database, ids: Ids): Promise<void> {
  const { DBInstanceIdentifier, Engine, PubliclyAccessible, VpcSecurityGroups = [], DBSubnetGroup } = drawn;
  await rds.createDBSubnetGroup({
    DBSubnetGroupName: `of-${DBInstanceIdentifier}`,
    DBSubnetGroupDescription: "drawn",
    SubnetIds: DBSubnetGroup!.Subnets!.map(({ SubnetIdentifier }) => ids.get(SubnetIdentifier!)!),
  });
  await rds.createDBInstance({
    DBInstanceIdentifier,
    DBInstanceClass: "db.t3.micro",
    Engine,
    Port: 5432,
    AllocatedStorage: 20,
    MasterUsername: "root",
    MasterUserPassword: "a password",
    PubliclyAccessible,
    DBSubnetGroupName: `of-${DBInstanceIdentifier}`,
    VpcSecurityGroupIds: VpcSecurityGroups.map(({ VpcSecurityGroupId }) => ids.get(VpcSecurityGroupId!)!),
  });
}

async function loadBalancers({ elb }: Region, items: Items, ids: Ids, keep: Keep): Promise<void> {
  for (const { LoadBalancerArn, LoadBalancerName: Name, AvailabilityZones = [], SecurityGroups = [] } of items[
    "elbv2.load-balancers"
  ] ?? []) {
    const Subnets = AvailabilityZones.map(({ SubnetId }) => ids.get(SubnetId!)!);
    const { LoadBalancers: [made] = [] } = await elb.createLoadBalancer({
      Name,
      Subnets,
      SecurityGroups: SecurityGroups.map((id) => ids.get(id)!),
    });
    keep(LoadBalancerArn, made?.LoadBalancerArn);
  }
  for (const { TargetGroupArn, TargetGroupName: Name, Port, VpcId } of items["elbv2.target-groups"] ?? []) {
    const { TargetGroups: [made] = [] } = await elb.createTargetGroup({
      Name,
      Protocol: "HTTP",
      Port,
      VpcId: ids.get(VpcId!)!,
    });
    keep(TargetGroupArn, made?.TargetGroupArn);
  }
  for (const { TargetGroupArn, Target } of items["elbv2.target-health"] ?? [])
    await elb.registerTargets({ TargetGroupArn: ids.get(TargetGroupArn)!, Targets: [{ Id: ids.get(Target!.Id!)! }] });
  for (const { LoadBalancerArn, Port, DefaultActions } of items["elbv2.listeners"] ?? [])
    await elb.createListener({
      LoadBalancerArn: ids.get(LoadBalancerArn)!,
      Protocol: "HTTP",
      Port,
      DefaultActions: DefaultActions.map((each) => ({
        Type: "forward",
        TargetGroupArn: ids.get(each.TargetGroupArn!)!,
      })),
    });
}
