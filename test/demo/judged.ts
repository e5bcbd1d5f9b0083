/** Scans a source with all checks that come with the program, as the demo's configuration sets them. */
import { enabled } from "../../src/app/enable.ts";
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
  "security-group-opens-only-justified-ports": {
    justified: [
      { protocol: "tcp", ports: 443, groups: ["platform-alb", "alder-alb", "birch-nlb"], reason: "users" },
      { protocol: "tcp", ports: 80, groups: ["platform-alb", "alder-alb"], reason: "redirected to 443" },
      { protocol: "tcp", ports: 22, from: ["203.0.113.0/24"], groups: ["bastion"], reason: "administrators" },
    ],
  },
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

export interface Judged {
  readonly summary: Summary;
  readonly cells: readonly Cell[];
  readonly findings: readonly Finding[];
  readonly events: readonly ScanEvent[];
}

export async function judged(source: Source, checks: readonly EnabledCheck[]): Promise<Judged> {
  const events: ScanEvent[] = [];
  const summary = await scan({
    id: "1",
    program: "test",
    source,
    checks,
    summaries: [],
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
