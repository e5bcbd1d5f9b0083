import check from "../../../checks/remote-access/instance-connect-endpoint-is-absent.ts";
import { testCheck } from "../../kit/check-tester.ts";

const endpoint = (State: string) => ({
  InstanceConnectEndpointId: "eice-1",
  InstanceConnectEndpointArn: "arn:aws:ec2:eu-west-1:111111111111:instance-connect-endpoint/eice-1",
  State,
  VpcId: "vpc-1",
  SubnetId: "subnet-1",
});

testCheck(check, {
  pass: [{ name: "allowed", item: endpoint("create-complete"), params: { allowed: ["eice-1"] } }],
  fail: [
    { name: "there", item: endpoint("create-complete"), says: /leads into subnet-1 past the bastion/ },
    { name: "being made", item: endpoint("create-in-progress") },
    { name: "being changed", item: endpoint("update-in-progress") },
  ],
  notApplicable: ["delete-in-progress", "delete-complete", "create-failed"].map((state) => ({
    name: state,
    item: endpoint(state),
  })),
});
