import type { Instance } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const instances = defineListing<Instance>()({
  id: "ec2.instances",
  service: "ec2",
  operation: "DescribeInstances",
  iam: ["ec2:DescribeInstances"],
  items: "Reservations.Instances",
  page: 1000,
  fields: {
    InstanceId: required(),
    InstanceType: optional(),
    State: required({ Name: required() }),
    VpcId: optional(),
    SubnetId: optional(),
    PrivateIpAddress: optional(),
    PublicIpAddress: optional(),
    LaunchTime: optional(),
    SecurityGroups: optional({ GroupId: required(), GroupName: optional() }),
    NetworkInterfaces: optional({ NetworkInterfaceId: required() }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::Instance",
    id: "InstanceId",
    arn: "arn:{partition}:ec2:{region}:{account}:instance/{InstanceId}",
  },
});
