import { resolve } from "node:path";
import type { LoadedConfig } from "../../config/index.ts";
import { LedgerError, type Signer } from "../../ledger/index.ts";
import { readSigner } from "./key.ts";
import type { CheckpointPlace } from "./place.ts";
import { placesOf } from "./places.ts";
import type { SequenceOptions } from "./sequence.ts";

/** What the configuration says of the ledger. */
export interface Ledger {
  /** Null where there is no key: the ledger can then be verified, not written. */
  readonly signer: Signer | null;
  /** The file of the key; null where the configuration names none. */
  readonly keyFile: string | null;
  readonly places: readonly CheckpointPlace[];
  /** Verifier keys that the configuration believes. */
  readonly keys: readonly string[];
}

/** `print` writes checkpoints to standard output. Throws ConfigError for a key that others can read, or that is none. */
export async function openLedger(
  { config, folder }: Pick<LoadedConfig, "config" | "folder">,
  env: Readonly<Record<string, string | undefined>>,
  print: (note: string) => void,
): Promise<Ledger> {
  const { key, verifierKeys = [] } = config.ledger;
  const keyFile = key === undefined ? null : resolve(folder, key);
  const signer = await readSigner(env, keyFile);
  return { signer, keyFile, places: placesOf(config.ledger, folder, print), keys: verifierKeys };
}

/**
 * How `sequence` is to be called after a scan; null where the configuration has no ledger: what it would take goes on
 * waiting in the store. Throws LedgerError where there should be a key, and is none; call it before the scan, then.
 */
export function sequenceOptions(
  { signer, keyFile, places }: Ledger,
  now: () => Date = () => new Date(),
): SequenceOptions | null {
  if (signer !== null) return { signer, places, now };
  if (keyFile === null) return null;
  throw new LedgerError(`${keyFile}: there is no signing key: \`clausewatch ledger init\` makes it`);
}
