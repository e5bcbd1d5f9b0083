import { Command } from "commander";
import { withAccounts, withChecks, withConfig } from "./options.ts";
import type { RecordOptions } from "./run/record.ts";

export function recordCommand(): Command {
  return withChecks(withAccounts(withConfig(new Command("record"))))
    .description("save the accounts' listings, to be judged later or served by replay")
    .requiredOption("-o, --out <file>", "the recording: compressed JSON Lines, such as production.jsonl.gz")
    .addHelpText(
      "after",
      `
Every listing is saved, so that later checks can judge it too; --check and --control
save only what these need. Only fields that checks may see are kept.

Examples:
  $ clausewatch record --out production.jsonl.gz
  $ clausewatch scan --from production.jsonl.gz`,
    )
    .action(async (options: RecordOptions) => {
      const { runRecord } = await import("./run/record.ts");
      process.exitCode = await runRecord(options);
    });
}
