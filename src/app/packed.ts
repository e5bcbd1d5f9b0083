import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Listing, Unit } from "../contract/index.ts";
import { ownersIn, type EstatePart, type Gathered, type Ownership } from "../evaluate/index.ts";

/** What a unit read that is judged across all units. */
export interface UnitReading {
  readonly part: EstatePart;
  /** Whether any listing was read to its end. */
  readonly readAny: boolean;
}

/** The reading of a unit in few bytes, for whoever takes the scan up again: JSON, as gzip. */
export async function pack({ part, readAny }: UnitReading): Promise<Uint8Array> {
  const listings = Object.fromEntries([...part.gathered].map(([{ id }, gathered]) => [id, gathered]));
  return await promisify(gzip)(JSON.stringify({ readAny, listings }), { level: 1 });
}

/** What was packed. `listings`: those that may be in it, by their ids; others are left out. */
export async function unpack(
  packed: Uint8Array,
  unit: Unit,
  listings: ReadonlyMap<string, Listing>,
  ownership: Ownership | null,
): Promise<UnitReading> {
  const bytes = await promisify(gunzip)(packed);
  const { readAny, listings: read } = JSON.parse(bytes.toString("utf8")) as {
    readAny: boolean;
    listings: Record<string, Gathered>;
  };
  const gathered = new Map(
    Object.entries(read).flatMap(([id, one]) => (listings.has(id) ? [[listings.get(id)!, one] as const] : [])),
  );
  const ownerOf = ownership === null ? null : ownersIn(unit, ownership, gathered);
  return { part: { unit, gathered, ownerOf }, readAny };
}
