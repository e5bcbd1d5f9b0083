import type { BoundClause } from "../contract/index.ts";
import type { TrackedFinding } from "../track/index.ts";
import type { Db } from "./tables.ts";

/** Findings with the sentences that they break, as they stood. */
export async function withClauses<F extends Pick<TrackedFinding, "clauses">>(
  db: Db,
  findings: readonly F[],
): Promise<readonly { readonly finding: F; readonly clauses: readonly BoundClause[] }[]> {
  const digests = [...new Set(findings.map(({ clauses }) => clauses))];
  const rows =
    digests.length === 0
      ? []
      : await db.selectFrom("documents").select(["digest", "body"]).where("digest", "in", digests).execute();
  const clauses = new Map(rows.map(({ digest, body }) => [digest, JSON.parse(body) as readonly BoundClause[]]));
  return findings.map((finding) => ({ finding, clauses: clauses.get(finding.clauses) ?? [] }));
}
