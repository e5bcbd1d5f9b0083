import type { Listener } from "@aws-sdk/client-elastic-load-balancing";
import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

/** AWS makes a security group with it where none is named; moto puts it on no network interface. */
async function balancer(
  { classic, ec2, called, name }: Region,
  LoadBalancerName: string,
  ...Listeners: Listener[]
): Promise<void> {
  await classic.createLoadBalancer({ LoadBalancerName, Listeners, AvailabilityZones: [`${name}a`] });
  const { LoadBalancerDescriptions: [made] = [] } = await classic.describeLoadBalancers({
    LoadBalancerNames: [LoadBalancerName],
  });
  const { SecurityGroups: [group] = [] } = await ec2.describeSecurityGroups({ GroupIds: made!.SecurityGroups! });
  called(`group of ${LoadBalancerName}`, group?.GroupId);
}

/** Moto says of every listener that it speaks to its servers as to its clients. */
async function listen(
  region: Region,
  [Protocol, LoadBalancerPort]: [string, number],
  [InstanceProtocol, InstancePort]: [string, number],
): Promise<Listener> {
  const secure = Protocol === "HTTPS" || Protocol === "SSL";
  return {
    Protocol,
    LoadBalancerPort,
    InstanceProtocol,
    InstancePort,
    ...(secure && { SSLCertificateId: await region.certificate() }),
  };
}

/** Gives a listener a security policy in which these protocols and ciphers are on. */
async function tls(
  { classic }: Region,
  LoadBalancerName: string,
  port: number,
  ...on: readonly string[]
): Promise<void> {
  const PolicyName = `policy-of-${port}`;
  await classic.createLoadBalancerPolicy({
    LoadBalancerName,
    PolicyName,
    PolicyTypeName: "SSLNegotiationPolicyType",
    PolicyAttributes: [
      ...on.map((AttributeName) => ({ AttributeName, AttributeValue: "true" })),
      { AttributeName: "Protocol-SSLv3", AttributeValue: "false" },
    ],
  });
  await classic.setLoadBalancerPoliciesOfListener({
    LoadBalancerName,
    LoadBalancerPort: port,
    PolicyNames: [PolicyName],
  });
}

async function log({ classic }: Region, LoadBalancerName: string): Promise<void> {
  const AccessLog = { Enabled: true, S3BucketName: "logs", EmitInterval: 5 };
  await classic.modifyLoadBalancerAttributes({ LoadBalancerName, LoadBalancerAttributes: { AccessLog } });
}

const modern = ["Protocol-TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "Server-Defined-Cipher-Order"];

export const classicLoadBalancers: World = {
  name: "classic load balancers",
  build: {
    "us-east-1": async (region) => {
      await balancer(
        region,
        "shop",
        await listen(region, ["HTTP", 80], ["HTTP", 8080]),
        await listen(region, ["HTTPS", 443], ["HTTPS", 8443]),
        await listen(region, ["HTTPS", 444], ["HTTP", 8080]),
        await listen(region, ["SSL", 445], ["SSL", 8443]),
      );
      await tls(region, "shop", 443, ...modern);
      await tls(region, "shop", 444, ...modern, "Protocol-TLSv1");
      await tls(region, "shop", 445, ...modern, "AES128-SHA");
      // Moto gives a listener no security policy of itself, where AWS gives it a predefined one.
      await balancer(region, "bare", await listen(region, ["SSL", 443], ["SSL", 8443]));
      await balancer(
        region,
        "pass",
        await listen(region, ["TCP", 5432], ["TCP", 5432]),
        await listen(region, ["TCP", 25], ["TCP", 25]),
      );
      await log(region, "pass");
    },
    "eu-west-1": async (region) => {
      await balancer(region, "shop", await listen(region, ["HTTPS", 443], ["HTTPS", 8443]));
      await tls(region, "shop", 443, ...modern);
      await log(region, "shop");
    },
  },
  params: {
    "classic-listener-uses-tls": {
      justifiedPorts: [{ port: 5432, protocol: "TCP", reason: "The database server ends TLS itself." }],
    },
    "classic-backend-uses-tls": {
      justifiedPorts: [{ port: 5432, protocol: "TCP", reason: "The database server ends TLS itself." }],
    },
  },
  expected: {
    "us-east-1": {
      "acm-certificate-key-is-strong": { status: "pass", pass: 4 },
      "acm-certificate-not-expiring": { status: "pass", pass: 4 },
      "classic-backend-uses-tls": { status: "fail", pass: 1, fail: 2, findings: ["pass: TCP:25", "shop: HTTP:80"] },
      "classic-listener-tls-policy-is-modern": {
        status: "unknown",
        fail: 1,
        findings: ["shop: HTTPS:444", "shop: SSL:445"],
        unknown: [
          "bare: Listener SSL:443 of classic load balancer bare names no security policy that its load balancer has",
        ],
        notApplicable: { "no listener of the load balancer ends TLS": 1 },
      },
      "classic-listener-uses-tls": { status: "fail", pass: 1, fail: 2, findings: ["pass: TCP:25", "shop: HTTP:80"] },
      "classic-load-balancer-access-logs-enabled": { status: "fail", pass: 1, fail: 2, findings: ["bare", "shop"] },
      "default-security-group-is-closed": {
        status: "fail",
        fail: 1,
        findings: ["default: out"],
        notApplicable: { "the group is not the default group of a VPC": 3 },
      },
      "security-group-is-used": {
        status: "fail",
        fail: 3,
        findings: ["group of bare", "group of pass", "group of shop"],
        notApplicable: { "the default group of a VPC cannot be deleted": 1 },
      },
      "security-group-not-all-open": { status: "pass", pass: 4 },
      "security-group-opens-only-justified-ports": { status: "pass", pass: 4 },
    },
    "eu-west-1": {
      "acm-certificate-key-is-strong": { status: "pass", pass: 1 },
      "acm-certificate-not-expiring": { status: "pass", pass: 1 },
      "classic-backend-uses-tls": { status: "pass", pass: 1 },
      "classic-listener-tls-policy-is-modern": { status: "pass", pass: 1 },
      "classic-listener-uses-tls": { status: "pass", pass: 1 },
      "classic-load-balancer-access-logs-enabled": { status: "pass", pass: 1 },
      "default-security-group-is-closed": {
        status: "fail",
        fail: 1,
        findings: ["default: out"],
        notApplicable: { "the group is not the default group of a VPC": 1 },
      },
      "security-group-is-used": {
        status: "fail",
        fail: 1,
        findings: ["group of shop"],
        notApplicable: { "the default group of a VPC cannot be deleted": 1 },
      },
      "security-group-not-all-open": { status: "pass", pass: 2 },
      "security-group-opens-only-justified-ports": { status: "pass", pass: 2 },
    },
  },
  exit: 4,
};
