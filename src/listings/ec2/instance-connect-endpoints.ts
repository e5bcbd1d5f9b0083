import type { Ec2InstanceConnectEndpoint } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** Ways to the SSH and RDP of instances in private subnets, for whoever IAM lets through. */
export const instanceConnectEndpoints = defineListing<Ec2InstanceConnectEndpoint>()({
  id: "ec2.instance-connect-endpoints",
  service: "ec2",
  operation: "DescribeInstanceConnectEndpoints",
  iam: ["ec2:DescribeInstanceConnectEndpoints"],
  items: "InstanceConnectEndpoints",
  // Less than EC2's other listings take: AWSEC2/latest/APIReference/API_DescribeInstanceConnectEndpoints.html
  page: 50,
  fields: {
    InstanceConnectEndpointId: required(),
    InstanceConnectEndpointArn: required(),
    State: required(),
    VpcId: optional(),
    SubnetId: optional(),
    NetworkInterfaceIds: optional(),
    SecurityGroupIds: optional(),
    // Whether instances see the client's address, or the endpoint's.
    PreserveClientIp: optional(),
    IpAddressType: optional(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::InstanceConnectEndpoint",
    id: "InstanceConnectEndpointId",
    arn: "{InstanceConnectEndpointArn}",
  },
});
