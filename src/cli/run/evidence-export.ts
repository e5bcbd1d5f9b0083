import { writeFile } from "node:fs/promises";
import { exportEvidence } from "../../app/ledger/evidence/export.ts";
import type { EvidenceRequest } from "../../app/ledger/evidence/subject.ts";
import { sequence } from "../../app/ledger/sequence.ts";
import { count, number } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError, WriteError } from "../failure.ts";
import { textOptions } from "../terminal.ts";
import { withLedger, type LedgerOptions } from "./ledger-open.ts";
import { rowsText } from "./ledger-text.ts";
import { sequencingOf, warn } from "./ledger-write.ts";
import { reason, tryPlace } from "./write.ts";

export interface ExportOptions extends LedgerOptions, EvidenceRequest {
  readonly out: string;
}

export async function runEvidenceExport(options: ExportOptions): Promise<number> {
  const { from, to, control, customer, out } = options;
  if (to < from) throw new UsageError(`--to ${to} is before --from ${from}`);
  await tryPlace(out);
  return await withLedger(options, async (opened) => {
    const sequencing = sequencingOf(opened);
    // What was told and has no place yet would not be in it.
    warn(await sequence(opened.store, sequencing));
    const request = {
      from,
      to,
      ...(control === undefined ? {} : { control }),
      ...(customer === undefined ? {} : { customer }),
    };
    const made = await exportEvidence(opened.store.db, request, sequencing.signer);
    try {
      await writeFile(out, made.zip);
    } catch (error) {
      throw new WriteError(`${out}: cannot be written: ${reason(error)}`);
    }
    const rows = [
      {
        tone: "good",
        text: `${count(made.findings, "finding")}, ${count(made.waivers, "waiver")}, ${count(made.scans, "scan")}, ${count(made.policies, "text of a policy", "texts of policies")}`,
      },
      {
        tone: "good",
        text: `${number(made.shown)} of ${count(made.entries, "entry", "entries")} of the ledger, ${count(made.files, "file")}`,
      },
      { tone: "plain", text: "Unpacked, it is verified with Node alone: README.md in it says how" },
    ] as const;
    process.stdout.write(rowsText(out, rows, textOptions(process.stdout, process.env)));
    return exit.ok;
  });
}
