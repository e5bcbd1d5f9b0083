import { Command } from "commander";
import { many, withConfig, withFormats, withStoreFile } from "./options.ts";
import type { CheckProofOptions, ProveOptions } from "./run/ledger-prove.ts";
import type { GapsOptions } from "./run/ledger-gaps.ts";
import type { InitOptions, NewEpochOptions } from "./run/ledger-write.ts";
import type { VerifyOptions } from "./run/ledger-verify.ts";

export function ledgerCommand(): Command {
  return new Command("ledger")
    .description("the append-only log of what was seen and decided: signed, and verified by anybody")
    .addCommand(init())
    .addCommand(verify())
    .addCommand(prove())
    .addCommand(checkProof())
    .addCommand(gaps())
    .addCommand(newEpoch())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch ledger init --name example.com/clausewatch
  $ clausewatch ledger verify --checkpoint kept.txt
  $ clausewatch ledger gaps --every 1d --from 2026-01-01`,
    );
}

const FORMATS = ["terminal", "json"];
const key = () =>
  many("--key <key>", "a verifier key as ledger init printed it; repeatable").default([], "the store's");
const checkpoint = (what: string) => many("--checkpoint <file>", `checkpoints ${what}; repeatable`).default([], "none");

function init(): Command {
  return withStoreFile(withConfig(new Command("init")))
    .description("make the signing key, begin the ledger, and print its verifier key")
    .requiredOption("--name <name>", "what the ledger is called for good, such as example.com/clausewatch")
    .addHelpText(
      "after",
      `
The key is made in the file that the configuration names under ledger.key, unless it is
there or CLAUSEWATCH_LEDGER_KEY holds one. Keep it out of backups of the store.

Exit status: 0 begun, 1 the ledger has begun or cannot be written, 2 wrong usage or configuration.

Example:
  $ clausewatch ledger init --name example.com/clausewatch > verifier-key.txt`,
    )
    .action(async (options: InitOptions) => {
      const { runLedgerInit } = await import("./run/ledger-write.ts");
      process.exitCode = await runLedgerInit(options);
    });
}

function verify(): Command {
  return withFormats(withStoreFile(withConfig(new Command("verify"))), FORMATS)
    .description("every entry, the tree, the signatures; against checkpoints that were kept elsewhere too")
    .addOption(key())
    .addOption(checkpoint("that somebody kept"))
    .addHelpText(
      "after",
      `
Exit status: 0 all well, 1 it cannot be read, 2 wrong usage or configuration, 3 something is
wrong, 4 all well as far as it is signed: some entries are not, or a place could not be asked.

Examples:
  $ clausewatch ledger verify
  $ clausewatch ledger verify --key "$(cat verifier-key.txt)" --checkpoint kept.txt`,
    )
    .action(async (options: VerifyOptions) => {
      const { runLedgerVerify } = await import("./run/ledger-verify.ts");
      process.exitCode = await runLedgerVerify(options);
    });
}

function prove(): Command {
  return withStoreFile(withConfig(new Command("prove")))
    .description(
      "write the proof that an entry is in the ledger, which needs nothing beside itself and the verifier key",
    )
    .argument("<entry>", "the entry's index, from 0")
    .option("-o, --out <file>", "where it is written (default: standard output)")
    .addHelpText(
      "after",
      `
Exit status: 0 written, 1 there is no such entry, 2 wrong usage or configuration.

Example:
  $ clausewatch ledger prove 1207 --out 1207.tlog-proof`,
    )
    .action(async (entry: string, options: ProveOptions) => {
      const { runLedgerProve } = await import("./run/ledger-prove.ts");
      process.exitCode = await runLedgerProve(entry, options);
    });
}

function checkProof(): Command {
  return withFormats(withConfig(new Command("check-proof")), FORMATS)
    .description("check a proof, offline: no store, no network")
    .argument("<file>", "a proof, as ledger prove writes it")
    .addOption(key().default([], "those of the configuration"))
    .addHelpText(
      "after",
      `
Exit status: 0 it proves its entry, 2 wrong usage, 3 it does not.

Example:
  $ clausewatch ledger check-proof 1207.tlog-proof --key "$(cat verifier-key.txt)"`,
    )
    .action(async (file: string, options: CheckProofOptions) => {
      const { runLedgerCheckProof } = await import("./run/ledger-prove.ts");
      process.exitCode = await runLedgerCheckProof(file, options);
    });
}

function gaps(): Command {
  return withFormats(withStoreFile(withConfig(new Command("gaps"))), FORMATS)
    .description("whether every scan that was due was done, and how late")
    .option("--every <time>", "from one due time to the next: 30m, 6h, 1d (default: the configured schedules, else 1d)")
    .option("--from <time>", "the first due time: a day, or 2026-01-01T06:00Z (default: 30 days ago)")
    .option("--to <time>", "no due time after this (default: now)")
    .option("--grace <time>", "how late a scan may start", "1h")
    .addHelpText(
      "after",
      `
Exit status: 0 each was done, 1 the store cannot be read, 2 wrong usage or configuration,
3 one was missed, 4 none was missed, one was incomplete.

Example:
  $ clausewatch ledger gaps --every 6h --from 2026-01-01T06:00Z`,
    )
    .action(async (options: GapsOptions) => {
      const { runLedgerGaps } = await import("./run/ledger-gaps.ts");
      process.exitCode = await runLedgerGaps(options);
    });
}

function newEpoch(): Command {
  return withStoreFile(withConfig(new Command("new-epoch")))
    .description(
      "declare that the ledger goes on from what is in the store: a backup was restored, or the key is another",
    )
    .requiredOption("--reason <text>", "why; it stands in the ledger for good")
    .addOption(checkpoint("of what is given up, as somebody kept them"))
    .addHelpText(
      "after",
      `
Exit status: 0 begun, 1 the ledger cannot be written, 2 wrong usage or configuration.

Example:
  $ clausewatch ledger new-epoch --reason "restored from the backup of March 3rd"`,
    )
    .action(async (options: NewEpochOptions) => {
      const { runLedgerNewEpoch } = await import("./run/ledger-write.ts");
      process.exitCode = await runLedgerNewEpoch(options);
    });
}
