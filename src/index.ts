/** What a check may import: `import { defineCheck, ec2, fail, pass } from "clausewatch"`. */
export * from "./contract/index.ts";
export { acm, ec2, elb, elbv2, iam, kms, rds, sts } from "./listings/index.ts";
export * as access from "./access/public.ts";
export * as certificates from "./certificates/index.ts";
export * as network from "./network/index.ts";
export { z } from "zod";
