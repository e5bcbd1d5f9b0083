import { Command } from "commander";
import { withAccounts, withChecks, withConfig, withOutputs, withStoreFile } from "./options.ts";
import type { ScanCommandOptions } from "./run/scan.ts";

export function scanCommand(): Command {
  return withStoreFile(withOutputs(withChecks(withAccounts(withConfig(new Command("scan"))))))
    .description("judge the accounts once against the policy")
    .option("--from <file>", "judge a recording instead of the live accounts")
    .option("--no-store", "keep nothing: neither compare with the last scan nor be compared with")
    .addHelpText(
      "after",
      `
Exit status: 0 all well, 1 no account could be read or the store not be written, 2 wrong usage or configuration,
3 findings at or above --fail-on (waived ones do not count), 4 incomplete (some cells are unknown; beats 3).

Examples:
  $ clausewatch scan --profile audit --region eu-central-1
  $ clausewatch scan --control encryption-at-rest --output terminal --output jsonl=scan.jsonl
  $ clausewatch scan --from production.jsonl.gz --fail-on high
  $ clausewatch scan --profile audit --store production.db`,
    )
    .action(async (options: ScanCommandOptions) => {
      const { runScan } = await import("./run/scan.ts");
      process.exitCode = await runScan(options);
    });
}
