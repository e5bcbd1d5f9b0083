/** What is wrong with the TLS of Example Health. */
import type { ItemOf } from "../contract/index.ts";
import { acm, elb, elbv2, iam, rds } from "../listings/index.ts";
import { certificateArn, clusterParameterGroup, listenerArn, OLD_POLICY, parameterGroup } from "./build/index.ts";
import { WEAK_CERTIFICATE } from "./pem.ts";
import type { Sin } from "./sin.ts";

export const transitSins: readonly Sin[] = [
  {
    id: "old-tls-policy",
    title: "alder's load balancer has had the security policy of 2016 ever since an old browser needed it",
    commit: ({ main }) =>
      main.change(elbv2.listeners, listenerArn(main, "alder", 443), (listener) => ({
        ...listener,
        SslPolicy: OLD_POLICY,
      })),
  },
  {
    id: "plain-classic-listener",
    title: "The classic load balancer for faxes also serves plain HTTP, for a device that knows no other",
    commit: ({ main }) =>
      main.change(elb.loadBalancers, "fax", (balancer) => ({
        ...balancer,
        ListenerDescriptions: [
          ...balancer.ListenerDescriptions,
          {
            Listener: { Protocol: "HTTP", LoadBalancerPort: 80, InstanceProtocol: "HTTPS", InstancePort: 8443 },
            PolicyNames: [],
          },
        ],
      })),
  },
  {
    id: "plain-classic-backend",
    title: "The classic load balancer for faxes hands them on in plain text",
    commit: ({ main }) =>
      main.change(elb.loadBalancers, "fax", (balancer) => ({
        ...balancer,
        ListenerDescriptions: balancer.ListenerDescriptions.map(speakHttp),
      })),
  },
  {
    id: "old-classic-policy",
    title: "The classic load balancer for faxes accepts TLS 1.0 and RC4",
    commit: ({ main }) =>
      main.change(elb.loadBalancerPolicies, "fax/tls-1-2", (policy) => ({
        ...policy,
        PolicyAttributeDescriptions: [
          ...policy.PolicyAttributeDescriptions.filter(({ AttributeName }) => AttributeName !== "Protocol-TLSv1"),
          { AttributeName: "Protocol-TLSv1", AttributeValue: "true" },
          { AttributeName: "RC4-SHA", AttributeValue: "true" },
        ],
      })),
  },
  {
    id: "expiring-certificate",
    title: "Nobody renews the certificate that birch sent us, and it ends in two weeks",
    commit: ({ main }) =>
      main.change(acm.certificates, certificateArn(main, "birch"), (certificate) => ({
        ...certificate,
        Type: "IMPORTED" as const,
        RenewalEligibility: "INELIGIBLE" as const,
        NotAfter: "2026-03-16T12:00:00.000Z",
      })),
  },
  {
    id: "weak-certificate",
    title: "The certificate that alder sent us has a short key",
    commit: ({ main }) =>
      main.change(acm.certificates, certificateArn(main, "alder"), (certificate) => ({
        ...certificate,
        Type: "IMPORTED" as const,
        RenewalEligibility: "INELIGIBLE" as const,
        KeyAlgorithm: "RSA_1024" as const,
      })),
  },
  {
    id: "expired-uploaded-certificate",
    title: "The certificate for faxes expired last year",
    commit: ({ account }) =>
      account.change(iam.serverCertificates, "fax", (certificate) => ({
        ...certificate,
        Expiration: "2025-12-04T09:12:44.000Z",
      })),
  },
  {
    id: "weak-uploaded-certificate",
    title: "The certificate for faxes has a key as short as the fax machine could read",
    commit: ({ account }) =>
      account.change(iam.serverCertificateBodies, "fax", (body) => ({ ...body, CertificateBody: WEAK_CERTIFICATE })),
  },
  {
    id: "tls-optional",
    title:
      "The forgotten database in the sandbox takes what its engine does by default, and that is not to ask for TLS",
    commit: ({ sandbox }) => {
      parameterGroup(sandbox, "default.postgres13", "0");
      sandbox.change(rds.dbInstances, "scratch", (database) => ({
        ...database,
        DBParameterGroups: [{ DBParameterGroupName: "default.postgres13", ParameterApplyStatus: "in-sync" }],
      }));
    },
  },
  {
    id: "cluster-tls-optional",
    title: "The cluster for reports went back to the default parameters when it was upgraded",
    commit: ({ main }) => {
      clusterParameterGroup(main, "default.aurora-postgresql16", "0");
      main.change(rds.dbClusters, "platform-reports", (cluster) => ({
        ...cluster,
        DBClusterParameterGroup: "default.aurora-postgresql16",
      }));
    },
  },
  {
    id: "proxy-tls-optional",
    title: "The proxy in front of the reports was made in a hurry, and asks nobody for TLS",
    commit: ({ main }) => main.change(rds.dbProxies, "platform-reports", (proxy) => ({ ...proxy, RequireTLS: false })),
  },
];

type Description = ItemOf<typeof elb.loadBalancers>["ListenerDescriptions"][number];

function speakHttp({ Listener, ...rest }: Description): Description {
  return Listener.LoadBalancerPort === 443
    ? { ...rest, Listener: { ...Listener, InstanceProtocol: "HTTP", InstancePort: 8080 } }
    : { ...rest, Listener };
}
