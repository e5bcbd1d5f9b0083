import type { Basis, KeyOf, Moment, Step, TrackedFinding, Tracking } from "../../track/index.ts";
import type { Stored } from "../finding-row.ts";
import type { KeptCheck } from "../queries/begin-scan.ts";
import type { Tx } from "../tables.ts";
import { nameOf } from "../units.ts";
import { OutboxWriter, type Outbox } from "../outbox.ts";
import { writeSteps, type Counts } from "../write-steps.ts";
import { Sightings } from "./sightings.ts";

/** Tracking under way, in a transaction. */
export interface Run extends Omit<Tracking, "moment"> {
  readonly tx: Tx;
  readonly moment: Moment;
  /** The checks of the scan. */
  readonly checks: readonly KeptCheck[];
  /** The numbers of units, by their names. */
  readonly units: ReadonlyMap<string, number>;
  readonly sightings: Sightings;
  /** Changes written so far. */
  readonly counts: Counts;
  write(steps: readonly Step[], known: ReadonlyMap<string, Stored>): Promise<void>;
  /** Nothing is written any more. */
  close(): Promise<void>;
}

export async function begin(
  tx: Tx,
  {
    outbox,
    ...of
  }: { basis: Basis; moment: Moment; keyOf: KeyOf; checks: readonly KeptCheck[]; outbox: Outbox | null },
): Promise<Run> {
  const rows = await tx.selectFrom("units").select(["id", "account", "region"]).execute();
  const units = new Map(rows.map((row) => [nameOf(row), row.id]));
  const counts: Counts = {};
  const writer = outbox === null ? null : new OutboxWriter(tx, outbox);
  const sightings = new Sightings(tx, of.checks, units);
  return {
    ...of,
    tx,
    units,
    counts,
    sightings,
    seenUntil: (finding: TrackedFinding) => sightings.last(finding),
    write: async (steps, known) => {
      const written = await writeSteps(tx, steps, known, units, writer);
      for (const [kind, count] of Object.entries(written) as [keyof Counts, number][])
        counts[kind] = (counts[kind] ?? 0) + count;
    },
    close: async () => await writer?.close(of.moment.at, of.moment.scan !== null),
  };
}
