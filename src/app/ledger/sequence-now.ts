import type { Store } from "../../store/index.ts";
import type { Read } from "../read.ts";
import { openLedger, sequenceOptions } from "./open.ts";
import { sequence } from "./sequence.ts";

export interface SequenceNowOptions {
  readonly store: Store;
  readonly read: Read;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly log: { warn(told: object, message: string): void };
}

/** Takes what waits into the ledger, where one is configured, between scans: checkpoints for standard output go there at once. */
export async function sequenceNow({ store, read, env, now, log }: SequenceNowOptions): Promise<void> {
  const ledger = await openLedger(read.loaded, env, (note) => void process.stdout.write(note));
  const how = sequenceOptions(ledger, now);
  if (how === null) return;
  for (const { place, what } of (await sequence(store, how)).unpublished)
    log.warn({ place, what }, "the checkpoint could not be given away");
}
