import { ec2, elbv2 } from "../../listings/index.ts";
import { Region } from "./region.ts";
import { predefinedPolicies } from "./tls.ts";

/** A region as Example Health begins it, whether or not it builds there. */
export function newRegion(account: string, name: string): Region {
  const region = new Region(account, name);
  region.add(ec2.ebsEncryptionByDefault, { EbsEncryptionByDefault: true });
  region.add(ec2.vpcBlockPublicAccessOptions, {
    InternetGatewayBlockMode: "off",
    State: "default-state",
    ManagedBy: "account",
    ExclusionsAllowed: "allowed",
  });
  for (const policy of predefinedPolicies) region.add(elbv2.sslPolicies, policy);
  return region;
}
