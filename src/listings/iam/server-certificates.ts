import type { ServerCertificateMetadata } from "@aws-sdk/client-iam";
import { defineListing, optional, required } from "../../contract/index.ts";

/** The certificates that were uploaded to IAM: load balancers and CloudFront may use them, and nobody renews them. */
export const serverCertificates = defineListing<ServerCertificateMetadata>()({
  id: "iam.server-certificates",
  service: "iam",
  operation: "ListServerCertificates",
  scope: "global",
  iam: ["iam:ListServerCertificates"],
  items: "ServerCertificateMetadataList",
  page: 1000,
  fields: { ServerCertificateName: required(), Arn: required(), Expiration: required(), UploadDate: optional() },
  resource: {
    type: "AWS::IAM::ServerCertificate",
    id: "ServerCertificateName",
    arn: "{Arn}",
    name: "ServerCertificateName",
  },
});
