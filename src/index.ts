/** What a check may import: `import { defineCheck, ec2, fail, pass } from "clausewatch"`. */
export * from "./contract/index.ts";
export { ec2, elbv2, rds, sts } from "./listings/index.ts";
export * as network from "./network/index.ts";
export { z } from "zod";
