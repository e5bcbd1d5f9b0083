import { sequenceNow } from "../ledger/sequence-now.ts";
import type { Read } from "../read.ts";
import type { Store } from "../../store/index.ts";
import { openSinks } from "./open-sinks.ts";
import { checkTexts, outboxOf } from "./outbox.ts";
import { Secrets } from "./secrets.ts";
import type { Clock, SenderLog } from "./sender-options.ts";
import { Senders } from "./senders.ts";

export interface OpenSendersOptions {
  readonly store: Store;
  readonly read: Read;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: SenderLog;
  /** Grows by what must not be logged. */
  readonly secrets?: Set<string>;
  /** That sink alone. */
  readonly only?: string;
}

/** Senders for the sinks of the configuration; null where it names none. */
export async function openSenders(options: OpenSendersOptions): Promise<Senders | null> {
  const { store, read, env, clock, log, secrets, only } = options;
  const outbox = outboxOf(read);
  if (outbox === null) return null;
  const { config, folder } = read.loaded;
  const known = new Secrets(secrets);
  const opened = await openSinks({ config, folder, env, secrets: known, now: () => clock.now() }, only);
  return new Senders({
    db: store.db,
    ...opened,
    outbox,
    checkText: checkTexts(read),
    clock,
    random: Math.random,
    mask: (text) => known.mask(text),
    log,
    sequence: () => sequenceNow({ store, read, env, now: () => clock.now(), log }),
  });
}
