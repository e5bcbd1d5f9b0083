import { beginLedger, newEpoch } from "../../app/ledger/epochs.ts";
import { KEY_VARIABLE, makeKey } from "../../app/ledger/key.ts";
import { sequenceOptions } from "../../app/ledger/open.ts";
import type { Sequenced, SequenceOptions } from "../../app/ledger/sequence.ts";
import { LedgerError, formatVerifierKey, openCheckpoint, trustOf } from "../../ledger/index.ts";
import { count, inert, lines, number } from "../../report/index.ts";
import { ledgerState } from "../../store/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { readCheckpoints, withLedger, type LedgerOptions, type Opened } from "./ledger-open.ts";

export interface InitOptions extends LedgerOptions {
  readonly name: string;
}

/** The verifier key is the result; what else is to be known goes to standard error. */
export async function runLedgerInit(options: InitOptions): Promise<number> {
  const { name } = options;
  const init = async ({ store, ledger }: Opened) => {
    const { end, keys } = await ledgerState(store.db);
    if (end.epoch > 0) throw new LedgerError(`the store has a ledger already, signed by ${keys.at(-1) ?? "nobody"}`);
    let { signer } = ledger;
    if (signer === null) {
      if (ledger.keyFile === null)
        throw new UsageError(`where is the signing key to be? Name a file as ledger.key, or set ${KEY_VARIABLE}`);
      signer = await makeKeyNamed(ledger.keyFile, name);
      say([`The signing key is made: ${ledger.keyFile}`]);
    }
    if (signer.key.name !== name)
      throw new UsageError(`--name ${name}: the signing key is of the ledger ${signer.key.name}`);
    const { places } = ledger;
    const begun = await beginLedger(store, { signer, places, now: () => new Date() });
    say([
      `The ledger begins, with ${count(begun.head.size, "entry", "entries")}. Its verifier key, to give to those who verify:`,
    ]);
    process.stdout.write(lines([inert(formatVerifierKey(signer.key))]));
    warn(begun);
    return exit.ok;
  };
  return await withLedger(options, init, { make: true });
}

async function makeKeyNamed(file: string, name: string) {
  try {
    return await makeKey(file, name);
  } catch (error) {
    if (error instanceof LedgerError) throw new UsageError(`--name ${name}: ${error.message}`);
    throw error;
  }
}

export interface NewEpochOptions extends LedgerOptions {
  readonly reason: string;
  readonly checkpoint: readonly string[];
}

export async function runLedgerNewEpoch(options: NewEpochOptions): Promise<number> {
  const { reason } = options;
  if (reason.trim() === "") throw new UsageError("--reason is empty");
  const older = await readCheckpoints(options.checkpoint);
  return await withLedger(options, async (opened) => {
    const { keys } = await ledgerState(opened.store.db);
    const sequencing = sequencingOf(opened);
    const trust = trustOf([...new Set([...keys, formatVerifierKey(sequencing.signer.key)])]);
    const known = older.map(({ name, note }) => {
      try {
        return openCheckpoint(note, trust);
      } catch (error) {
        throw new UsageError(`--checkpoint ${name}: ${(error as Error).message}`);
      }
    });
    const begun = await newEpoch(opened.store, { reason, known }, sequencing);
    const { head, givenUp } = begun;
    say([
      `Epoch ${head.epoch} begins; the ledger has ${count(head.size, "entry", "entries")}.`,
      givenUp === null
        ? "Nothing is known to be given up."
        : `Given up is what followed of the epoch before, of which ${number(givenUp.size)} entries were signed.`,
    ]);
    process.stdout.write(lines([inert(formatVerifierKey(sequencing.signer.key))]));
    warn(begun);
    return exit.ok;
  });
}

/** Throws UsageError where there is no key to sign with. */
export function sequencingOf({ ledger }: Opened): SequenceOptions {
  const options = sequenceOptions(ledger);
  if (options === null)
    throw new UsageError(`there is no signing key: name its file as ledger.key, or set ${KEY_VARIABLE}`);
  return options;
}

/** Says which places have not been given the checkpoint. */
export function warn({ unpublished }: Sequenced): void {
  say(unpublished.map(({ place, what }) => `The checkpoint could not be given to ${place}: ${what}`));
}

function say(all: readonly string[]): void {
  if (all.length > 0) process.stderr.write(lines(all.map((line) => inert(line))));
}
