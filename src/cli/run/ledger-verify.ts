import { verifyStore, type StoreVerdict } from "../../app/ledger/check.ts";
import type { Fault, GivenUp } from "../../ledger/index.ts";
import { count, inertJson, number, type TextOptions } from "../../report/index.ts";
import { exit } from "../exit.ts";
import type { OutputSpec } from "../options.ts";
import { checkKeys, readCheckpoints, withLedger, type LedgerOptions } from "./ledger-open.ts";
import { rowsText, type Row } from "./ledger-text.ts";
import { writeAll } from "./write.ts";

export interface VerifyOptions extends LedgerOptions {
  readonly key: readonly string[];
  readonly checkpoint: readonly string[];
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

export async function runLedgerVerify(options: VerifyOptions): Promise<number> {
  const given = checkKeys(options.key);
  const older = await readCheckpoints(options.checkpoint);
  return await withLedger(options, async ({ store, ledger }) => {
    const keys = given.length > 0 ? given : ledger.keys;
    const verdict = await verifyStore(store.db, { keys, older, places: ledger.places });
    await writeAll(options.output ?? [{ format: "terminal", file: null }], {
      terminal: (text) => verdictText(verdict, text),
      json: () => `${inertJson({ ...verdict, root: Buffer.from(verdict.root).toString("base64") })}\n`,
    });
    if (!verdict.ok) return exit.findings;
    const whole = verdict.pending === 0 && verdict.signed === verdict.size && verdict.unasked.length === 0;
    return whole ? exit.ok : exit.incomplete;
  });
}

function verdictText(verdict: StoreVerdict, options: TextOptions): string {
  const { ok, size, signed, compared, epochs, deleted, pending, root, keys, given, faults } = verdict;
  const rows: Row[] = [
    ...faults.map((fault): Row => ({ tone: "bad", text: faultText(fault) })),
    {
      tone: ok ? "good" : "unsure",
      text: `${count(size, "entry", "entries")} read, ${number(signed)} of them signed, in ${count(epochs.length, "epoch")}`,
    },
    { tone: compared > 0 ? "good" : "unsure", text: `${count(compared, "checkpoint")} of this tree` },
    ...(size > signed
      ? [{ tone: "unsure", text: `${count(size - signed, "entry", "entries")} not signed yet` } as const]
      : []),
    ...(pending > 0
      ? [{ tone: "unsure", text: `${count(pending, "row")} in the store not yet in the ledger` } as const]
      : []),
    ...(deleted > 0
      ? [
          {
            tone: "plain",
            text: `${count(deleted, "entry", "entries")} deleted after their time, as the ledger tells`,
          } as const,
        ]
      : []),
    ...verdict.givenUp.map(givenUpRow),
    ...verdict.unasked.map(({ place, what }): Row => ({
      tone: "unsure",
      text: `${place} could not be asked: ${what}`,
    })),
    { tone: "plain", label: "root", text: Buffer.from(root).toString("base64") },
    ...keys.map((key): Row => ({ tone: "plain", label: "key", text: key })),
    ...(given ? [] : [{ tone: "unsure", label: "", text: OWN_KEY } as const]),
  ];
  return rowsText(ok ? "The ledger holds." : "The ledger does not hold.", rows, options);
}

const OWN_KEY = "It is what the store names: compare it with the one that ledger init printed, or pass that as --key.";

function givenUpRow({ checkpoint, epoch, from, to, declared }: GivenUp): Row {
  const what = `entries ${from} to ${to - 1} of epoch ${epoch}, which checkpoint ${checkpoint} signs, were given up`;
  return declared
    ? { tone: "plain", text: `${what}, and that was declared` }
    : { tone: "unsure", text: `${what}; the epoch that followed does not say that there were so many` };
}

function faultText({ entry, through, checkpoint, what }: Fault): string {
  if (entry === undefined) return `checkpoint ${checkpoint ?? ""} ${what}`;
  return through === undefined || through === entry
    ? `entry ${entry} ${what}`
    : `entry ${entry} (up to ${through}) ${what}`;
}
