import { Command, InvalidArgumentError, Option } from "commander";
import { many, time, withConfig, withStoreFile } from "./options.ts";
import type { ExportOptions } from "./run/evidence-export.ts";
import type { KeptRecordingOptions } from "./run/evidence-recording.ts";
import type { VerifyEvidenceOptions } from "./run/evidence-verify.ts";

export function evidenceCommand(): Command {
  return new Command("evidence")
    .description("what an auditor takes away, and verifies without clausewatch")
    .addCommand(exported())
    .addCommand(verify())
    .addCommand(recording());
}

function day(value: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value))
    throw new InvalidArgumentError("It must be a day, such as 2026-03-01.");
  return value;
}

function exported(): Command {
  return withStoreFile(withConfig(new Command("export")))
    .description("findings, waivers, scans, policies and coverage of some days, with proofs and a verifier, as a ZIP")
    .requiredOption("--from <day>", "the first day, in UTC", day)
    .requiredOption("--to <day>", "the last day, which is included", day)
    .option("--control <id>", "of this control alone")
    .option("--customer <name>", "of this customer alone")
    .requiredOption("-o, --out <file>", "where it is written")
    .addHelpText(
      "after",
      `
Exit status: 0 written, 1 the ledger is not the one that was signed, 2 wrong usage or configuration.

Example:
  $ clausewatch evidence export --from 2026-01-01 --to 2026-12-31 --out evidence-2026.zip`,
    )
    .action(async (options: ExportOptions) => {
      const { runEvidenceExport } = await import("./run/evidence-export.ts");
      process.exitCode = await runEvidenceExport(options);
    });
}

function verify(): Command {
  return new Command("verify")
    .description("verify an export, packed or unpacked, offline; verifier.mjs in it does the same with Node alone")
    .argument("<file>", "the ZIP, or the folder that it was unpacked into")
    .addOption(many("--key <key>", "the ledger's verifier key; repeatable").default([], "the export's own"))
    .addOption(many("--checkpoint <file>", "a checkpoint that somebody kept; repeatable").default([], "none"))
    .addHelpText(
      "after",
      `
Exit status: 0 all well, 1 it is no export, 2 wrong usage, 3 something is wrong.

Example:
  $ clausewatch evidence verify evidence-2026.zip --key "$(cat verifier-key.txt)"`,
    )
    .action(async (file: string, options: VerifyEvidenceOptions) => {
      const { runEvidenceVerify } = await import("./run/evidence-verify.ts");
      process.exitCode = await runEvidenceVerify(file, options);
    });
}

function recording(): Command {
  return withStoreFile(withConfig(new Command("recording")))
    .description("what a past scan read, as a recording, where the configuration keeps it: `evidence: full`")
    .addOption(new Option("--scan <id>", "the scan's number or name").conflicts("at"))
    .option("--at <day>", "the last scan that was finished by this day or time, in UTC", time)
    .requiredOption("-o, --out <file>", "the recording: compressed JSON Lines, such as march.jsonl.gz")
    .addHelpText(
      "after",
      `
What was read is held against its hashes, and these against the ledger.

Exit status: 0 written, 1 it was not kept, is missing, or was changed, 2 wrong usage or configuration.

Examples:
  $ clausewatch evidence recording --at 2026-03-02 --out march.jsonl.gz
  $ clausewatch scan --from march.jsonl.gz --no-store`,
    )
    .action(async (options: KeptRecordingOptions) => {
      const { runEvidenceRecording } = await import("./run/evidence-recording.ts");
      process.exitCode = await runEvidenceRecording(options);
    });
}
