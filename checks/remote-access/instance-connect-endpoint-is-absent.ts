import { defineCheck, ec2, fail, notApplicable, pass, z } from "clausewatch";

export default defineCheck({
  id: "instance-connect-endpoint-is-absent",
  severity: "high",
  title: "No Instance Connect endpoint leads to servers beside the bastion",
  why: "An Instance Connect endpoint brings whoever IAM lets through to SSH and RDP in private subnets, whatever its own security groups say, and past the bastion.",
  fix: "Delete the endpoint. Where the policy allows it, name it in the parameter allowed.",
  sources: [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/eice-security-groups.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.instanceConnectEndpoints,
  params: z.strictObject({
    allowed: z.array(z.string()).default([]).describe("Ids of endpoints that the policy allows"),
  }),
  judge: ({ InstanceConnectEndpointId: id, State, VpcId, SubnetId }, _, { allowed }) => {
    if (State.startsWith("delete") || State === "create-failed")
      return notApplicable(`its state is ${State}: nobody gets in by it`);
    if (allowed.includes(id)) return pass();
    return fail(`The Instance Connect endpoint ${id} leads into ${SubnetId ?? VpcId ?? "a network"} past the bastion`, {
      evidence: { state: State, vpc: VpcId, subnet: SubnetId },
    });
  },
});
