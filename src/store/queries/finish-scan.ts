import { canonical, type Basis, type KeyOf, type Moment, type Scope, type Waiver } from "../../track/index.ts";
import type { Settings } from "../../track/index.ts";
import { digestOf } from "../column.ts";
import { documentOf } from "../documents.ts";
import { StoreError } from "../error.ts";
import { lasting, lock } from "../lasting.ts";
import type { Outbox } from "../outbox.ts";
import type { Db, Tx } from "../tables.ts";
import { applyAnswers } from "../tracking/answers.ts";
import { applyBasis } from "../tracking/basis.ts";
import { begin, type Run } from "../tracking/run.ts";
import { applyUnanswered } from "../tracking/unanswered.ts";
import { applyWaivers } from "../tracking/waivers.ts";
import type { Counts } from "../write-steps.ts";
import type { KeptCheck } from "./begin-scan.ts";

export interface Finish {
  readonly scan: number;
  /** When it is tracked, ISO 8601, UTC. */
  readonly at: string;
  readonly settings: Settings;
  readonly waivers: readonly Waiver[];
  readonly keyOf: KeyOf;
  /** Where changes go; nowhere, if absent. */
  readonly outbox?: Outbox | null;
  /** What the ledger is to hold of the scan beside what the store knows: versions, hashes of listings. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** What a scan came to. */
export interface ScanResult {
  readonly scan: number;
  readonly finished: string;
  /** Changes of findings, by their kind; `changesOfScan` gives them one by one. */
  readonly changes: Counts;
  /** Ids of waivers. */
  readonly waivers: { readonly began: readonly string[]; readonly ended: readonly string[] };
  /** Units whose answers were not the ones that they gave before. */
  readonly differing: number;
}

/**
 * Ends a scan: tracks what its units answered, in one transaction with the history, the waivers and what the ledger is
 * to take up. Finished again, it gives the same result. Throws StoreError `incomplete` where units are not answered.
 */
export function finishScan(db: Db, finish: Finish): Promise<ScanResult> {
  return lasting(db, async (tx) => {
    await lock(tx);
    const row = await tx.selectFrom("scans").selectAll().where("id", "=", finish.scan).executeTakeFirst();
    if (row === undefined) throw new StoreError("gone", `the store has no scan ${finish.scan}`);
    if (row.state === "abandoned") throw new StoreError("gone", `the scan ${row.name} was given up`);
    if (row.result !== null) return JSON.parse(row.result) as ScanResult;
    await refuseIncomplete(tx, finish.scan, row.name);
    const checks = await documentOf<readonly KeptCheck[]>(tx, row.checks);
    const scope = await documentOf<Scope>(tx, row.scope);
    const moment: Moment = { at: finish.at, scan: finish.scan };
    const { settings, waivers, keyOf, outbox = null } = finish;
    const basis: Basis = { rules: new Map(checks.map((rule) => [rule.check, rule])), settings, waivers };
    const run = await begin(tx, { basis, moment, keyOf, checks, outbox });

    const differing = await applyAnswers(run);
    const terms = await applyWaivers(tx, waivers, finish.at);
    await applyBasis(run, terms.began.length + terms.ended.length > 0);
    await applyUnanswered(run, scope);
    await run.close();

    const result: ScanResult = {
      scan: finish.scan,
      finished: finish.at,
      changes: run.counts,
      waivers: terms,
      differing,
    };
    await tellLedger(run, { ...row, ...finish.manifest, result });
    await tx
      .updateTable("scans")
      .set({ state: "done", finished: finish.at, result: JSON.stringify(result) })
      .where("id", "=", finish.scan)
      .execute();
    for (const table of ["staged", "gathered"] as const)
      await tx.deleteFrom(table).where("scan", "=", finish.scan).execute();
    return result;
  });
}

async function refuseIncomplete(tx: Tx, scan: number, name: string): Promise<void> {
  const left = await tx
    .selectFrom("claims")
    .innerJoin("units", "units.id", "claims.unit")
    .select(["account", "region"])
    .where("scan", "=", scan)
    .orderBy("units.id")
    .execute();
  const [first] = left;
  if (first === undefined) return;
  const rest = left.length === 1 ? "" : ` and ${left.length - 1} others`;
  throw new StoreError("incomplete", `the scan ${name} lacks ${first.account} ${first.region}${rest}`);
}

/** One entry for the scan: hashes stand for what the store holds at length. */
async function tellLedger({ tx, moment }: Run, told: Readonly<Record<string, unknown>>): Promise<void> {
  const { id: _, state: __, finished: ___, scope, checks, ...rest } = told;
  const digests = await tx
    .selectFrom("documents")
    .select(["id", "digest"])
    .where("id", "in", [scope as number, checks as number])
    .execute();
  const digest = (id: unknown) => digests.find((row) => row.id === id)?.digest;
  const answers = await tx
    .selectFrom("units")
    .innerJoin("scan_units", (on) =>
      on.onRef("scan_units.unit", "=", "units.id").on("scan_units.scan", "=", moment.scan),
    )
    .innerJoin("documents", "documents.id", "scan_units.answers")
    .select(["account", "region", "digest"])
    .orderBy("account")
    .orderBy("region")
    .execute();
  const lines = answers.map(({ account, region, digest }) => `${account} ${region} ${digest}\n`);
  const body = {
    ...rest,
    scope: digest(scope),
    checks: digest(checks),
    units: answers.length,
    answers: digestOf(lines.join("")),
  };
  await tx
    .insertInto("ledger_pending")
    .values({ kind: "scan", at: moment.at, body: canonical(body) })
    .execute();
}
