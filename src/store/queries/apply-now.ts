import type { Basis, Settings, Waiver } from "../../track/index.ts";
import { lasting, lock } from "../lasting.ts";
import type { Outbox } from "../outbox.ts";
import type { Db } from "../tables.ts";
import { applyBasis } from "../tracking/basis.ts";
import { begin } from "../tracking/run.ts";
import { applyWaivers } from "../tracking/waivers.ts";
import type { Counts } from "../write-steps.ts";

/**
 * What the time and the configuration alone change: waivers that begin, expire or are withdrawn, owners, due dates.
 * For between scans; a scan does the same. Nothing is written where nothing changes. Gives the changes by their kind.
 */
export function applyNow(
  db: Db,
  {
    at,
    settings,
    waivers,
    outbox = null,
  }: { at: string; settings: Settings; waivers: readonly Waiver[]; outbox?: Outbox | null },
): Promise<Counts> {
  return lasting(db, async (tx) => {
    await lock(tx);
    const basis: Basis = { rules: new Map(), settings, waivers };
    // No check is renamed without a scan: no key is asked for.
    const keyOf = () => "";
    const run = await begin(tx, { basis, moment: { at, scan: null }, keyOf, checks: [], outbox });
    const terms = await applyWaivers(tx, waivers, at);
    await applyBasis(run, terms.began.length + terms.ended.length > 0);
    await run.close();
    return run.counts;
  });
}
