import type { Store } from "../../store/index.ts";
import type { Read } from "../read.ts";
import { scanManifest, type ScanManifest } from "./manifest.ts";
import { openLedger, sequenceOptions } from "./open.ts";
import { sequence } from "./sequence.ts";

/** What the ledger asks of a scan that is followed into a store. */
export interface ScanLedger {
  readonly manifest: ScanManifest;
  /** Takes the scan into the ledger, after `finishScan`: it is done when this returned, and not when it throws. */
  readonly sequence: () => Promise<void>;
  /** Checkpoints for standard output, behind the results. */
  readonly printed: readonly string[];
  /** What people should know, a line each. */
  readonly warnings: readonly string[];
}

/**
 * Call it before the scan: it throws ConfigError or LedgerError for a key that is missing or that others can read. Where
 * no ledger is configured, what it would take waits in the store until there is one.
 */
export async function scanLedger(
  store: Store,
  read: Read,
  env: Readonly<Record<string, string | undefined>>,
  now?: () => Date,
): Promise<ScanLedger> {
  const printed: string[] = [];
  const warnings: string[] = [];
  const ledger = await openLedger(read.loaded, env, (note) => void printed.push(note));
  const options = sequenceOptions(ledger, now);
  return {
    manifest: await scanManifest(store.db, read),
    sequence: async () => {
      if (options === null) return;
      const { unpublished } = await sequence(store, options);
      warnings.push(...unpublished.map(({ place, what }) => `the checkpoint could not be given to ${place}: ${what}`));
    },
    printed,
    warnings,
  };
}
