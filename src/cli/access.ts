import { Command } from "commander";
import { accountId, many, regionName, withAccounts, withConfig, withFormats } from "./options.ts";
import type { DiffOptions } from "./run/access-diff.ts";
import type { ExplainOptions } from "./run/access-explain.ts";
import type { AccessInitOptions } from "./run/access-init.ts";
import type { ListOptions } from "./run/access-list.ts";

export function accessCommand(): Command {
  return new Command("access")
    .description("who can reach what over the network, by which way, and which row of the register justifies it")
    .addCommand(explain())
    .addCommand(list())
    .addCommand(init())
    .addCommand(diff())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch access explain --from internet --to records
  $ clausewatch access list --to records
  $ clausewatch access init --out access.yaml
  $ clausewatch access diff monday.jsonl.gz tuesday.jsonl.gz`,
    );
}

/** Whose network: the accounts' as they are, or as they were recorded. */
function withNetwork(command: Command): Command {
  return withAccounts(withConfig(command)).option("--recording <file>", "a recording instead of the live accounts");
}

const FORMATS = ["terminal", "json"];

function explain(): Command {
  return withFormats(withNetwork(new Command("explain")), FORMATS)
    .description("whether one reaches another: the way, hop by hop; or every layer that blocks it")
    .requiredOption("--from <source>", "an id, name, load balancer, private or public address, CIDR block, or internet")
    .requiredOption("--to <target>", "an id, name or ARN of an instance, interface, database or load balancer")
    .option("--port <port>", "5432, udp/53, icmp/8 (default: where it listens, or whatever is open to anybody)")
    .addHelpText(
      "after",
      `
Exit status: 0 reachable, 1 no account could be read, 2 wrong usage or configuration,
3 not reachable, 4 unknown (it hangs on something that was not read or is not modelled).

Examples:
  $ clausewatch access explain --from bastion --to records --port 5432
  $ clausewatch access explain --from internet --to i-0a1b2c3d4e5f67890
  $ clausewatch access explain --from 10.0.0.0/8 --to records --recording production.jsonl.gz`,
    )
    .action(async (options: ExplainOptions) => {
      const { runAccessExplain } = await import("./run/access-explain.ts");
      process.exitCode = await runAccessExplain(options);
    });
}

function list(): Command {
  return withFormats(withNetwork(new Command("list")), FORMATS)
    .description("everybody who can open a connection to something, on which ports, and the row that justifies it")
    .requiredOption("--to <target>", "an id, name or ARN of an instance, interface, database or load balancer")
    .addHelpText(
      "after",
      `
Exit status: 0 told for certain, 1 no account could be read, 2 wrong usage or configuration,
4 incomplete (something was not read or is not modelled).

Examples:
  $ clausewatch access list --to records
  $ clausewatch access list --to i-0a1b2c3d4e5f67890 --recording production.jsonl.gz --output json`,
    )
    .action(async (options: ListOptions) => {
      const { runAccessList } = await import("./run/access-list.ts");
      process.exitCode = await runAccessList(options);
    });
}

function init(): Command {
  return withNetwork(new Command("init"))
    .description("draft an access register from what is open today, each row unreviewed; overwrites nothing")
    .option("-o, --out <file>", "where it is written (default: standard output)")
    .addHelpText(
      "after",
      `
Exit status: 0 drafted, 1 no account could be read, 2 wrong usage or configuration,
4 drafted, though something was not read.

Examples:
  $ clausewatch access init --out access.yaml
  $ clausewatch access init --recording production.jsonl.gz`,
    )
    .action(async (options: AccessInitOptions) => {
      const { runAccessInit } = await import("./run/access-init.ts");
      process.exitCode = await runAccessInit(options);
    });
}

function diff(): Command {
  return withFormats(withConfig(new Command("diff")), FORMATS)
    .description("what became reachable between two recordings, and what no longer is")
    .argument("<before>", "a recording")
    .argument("<after>", "a later one")
    .addOption(many("--account <id>", "only this account; repeatable", accountId))
    .addOption(many("--region <name>", "only this region; repeatable", regionName))
    .addHelpText(
      "after",
      `
Exit status: 0 nothing became reachable, 1 no account was recorded, 2 wrong usage or configuration,
3 something became reachable, 4 incomplete (something was not read or is not modelled; beats 3).

Example:
  $ clausewatch access diff monday.jsonl.gz tuesday.jsonl.gz`,
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { runAccessDiff } = await import("./run/access-diff.ts");
      process.exitCode = await runAccessDiff(before, after, options);
    });
}
