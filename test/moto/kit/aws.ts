import { EC2 } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
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
  /** Names what moto gave a random id, as the expected table calls it; returns the id. */
  called(name: string, id: string | undefined): string;
  /** The ARN of a new certificate. */
  certificate(): Promise<string>;
}

export function openRegion(url: string, name: string, names: Names, credentials: Credentials): Region {
  const settings = { endpoint: url, region: name, credentials, maxAttempts: 1 };
  return {
    name,
    ec2: new EC2(settings),
    rds: new RDS(settings),
    elb: new ElasticLoadBalancingV2(settings),
    called: (given, id) => names.give(given, id),
    certificate: async () => {
      // Of ACM, for which the project has no client, this one call is needed.
      const headers = {
        Authorization: authorization(credentials.accessKeyId, name, "acm"),
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "CertificateManager.RequestCertificate",
      };
      const body = JSON.stringify({ DomainName: "www.example.com" });
      const { CertificateArn } = (await (await fetch(url, { method: "POST", headers, body })).json()) as {
        CertificateArn: string;
      };
      return CertificateArn;
    },
  };
}

/** Of a signature, moto reads whose it is, which region and which service; until it is told to verify. */
export function authorization(accessKeyId: string, region: string, service: string): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** Names each VPC's default security group after its VPC: `default`, or `default of customer`. */
export async function nameDefaultGroups({ ec2, called }: Region, names: Names): Promise<void> {
  const { Vpcs = [] } = await ec2.describeVpcs({});
  for (const { VpcId, IsDefault } of Vpcs) {
    const filters = [
      { Name: "vpc-id", Values: [VpcId!] },
      { Name: "group-name", Values: ["default"] },
    ];
    const { SecurityGroups: [group] = [] } = await ec2.describeSecurityGroups({ Filters: filters });
    called(IsDefault ? "default" : `default of ${names.in(VpcId!)}`, group?.GroupId);
  }
}
