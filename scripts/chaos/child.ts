/**
 * A process to be killed: scans once into a store, as CHAOS (JSON, `Order`) says. At the point that is named it kills
 * itself; without one it runs until somebody else does. Tells `ready` when it begins, and at the end `done`.
 */
import type { StoreAddress } from "../../src/store/index.ts";
import { openStore } from "../../src/store/index.ts";
import { watchPostgres, watchSqlite } from "./points.ts";
import { readDemo, scanInto, sequencing, type Variant } from "./work.ts";

export interface Order {
  readonly store: StoreAddress;
  /** The file outside that checkpoints go to. */
  readonly checkpoints: string;
  readonly variant: Variant;
  readonly minute: number;
  /** Where it dies; the occurrence is counted from 1. */
  readonly die?: { readonly point: string; readonly occurrence: number };
}

const { store: address, checkpoints, variant, minute, die } = JSON.parse(process.env["CHAOS"]!) as Order;
const counts: Record<string, number> = {};

function reached(point: string): void {
  counts[point] = (counts[point] ?? 0) + 1;
  if (die?.point === point && die.occurrence === counts[point]) process.kill(process.pid, "SIGKILL");
}

const read = await readDemo();
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
);
await store.close();
await read.catalog.close();
process.send!({ done: true, counts });
process.disconnect();
