import { closeFindingByHand, commitUnit, type Db } from "../../../src/store/index.ts";
import type { Waiver } from "../../../src/track/index.ts";
import { begin, cellsOf, checkOf, day, finish, keyOf, resourceOf, unitOf, type UnitHere } from "./world.ts";

const checks = [checkOf("volume-encrypted"), checkOf("group-closed")];
const place = { account: "111122223333", region: "eu-central-1" };
const elsewhere: UnitHere = { account: "444455556666", region: "eu-west-1", fails: [] };
/** Long enough that a store of them needs pages of its own. */
const volume = (id: string) => ({ check: "volume-encrypted", id, message: `${id} is wrong. `.repeat(500) });
const first: UnitHere = { ...place, fails: [volume("vol-1"), volume("vol-2")] };
const second: UnitHere = { ...place, fails: [volume("vol-2"), volume("vol-3")], unknown: ["group-closed"] };
const waivers: readonly Waiver[] = [
  {
    id: "w-1",
    kind: "waiver",
    covers: { pattern: "vol-3" },
    clause: "Every drive is encrypted",
    reason: "It is replaced",
    control: "It stands in a cage",
    approver: "the security officer",
    expires: "2026-06-01",
  },
];

/** Two scans, each step a transaction: what a store goes through in the tests of faults. */
export function story(): ((db: Db) => Promise<unknown>)[] {
  const numbers: number[] = [];
  const scanOf = (n: number, unit: UnitHere) => {
    const plan = { at: day(n), units: [unit, elsewhere], checks, waivers };
    const commit = (here: UnitHere) => (db: Db) =>
      commitUnit(db, { scan: numbers[n]!, unit: unitOf(here), attempt: 1, cells: cellsOf(here, checks) });
    return [
      async (db: Db) => (numbers[n] = await begin(db, plan)),
      commit(unit),
      commit(elsewhere),
      (db: Db) => finish(db, numbers[n]!, plan),
    ];
  };
  const key = keyOf(unitOf(place), "volume-encrypted", resourceOf("vol-2"), "");
  const closed = { at: day(2), by: "someone", where: "jira OPS-1", why: "no" };
  return [...scanOf(1, first), (db) => closeFindingByHand(db, key, closed), ...scanOf(2, second)];
}
