import type { FlowLog } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** Of VPCs, subnets and interfaces, and of transit gateways, whose logs have no traffic type. */
export const flowLogs = defineListing<FlowLog>()({
  id: "ec2.flow-logs",
  service: "ec2",
  operation: "DescribeFlowLogs",
  iam: ["ec2:DescribeFlowLogs"],
  items: "FlowLogs",
  page: 1000,
  fields: {
    FlowLogId: required(),
    ResourceId: required(),
    FlowLogStatus: required(),
    TrafficType: optional(),
    DeliverLogsStatus: optional(),
    DeliverLogsErrorMessage: optional(),
    LogDestinationType: optional(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::FlowLog",
    id: "FlowLogId",
    arn: "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{FlowLogId}",
  },
});
