import { proveEntry } from "../../app/ledger/check.ts";
import { checkProof, trustOf } from "../../ledger/index.ts";
import { inertJson, number } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { checkKeys, loadLedgerConfig, readNamed, withLedger, type LedgerOptions } from "./ledger-open.ts";
import { rowsText } from "./ledger-text.ts";
import { tryPlace, writeAll, writeWhole } from "./write.ts";

export interface ProveOptions extends LedgerOptions {
  readonly out?: string;
}

export async function runLedgerProve(entry: string, options: ProveOptions): Promise<number> {
  const { out } = options;
  if (!/^(0|[1-9]\d{0,14})$/.test(entry)) throw new UsageError(`${entry}: an entry is named by its index, from 0 on`);
  if (out !== undefined) await tryPlace(out);
  const proof = await withLedger(options, ({ store }) => proveEntry(store.db, Number(entry)));
  if (out === undefined) process.stdout.write(proof);
  else await writeWhole(out, proof);
  return exit.ok;
}

export interface CheckProofOptions extends Pick<SelectionOptions, "config"> {
  readonly key: readonly string[];
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

export async function runLedgerCheckProof(file: string, options: CheckProofOptions): Promise<number> {
  const given = checkKeys(options.key);
  const keys = given.length > 0 ? given : ((await loadLedgerConfig(options)).config.ledger.verifierKeys ?? []);
  if (keys.length === 0)
    throw new UsageError("whose proof is it? Give --key, or name verifierKeys under ledger in the configuration");
  const checked = checkProof(await readNamed(file), trustOf(checkKeys(keys)));
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => {
      if (!checked.ok) return rowsText("It proves nothing.", [{ tone: "bad", text: `it ${checked.what}` }], text);
      const { entry, head } = checked;
      const under = `the checkpoint of ${number(head.size)} entries in epoch ${head.epoch}`;
      return rowsText(
        `Entry ${entry.index} is in the ledger.`,
        [
          { tone: "good", text: `under ${under}` },
          { tone: "plain", label: "kind", text: entry.kind },
          { tone: "plain", label: "time", text: entry.time },
          { tone: "plain", label: "body", text: inertJson(entry.body) },
        ],
        text,
      );
    },
    json: () => {
      if (!checked.ok) return `${inertJson(checked)}\n`;
      const { epoch, size, root } = checked.head;
      return `${inertJson({ ...checked, head: { epoch, size, root: Buffer.from(root).toString("base64") } })}\n`;
    },
  });
  return checked.ok ? exit.ok : exit.findings;
}
