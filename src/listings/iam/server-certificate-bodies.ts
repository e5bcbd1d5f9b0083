import type { ServerCertificate } from "@aws-sdk/client-iam";
import { defineListing, required } from "../../contract/index.ts";
import { serverCertificates } from "./server-certificates.ts";

/** One call a certificate: what is public of it, as PEM. IAM gives a private key to nobody. */
export const serverCertificateBodies = defineListing<ServerCertificate>()({
  id: "iam.server-certificate-bodies",
  service: "iam",
  operation: "GetServerCertificate",
  scope: "global",
  iam: ["iam:GetServerCertificate"],
  items: "ServerCertificate",
  each: { of: serverCertificates, by: "ServerCertificateName", gone: ["NoSuchEntity", "NoSuchEntityException"] },
  fields: { CertificateBody: required() },
  resource: {
    type: "AWS::IAM::ServerCertificate",
    id: "ServerCertificateName",
    arn: "arn:{partition}:iam::{account}:server-certificate/{ServerCertificateName}",
  },
});
