import { explainAccess } from "../../app/access-explain.ts";
import { findAskers, findPorts, findTarget, type Found } from "../../app/access-names.ts";
import { explainText } from "../../report/access.ts";
import { inertJson } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { forPeople, prove, type AccessOptions, type Formats } from "./access-proof.ts";
import { writeAll } from "./write.ts";

export interface ExplainOptions extends AccessOptions, Formats {
  readonly from: string;
  readonly to: string;
  readonly port?: string;
}

export async function runAccessExplain({ from, ...options }: ExplainOptions): Promise<number> {
  const ports = options.port === undefined ? null : found(findPorts(options.port));
  const { proof, nothing } = await prove(options);
  if (nothing) return exit.failed;
  const askers = found(findAskers(proof, from));
  const told = explainAccess(proof, askers, found(findTarget(proof, options.to)), ports);
  await writeAll(options.output ?? forPeople, {
    terminal: (text) => explainText(told, text),
    json: () => `${inertJson(told)}\n`,
  });
  return { reachable: exit.ok, "not reachable": exit.findings, unknown: exit.incomplete }[told.verdict];
}

/** What was found; throws UsageError where nothing was. */
export function found<T>(answer: Found<T>): T {
  if ("problem" in answer) throw new UsageError(answer.problem);
  return answer.found;
}
