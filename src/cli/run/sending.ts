/** What the commands that tell sinks have in common. */
import { configuredSinks } from "../../config/index.ts";
import { kindOf } from "../../app/deliver/open-sinks.ts";
import { openSenders } from "../../app/deliver/open-senders.ts";
import { systemClock, type Senders, type Sent } from "../../app/deliver/senders.ts";
import type { SenderLog } from "../../app/deliver/sender-options.ts";
import type { Read } from "../../app/read.ts";
import { systemTicker } from "../../app/serve/ticker.ts";
import { count, inert, lines } from "../../report/index.ts";
import { deliveryCounts, type DeliveryCounts, type Store } from "../../store/index.ts";

/** What goes wrong is told with the rest, at the end. */
const quiet: SenderLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Gives `use` senders for the sinks of the configuration, or for the one that is named; null where there are none. */
export async function withSenders<T>(
  store: Store,
  read: Read,
  only: string | undefined,
  use: (senders: Senders | null) => Promise<T>,
): Promise<T> {
  const named = only === undefined ? {} : { only };
  const senders = await openSenders({
    store,
    read,
    env: process.env,
    clock: systemClock(systemTicker),
    log: quiet,
    ...named,
  });
  try {
    return await use(senders);
  } finally {
    await senders?.close();
  }
}

/** For how long somebody who waits at a terminal waits for sinks that are slow. */
export const PATIENCE_MS = 30_000;

/** Tells what waits, and says on standard error what came of it. True where nothing is left that should have been told. */
export async function sendAloud(store: Store, read: Read, only?: string, patienceMs = PATIENCE_MS): Promise<boolean> {
  return await withSenders(store, read, only, async (senders) => {
    if (senders === null) return true;
    // Theirs waits for the end of a period.
    const digests = new Set(
      configuredSinks(read.loaded.config.sinks).flatMap(({ name, kind }) =>
        kindOf(kind).style === "digest" ? [name] : [],
      ),
    );
    const sent = await senders.drain(patienceMs);
    const left = await deliveryCounts(store.db);
    process.stderr.write(lines(sent.map((one) => sentText(one, left.get(one.sink)))));
    return isAllTold(sent, left, digests);
  });
}

/** `digests`: the sinks of which what waits is not late. */
export function isAllTold(
  sent: readonly Pick<Sent, "sink" | "wrong">[],
  left: ReadonlyMap<string, Pick<DeliveryCounts, "waiting" | "parked">>,
  digests: ReadonlySet<string>,
): boolean {
  return sent.every(({ sink, wrong }) => {
    const { waiting = 0, parked = 0 } = left.get(sink) ?? {};
    return wrong === null && parked === 0 && (waiting === 0 || digests.has(sink));
  });
}

function sentText({ sink, told, wrong }: Sent, left: DeliveryCounts | undefined): string {
  const facts = [
    `${count(told, "delivery", "deliveries")} told`,
    ...(left === undefined || left.waiting === 0 ? [] : [`${left.waiting} waiting`]),
    ...(left === undefined || left.held === 0 ? [] : [`${left.held} held back by its cap`]),
    ...(left === undefined || left.parked === 0 ? [] : [`${left.parked} refused (clausewatch deliveries list)`]),
    ...(wrong === null ? [] : [wrong]),
  ];
  return inert(`${sink}: ${facts.join(", ")}`);
}
