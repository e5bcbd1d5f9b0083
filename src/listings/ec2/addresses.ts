import type { Address } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** Elastic addresses, associated or idle. The operation does not page. */
export const addresses = defineListing<Address>()({
  id: "ec2.addresses",
  service: "ec2",
  operation: "DescribeAddresses",
  iam: ["ec2:DescribeAddresses"],
  items: "Addresses",
  fields: {
    AllocationId: required(),
    // Absent where the address is of a range of the customer's own, or of a carrier.
    PublicIp: optional(),
    CustomerOwnedIp: optional(),
    CarrierIp: optional(),
    PrivateIpAddress: optional(),
    NetworkInterfaceId: optional(),
    InstanceId: optional(),
    AssociationId: optional(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::EIP",
    id: "AllocationId",
    arn: "arn:{partition}:ec2:{region}:{account}:elastic-ip/{AllocationId}",
  },
});
