import { iamPolicy } from "../../app/iam-policy.ts";
import type { SelectionOptions } from "../options.ts";
import { load } from "./load.ts";

export async function runIamPolicy(options: Pick<SelectionOptions, "config" | "check" | "control">): Promise<number> {
  const { checks, close } = await load(options);
  await close();
  process.stdout.write(`${JSON.stringify(iamPolicy(checks), null, 2)}\n`);
  return 0;
}
