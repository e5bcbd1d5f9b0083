import { verifyEvidence } from "../../app/ledger/evidence/verify.ts";
import { exit } from "../exit.ts";
import { textOptions } from "../terminal.ts";
import { checkKeys, readNamed } from "./ledger-open.ts";
import { rowsText, type Row } from "./ledger-text.ts";

export interface VerifyEvidenceOptions {
  readonly key: readonly string[];
  readonly checkpoint: readonly string[];
}

export async function runEvidenceVerify(file: string, { key, checkpoint }: VerifyEvidenceOptions): Promise<number> {
  // Said before anything is unpacked.
  await Promise.all(checkpoint.map(readNamed));
  const rows: Row[] = [];
  const say = (line: string) => void rows.push(rowOf(line));
  const ok = await verifyEvidence(file, { keys: checkKeys(key), kept: checkpoint, say });
  process.stdout.write(rowsText(file, rows, textOptions(process.stdout, process.env)));
  return ok ? exit.ok : exit.findings;
}

/** The verifier begins its lines with a word for what it checked, or goes on below it. */
function rowOf(line: string): Row {
  const [, label = "", text] = /^(key|files|head|epoch|shown|tree|older|proofs|WRONG| {6}) +(.*)$/s.exec(line) ?? [];
  if (text === undefined) return { tone: line.startsWith("All well") ? "good" : "bad", text: line };
  return label === "WRONG" ? { tone: "bad", text } : { tone: "plain", label: label.trim(), text };
}
