import { Command, Option } from "commander";
import { withAccounts, withChecks, withConfig, withOutputs, withStoreFile } from "./options.ts";
import type { ScanAskedOptions } from "./run/scan-asked.ts";
import type { ScanCommandOptions } from "./run/scan.ts";

export function scanCommand(): Command {
  return withStoreFile(withOutputs(withChecks(withAccounts(withConfig(new Command("scan"))))))
    .description("judge the accounts once against the policy")
    .option("--from <file>", "judge a recording instead of the live accounts")
    .addOption(
      // The daemon scans as its own configuration says: what is of no use to it is not left out in silence.
      new Option(
        "--now",
        "ask the running daemon (clausewatch serve) for a scan instead, and wait for its end",
      ).conflicts(["from", "profile", "output", "render", "store", "deliver"]),
    )
    .addOption(
      new Option("--address <host:port>", "with --now: where the daemon is, instead of its socket").implies({
        now: true,
      }),
    )
    .option("--token-file <file>", "with --address: the file with the daemon's token")
    .option("--no-store", "keep nothing: neither compare with the last scan nor be compared with")
    .option("--no-deliver", "tell sinks nothing now: it waits in the store for serve, or for deliveries send")
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
    .action(async (options: ScanCommandOptions & ScanAskedOptions & { readonly now?: true }) => {
      if (options.now === true) {
        const { runScanAsked } = await import("./run/scan-asked.ts");
        process.exitCode = await runScanAsked(options);
        return;
      }
      const { runScan } = await import("./run/scan.ts");
      process.exitCode = await runScan(options);
    });
}
