import { lint } from "../../app/lint.ts";
import { programVersion } from "../../app/version.ts";
import { inertJson, lintSarif, lintText } from "../../report/index.ts";
import { exit } from "../exit.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readRequest } from "./load.ts";
import { writeAll } from "./write.ts";

export interface LintOptions extends Pick<SelectionOptions, "config"> {
  readonly output?: readonly OutputSpec<"terminal" | "json" | "sarif">[];
}

export async function runPolicyLint(options: LintOptions): Promise<number> {
  const findings = await lint(readRequest(options), new Date().toISOString().slice(0, 10));
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => lintText(findings, text),
    json: () => `${inertJson(findings)}\n`,
    sarif: () => lintSarif(findings, programVersion()),
  });
  if (findings.some(({ level }) => level === "error")) return exit.usage;
  return findings.some(({ level }) => level === "warning") ? exit.findings : exit.ok;
}
