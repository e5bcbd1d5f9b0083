import { Command, InvalidArgumentError, Option } from "commander";
import { many, withConfig, withFormats, withResults } from "./options.ts";
import type { AcceptOptions } from "./run/policy-accept.ts";
import type { CoverageOptions, InheritanceOptions } from "./run/policy-coverage.ts";
import type { LintOptions } from "./run/policy-lint.ts";
import type { RenderOptions } from "./run/policy-render.ts";
import type { SuggestOptions } from "./run/policy-suggest.ts";

export function policyCommand(): Command {
  return new Command("policy")
    .description("your policy: what it promises, what holds it, what changed in it")
    .addCommand(lint())
    .addCommand(coverage())
    .addCommand(suggest())
    .addCommand(render())
    .addCommand(inheritance())
    .addCommand(accept());
}

function lint(): Command {
  return withFormats(withConfig(new Command("lint")), ["terminal", "json", "sarif"])
    .description("check quotes, names, the lock and the days of reviews; asks AWS nothing")
    .addHelpText(
      "after",
      `
Exit status: 0 nothing to do (there may be notes), 2 errors: nothing can be scanned,
3 warnings: a clause is stale, a review is overdue.

Examples:
  $ clausewatch policy lint
  $ clausewatch policy lint --output sarif=clausewatch.sarif`,
    )
    .action(async (options: LintOptions) => {
      const { runPolicyLint } = await import("./run/policy-lint.ts");
      process.exitCode = await runPolicyLint(options);
    });
}

function coverage(): Command {
  return withFormats(withResults(withConfig(new Command("coverage"))), ["terminal", "json", "csv"])
    .description("every promise: checked, manual, not applicable, or covered by nothing; and what is true of it")
    .addOption(
      new Option("--by <grouping>", "by clause or by rule of HIPAA").choices(["clause", "hipaa"]).default("clause"),
    )
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch policy coverage
  $ clausewatch policy coverage --results scan.json --output csv=coverage.csv
  $ clausewatch policy coverage --by hipaa --from production.jsonl.gz`,
    )
    .action(async (options: CoverageOptions) => {
      const { runPolicyCoverage } = await import("./run/policy-coverage.ts");
      process.exitCode = await runPolicyCoverage(options);
    });
}

function render(): Command {
  return withResults(withConfig(new Command("render")))
    .description("the policy as a page: every promise marked with what is true of it, opening to what that rests on")
    .requiredOption("-o, --out <file>", "the page: one file of HTML that loads nothing")
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch policy render --results scan.json --out policy.html
  $ clausewatch policy render --from production.jsonl.gz --out policy.html`,
    )
    .action(async (options: RenderOptions) => {
      const { runPolicyRender } = await import("./run/policy-render.ts");
      process.exitCode = await runPolicyRender(options);
    });
}

function suggest(): Command {
  return withFormats(withConfig(new Command("suggest")), ["terminal", "json"])
    .description("propose clauses for each control, for a policy that nobody has bound yet; no network, no model")
    .addOption(many("--policy <glob>", "Markdown of the policy, instead of the configured one; repeatable"))
    .addOption(many("--control <id>", "only for this control; repeatable"))
    .addOption(new Option("--most <n>", "so many clauses a control").argParser(countOf).default(5))
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch policy suggest --policy 'docs/**/*.md'
  $ clausewatch policy suggest --policy policy.md --control backup --output json`,
    )
    .action(async (options: SuggestOptions) => {
      const { runPolicySuggest } = await import("./run/policy-suggest.ts");
      process.exitCode = await runPolicySuggest(options);
    });
}

function countOf(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError("It must be a whole number, at least 1.");
  return Number(value);
}

function inheritance(): Command {
  return withFormats(withResults(withConfig(new Command("inheritance"))), ["terminal", "json", "csv"])
    .description("what a customer inherits from you for each rule of HIPAA, and what remains theirs")
    .requiredOption("--customer <name>", "a customer of the configuration")
    .addHelpText(
      "after",
      `
Example:
  $ clausewatch policy inheritance --customer alder --results scan.json`,
    )
    .action(async (options: InheritanceOptions) => {
      const { runPolicyInheritance } = await import("./run/policy-coverage.ts");
      process.exitCode = await runPolicyInheritance(options);
    });
}

function accept(): Command {
  return withConfig(new Command("accept"))
    .description("write into the lock (policy.lock) what the quoted sentences say now, and who accepted that")
    .option("--by <name>", "who accepts it (default: as Git knows you)", nameOf)
    .option("-y, --yes", "accept all without asking")
    .addHelpText(
      "after",
      `
Shows each sentence that is new or has changed, and asks. Commit policy.lock.

Examples:
  $ clausewatch policy accept
  $ clausewatch policy accept --yes --by "Security Officer"`,
    )
    .action(async (options: AcceptOptions) => {
      const { runPolicyAccept } = await import("./run/policy-accept.ts");
      process.exitCode = await runPolicyAccept(options);
    });
}

function nameOf(value: string): string {
  const name = value.trim();
  if (name === "" || name.length > 200) throw new InvalidArgumentError("It must be a name of at most 200 characters.");
  return name;
}
