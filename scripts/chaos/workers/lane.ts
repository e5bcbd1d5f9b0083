/** What processes are told of a lane (a database, the accounts that are scanned into it), and what they make of it. */
import { liveSource, systemClock } from "../../../src/collect/index.ts";
import type { Log } from "../../../src/app/serve/log.ts";
import type { OpenSource } from "../../../src/app/serve/setup.ts";
import type { PostgresAddress } from "../../../src/store/index.ts";
import { accountsOf, regions, roleOf } from "./estate.ts";

export interface LaneOrder {
  readonly lane: number;
  readonly address: PostgresAddress;
}

/** What each process is told when it begins. */
export interface Begin {
  /** The configuration of all lanes. */
  readonly config: string;
  readonly lanes: readonly LaneOrder[];
}

/** A lease as short as a queue can have it; a unit that was in the hands of many who died is not given up for that. */
export const queueSettings = { leaseSeconds: 10, attempts: 12, unitMinutes: 2, retrySeconds: 1 };

export const schedule = "daily";

/** A few checks of units, and one that looks across all of them. */
export const checks = [
  "ebs-volume-encrypted",
  "ebs-snapshot-encrypted",
  "rds-instance-encrypted",
  "rds-instance-not-public",
  "customer-networks-do-not-overlap",
];

export const configLines = `schedules:
  - name: ${schedule}
    cron: "0 0 * * *"
    checks: [${checks.join(", ")}]
`;

export const dayOf = (day: number) => Date.parse("2026-01-01T00:00:00Z") + day * 86_400_000;

/** The accounts of a lane through the SDK; all, or these. */
export function openLane(lane: number, only: readonly string[], name: string): OpenSource {
  const accounts = accountsOf(lane).filter((id) => only.length === 0 || only.includes(id));
  const source = liveSource({
    accounts: accounts.map((id) => ({ id, role: roleOf(id) })),
    regions,
    homeRegion: regions[0]!,
    maxShare: 1,
    calls: { attempts: 3, timeoutSeconds: 20, concurrency: 16, program: "clausewatch chaos" },
    // The rates of AWS are not what is tried here.
    clock: { ...systemClock, sleep: async () => undefined },
  });
  return { ...source, name };
}

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
