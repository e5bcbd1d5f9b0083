/**
 * A process to be killed: loads all that a scan needs, waits for its `Order`, and scans once into a store. At the point
 * that is named it kills itself; without one it runs until somebody else does. Tells `ready` when it begins, and at the
 * end `done`.
 */
import { once } from "node:events";
import type { StoreAddress } from "../../src/store/index.ts";
import { openStore } from "../../src/store/index.ts";
import { watchPostgres, watchSqlite } from "./points.ts";
import { keptBy, readDemo, scanInto, sequencing, type Variant } from "./work.ts";

export interface Order {
  readonly store: StoreAddress;
  /** The file outside that checkpoints go to. */
  readonly checkpoints: string;
  readonly variant: Variant;
  readonly minute: number;
  /** Where it dies; the occurrence is counted from 1. */
  readonly die?: { readonly point: string; readonly occurrence: number };
}

// Who is not needed any more ends here.
const left = once(process, "disconnect").then(() => process.exit());
const asked = once(process, "message");
const read = await readDemo();
const [{ store: address, checkpoints, variant, minute, die }] = (await Promise.race([asked, left])) as [Order];
const counts: Record<string, number> = {};

function reached(point: string): void {
  counts[point] = (counts[point] ?? 0) + 1;
  if (die?.point === point && die.occurrence === counts[point]) process.kill(process.pid, "SIGKILL");
}

process.send!({ ready: true });
if (address.kind === "sqlite") watchSqlite(reached);
else watchPostgres(reached);
const store = await openStore(address, new Date().toISOString());
await scanInto(
  store,
  read,
  variant,
  minute,
  sequencing(checkpoints, (step) => reached(`ledger ${step}`)),
  keptBy(checkpoints),
);
await store.close();
await read.catalog.close();
process.send!({ done: true, counts });
process.disconnect();
