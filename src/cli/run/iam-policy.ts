import { iamPolicy, organizationPolicy, type IamPolicy } from "../../app/iam-policy.ts";
import type { Config } from "../../config/index.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import { load } from "./load.ts";

export interface IamPolicyOptions extends Pick<SelectionOptions, "config" | "check" | "control"> {
  readonly organization?: boolean;
}

export async function runIamPolicy(options: IamPolicyOptions): Promise<number> {
  const { checks, config, close } = await load(options);
  await close();
  const policy = options.organization === true ? policyOf(config) : iamPolicy(checks);
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  return 0;
}

function policyOf({ organization }: Config): IamPolicy {
  if (organization === undefined) throw new UsageError("--organization: the configuration has no key `organization`");
  return organizationPolicy(organization.role, organization.via?.split(":")[1] ?? "aws");
}
