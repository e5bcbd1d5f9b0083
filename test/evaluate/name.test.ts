import { expect, test } from "vitest";
import { nameResource } from "../../src/evaluate/name.ts";
import { ec2, elbv2 } from "../../src/listings/index.ts";

const unit = { account: "111122223333", region: "eu-central-1", partition: "aws" };

test("a resource is called after fields of its item, fields within them, and where it is", () => {
  const TargetGroupArn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/1";
  expect(nameResource(elbv2.targetHealth, { TargetGroupArn, Target: { Id: "i-1", Port: 8443 } }, unit)).toEqual({
    type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    id: `${TargetGroupArn}/i-1/8443`,
    arn: TargetGroupArn,
  });
  expect(nameResource(ec2.vpcBlockPublicAccessOptions, {}, unit)).toEqual({
    type: "AWS::EC2::VPCBlockPublicAccessOptions",
    id: "eu-central-1",
    arn: "arn:aws:ec2:eu-central-1:111122223333:vpc-block-public-access-options",
  });
});

test("an item without the field that identifies it has no name", () => {
  expect(nameResource(ec2.instanceConnectEndpoints, { State: "create-complete" }, unit)).toBeNull();
});
