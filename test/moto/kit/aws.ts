import { ACM } from "@aws-sdk/client-acm";
import { EC2 } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancing } from "@aws-sdk/client-elastic-load-balancing";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAM } from "@aws-sdk/client-iam";
import { RDS } from "@aws-sdk/client-rds";
import { Names } from "./names.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The account that moto puts every credential in which it has not given out itself. */
export const account = "123456789012";
/** AWS's own example: moto takes any. */
export const credentials: Credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };

/** One region of an account, to create resources in. */
export interface Region {
  readonly name: string;
  readonly ec2: EC2;
  readonly rds: RDS;
  readonly elb: ElasticLoadBalancingV2;
  readonly classic: ElasticLoadBalancing;
  readonly acm: ACM;
  /** Of the whole account. */
  readonly iam: IAM;
  /** Names what moto gave a random id, as the expected table calls it; returns the id. */
  called(name: string, id: string | undefined): string;
  /** The ARN of a new certificate. */
  certificate(): Promise<string>;
}

export function openRegion(url: string, name: string, names: Names, credentials: Credentials): Region {
  const settings = { endpoint: url, region: name, credentials, maxAttempts: 1 };
  const acm = new ACM(settings);
  return {
    name,
    ec2: new EC2(settings),
    rds: new RDS(settings),
    elb: new ElasticLoadBalancingV2(settings),
    classic: new ElasticLoadBalancing(settings),
    acm,
    iam: new IAM(settings),
    called: (given, id) => names.give(given, id),
    certificate: async () => (await acm.requestCertificate({ DomainName: "www.example.com" })).CertificateArn!,
  };
}

/** Of a signature, moto reads whose it is, which region and which service; until it is told to verify. */
export function authorization(accessKeyId: string, region: string, service: string): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/**
 * Names what AWS makes unasked: the default VPC, a VPC's group and ACL (`default ACL`, or `default ACL of customer`), and
 * the automated snapshots of databases (`daily of records`), which have the time in their names.
 */
export async function nameDefaults({ ec2, rds, called }: Region, names: Names): Promise<void> {
  const { Vpcs = [] } = await ec2.describeVpcs({});
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({});
  const { NetworkAcls = [] } = await ec2.describeNetworkAcls({});
  for (const { VpcId, IsDefault } of Vpcs) {
    const of = IsDefault ? "" : ` of ${names.in(VpcId!)}`;
    const group = SecurityGroups.find((one) => one.VpcId === VpcId && one.GroupName === "default");
    called(`default${of}`, group?.GroupId);
    const acl = NetworkAcls.find((one) => one.VpcId === VpcId && one.IsDefault);
    called(`default ACL${of}`, acl?.NetworkAclId);
    if (IsDefault) called("default VPC", VpcId);
  }
  const { DBSnapshots = [] } = await rds.describeDBSnapshots({ SnapshotType: "automated" });
  for (const { DBSnapshotIdentifier: id, DBInstanceIdentifier } of DBSnapshots)
    called(`daily of ${DBInstanceIdentifier}`, id);
  const { DBClusterSnapshots = [] } = await rds.describeDBClusterSnapshots({ SnapshotType: "automated" });
  for (const { DBClusterSnapshotIdentifier: id, DBClusterIdentifier } of DBClusterSnapshots)
    called(`daily of ${DBClusterIdentifier}`, id);
}
