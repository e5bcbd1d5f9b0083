import { defineCheck, ec2, fail, notApplicable, pass, z } from "clausewatch";
import { isWritten, kindsOf, recorded } from "./shared/flow-logs.ts";

export default defineCheck({
  id: "vpc-flow-logs-enabled",
  severity: "medium",
  title: "Flow logs record the traffic of every VPC",
  why: "After an incident nobody can say who talked to the servers, what left them and for how long, and whoever looks around in the network is not noticed.",
  fix: "Create a flow log of the VPC for all traffic, to CloudWatch Logs, S3 or Firehose. Where one is there whose delivery fails, mend its role or the policy of its destination.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
    "https://www.ecfr.gov/current/title-45/section-164.312",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: ec2.vpcs,
  with: { flowLogs: ec2.flowLogs, subnets: ec2.subnets },
  params: z.strictObject({
    traffic: z
      .enum(["ALL", "ACCEPT", "REJECT"])
      .default("ALL")
      .describe(
        "Which traffic must be recorded; by default accepted and rejected, for a review needs both, where AWS Security Hub (control EC2.6) asks for REJECT only",
      ),
  }),
  judge: ({ VpcId }, { flowLogs, subnets }, { traffic }) => {
    const own = subnets.where("VpcId", VpcId);
    if (own.length === 0) return notApplicable("the VPC has no subnet, and so no traffic");
    const logs = flowLogs.where("ResourceId", VpcId);
    const ofVpc = recorded(logs);
    const missing = kindsOf(traffic).filter((kind) => !ofVpc.has(kind));
    const gaps = own
      .map(({ SubnetId }) => ({ SubnetId, ofSubnet: recorded(flowLogs.where("ResourceId", SubnetId)) }))
      .filter(({ ofSubnet }) => missing.some((kind) => !ofSubnet.has(kind)))
      .map(({ SubnetId }) => SubnetId)
      .sort();
    if (gaps.length === 0) return pass();
    const broken = logs.filter((log) => !isWritten(log)).map(({ FlowLogId }) => FlowLogId).sort(); // prettier-ignore
    const what = missing.length === 1 ? `${missing[0] === "ACCEPT" ? "accepted" : "rejected"} traffic` : "traffic";
    const where = gaps.length === own.length ? "" : ` in ${gaps.length} of its ${own.length} subnets`;
    const because = broken.length === 0 ? "" : `; not delivered: ${broken.join(", ")}`;
    return fail(`No flow log records the ${what} of VPC ${VpcId}${where}${because}`, {
      evidence: { missing, subnets: gaps, broken },
    });
  },
});
