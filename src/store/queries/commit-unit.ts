import type { Unreadable } from "../../contract/index.ts";
import type { SeenCell } from "../../track/index.ts";
import { digestOf } from "../column.ts";
import { intern } from "../documents.ts";
import { StoreError } from "../error.ts";
import { lasting } from "../lasting.ts";
import type { Db } from "../tables.ts";
import { unitId, type Place } from "../units.ts";

/** The answers of one unit of a scan. */
export interface UnitAnswers {
  readonly scan: number;
  /** `ESTATE` for what is judged across all units. */
  readonly unit: Place;
  /** 1, or what `claimUnit` gave. */
  readonly attempt: number;
  readonly cells: readonly SeenCell[];
  /** What was read, as whoever may need it again has packed it. */
  readonly gathered?: Uint8Array;
  /** What was read for them, in a fixed order. */
  readonly listings?: readonly ReadListing[];
}

/** A listing as a unit read it. */
export interface ReadListing {
  readonly listing: string;
  readonly complete: boolean;
  /** As many as arrived. */
  readonly items: number;
  /** Of what was kept of them, whatever their order; 64 hex digits. */
  readonly sha256: string;
  /** Why it broke off, where it did. */
  readonly unreadable?: Unreadable;
}

/**
 * What of a unit's answers is kept for good. The fails become findings; they, and which resources could not be judged or
 * are not the check's matter, stand here by their number and a hash alone: there may be a hundred thousand.
 */
export interface KeptAnswers {
  readonly cells: readonly (Omit<SeenCell, "unit" | "fails" | "unjudged" | "notApplicable"> & {
    readonly fails: number;
    readonly account?: string;
    readonly region?: string;
  })[];
  /** Hex SHA-256 of the JSON of what is left out. */
  readonly resources: string;
  readonly listings: readonly ReadListing[];
}

/**
 * Writes a unit's answers, whole or not at all. The same answers of the same attempt again are no error. Throws
 * StoreError `fenced` where a later attempt took the unit over, and then writes nothing.
 */
export async function commitUnit(
  db: Db,
  { scan, unit, attempt, cells, listings = [], gathered }: UnitAnswers,
): Promise<void> {
  const answers = JSON.stringify(keptAnswers(cells, listings));
  await lasting(db, async (tx) => {
    const id = await unitId(tx, unit);
    // Takes the claim: who comes later, or with another attempt, finds none.
    const { numDeletedRows } = await tx
      .deleteFrom("claims")
      .where("scan", "=", scan)
      .where("unit", "=", id)
      .where("attempt", "=", attempt)
      .executeTakeFirst();
    if (numDeletedRows === 0n) {
      const done = await tx
        .selectFrom("scan_units")
        .select("attempt")
        .where("scan", "=", scan)
        .where("unit", "=", id)
        .executeTakeFirst();
      if (done?.attempt === attempt) return;
      const place = `${unit.account} ${unit.region}`;
      throw new StoreError("fenced", `attempt ${attempt} at ${place} was taken over by another: it writes nothing`);
    }
    const document = await intern(tx, answers);
    const { answered } = await tx.selectFrom("units").select("answered").where("id", "=", id).executeTakeFirstOrThrow();
    await tx.insertInto("scan_units").values({ unit: id, scan, attempt, answers: document.id }).execute();
    if (gathered !== undefined) await tx.insertInto("gathered").values({ scan, unit: id, body: gathered }).execute();
    if (answered === document.id) return;
    await tx
      .insertInto("staged")
      .values({ scan, unit: id, body: JSON.stringify(cells) })
      .execute();
  });
}

function keptAnswers(cells: readonly SeenCell[], listings: readonly ReadListing[]): KeptAnswers {
  const several = new Set(cells.map(({ unit }) => `${unit.account} ${unit.region}`)).size > 1;
  const left = cells.map(({ fails, unjudged, notApplicable }) => [fails, unjudged, notApplicable]);
  return {
    cells: cells.map((cell) => {
      const { unit, fails, unjudged: _, notApplicable: __, ...kept } = cell;
      const place = several ? { account: unit.account, region: unit.region } : {};
      return { ...place, ...kept, fails: fails.length };
    }),
    resources: digestOf(JSON.stringify(left)),
    listings,
  };
}
