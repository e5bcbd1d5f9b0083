import type { Region } from "@aws-sdk/client-ec2";
import { defineListing, required } from "../../contract/index.ts";

/** Asked once an account, of its home region: which regions exist, and which the account has enabled. */
export const regions = defineListing<Region>()({
  id: "ec2.regions",
  service: "ec2",
  scope: "account",
  operation: "DescribeRegions",
  iam: ["ec2:DescribeRegions"],
  items: "Regions",
  input: { AllRegions: true },
  fields: { RegionName: required(), OptInStatus: required() },
  resource: { type: "AWS::Region", id: "RegionName", arn: "arn:{partition}:ec2:{RegionName}:{account}:region" },
});
