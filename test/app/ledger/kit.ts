/** A store with a ledger, and scans of a small estate that enter it. */
import { createHash } from "node:crypto";
import { beginLedger } from "../../../src/app/ledger/epochs.ts";
import { sequence, type SequenceOptions } from "../../../src/app/ledger/sequence.ts";
import { signerOf, type Signer } from "../../../src/ledger/index.ts";
import type { Db } from "../../../src/store/index.ts";
import { checkOf, day, scan, type UnitHere } from "../../store/kit/world.ts";

export const name = "example.com/ledger";
export const signerBy = (secret: string): Signer => signerOf(name, createHash("sha256").update(secret).digest());
export const signer = signerBy("a secret for tests");

export function options(more: Partial<SequenceOptions> = {}): SequenceOptions {
  return { signer, places: [], now: () => new Date("2026-01-01T06:00:00.000Z"), deadAfterMs: 300, ...more };
}

export const checks = [checkOf("volume-encrypted"), checkOf("group-closed")];
export const here = (...fails: string[]): UnitHere => ({
  account: "111122223333",
  region: "eu-central-1",
  fails: fails.map((id) => ({ check: "volume-encrypted", id })),
});

/** A scan of day n in which these volumes fail. */
export async function scanOf(db: Db, n: number, ...fails: string[]) {
  return await scan(db, { at: day(n), units: [here(...fails)], checks });
}

/** A ledger that began, and three scans in it. */
export async function threeScans(db: Db, more: Partial<SequenceOptions> = {}): Promise<void> {
  await beginLedger({ db }, options(more));
  for (const [n, fails] of [["vol-1"], ["vol-1", "vol-2"], ["vol-2"]].entries()) {
    await scanOf(db, n + 1, ...fails);
    await sequence({ db }, options(more));
  }
}
