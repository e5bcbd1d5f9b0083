import { createHash } from "node:crypto";
import type { Read } from "../read.ts";
import { programVersion } from "../version.ts";

/** A hash of all that answers follow from beside what AWS says: two processes with the same one judge alike. */
export function setupHash({ loaded, sources, lockFile, access, ownership, waivers, checks, catalog }: Read): string {
  const { serve: _, work: __, store: ___, ledger: ____, collect: _____, schedules: ______, ...config } = loaded.config;
  const judged = {
    program: programVersion(),
    config,
    sources: sources.map(({ id, text }) => [id, text]),
    lock: lockFile?.value ?? null,
    access: access?.hash ?? null,
    ownership: ownership?.hash ?? null,
    waivers,
    checks: checks.map(({ check }) => check.id),
    // Users' checks are files that may differ under the same names.
    files: catalog.digest,
  };
  return createHash("sha256").update(JSON.stringify(judged)).digest("hex");
}
