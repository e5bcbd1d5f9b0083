/** Scans a source with all checks that come with the program, as the demo's configuration sets them. */
import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { enabled } from "../../src/app/enable.ts";
import type { Follower } from "../../src/app/follow.ts";
import { readEverything, type Read } from "../../src/app/read.ts";
import { scan } from "../../src/app/scan.ts";
import { loadCatalog } from "../../src/catalog/index.ts";
import type { Cell, Finding, ScanEvent, Source, Summary } from "../../src/contract/index.ts";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { listings } from "../../src/listings/index.ts";

const ours = { customerManagedKeys: true };

/** What Example Health can justify, and what it asks for beyond the defaults. */
const params: Readonly<Record<string, object>> = {
  "ebs-volume-encrypted": ours,
  "ebs-snapshot-encrypted": ours,
  "rds-instance-encrypted": ours,
  "rds-cluster-encrypted": ours,
  "rds-snapshot-encrypted": ours,
  "rds-cluster-snapshot-encrypted": ours,
};

export async function demoChecks(): Promise<readonly EnabledCheck[]> {
  const catalog = await loadCatalog({ listings });
  return await Promise.all(
    [...catalog.checks.values()].map(async (check) => {
      const answer = await check.readParams(params[check.id] ?? {});
      if ("issues" in answer) throw new Error(JSON.stringify(answer.issues));
      return enabled({
        check,
        params: answer.params,
        given: {},
        clauses: [],
        services: [],
        ...check.reads({ ...params[check.id] }),
      });
    }),
  );
}

/** The sample register, roles and customers; with the review of the row that is overdue done. */
async function declared(): Promise<Pick<Read, "access" | "ownership">> {
  const path = fileURLToPath(new URL("../../config/clausewatch.yaml", import.meta.url));
  const read = await readEverything({ path, cwd: dirname(path), env: {}, log: () => undefined });
  await read.catalog.close();
  const { access, ownership } = read;
  const rows = (access?.rows ?? []).map((row) =>
    row.id === "platform-queries-to-percona"
      ? { ...row, approval: { by: "Security Officer", review: "2027-06-01" } }
      : row,
  );
  return { access: access && { ...access, rows }, ownership };
}

export interface Judged {
  readonly summary: Summary;
  readonly cells: readonly Cell[];
  readonly findings: readonly Finding[];
  readonly events: readonly ScanEvent[];
}

let known: ReturnType<typeof declared> | undefined;

export async function judged(
  source: Source,
  checks: readonly EnabledCheck[],
  follower: Follower | null = null,
): Promise<Judged> {
  const events: ScanEvent[] = [];
  known ??= declared();
  const { access, ownership } = await known;
  const summary = await scan({
    id: follower === null ? "1" : randomUUID(),
    program: "test",
    source,
    checks,
    summaries: [],
    access,
    ownership,
    follower,
    units: 4,
    now: () => new Date(0),
    emit: (event) => void events.push(event),
    progress: () => undefined,
  });
  return {
    summary,
    events,
    cells: events.filter((event) => event.type === "cell"),
    findings: events.filter((event) => event.type === "finding"),
  };
}
