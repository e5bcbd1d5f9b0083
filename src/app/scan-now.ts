import { randomUUID } from "node:crypto";
import type { Source, Summary } from "../contract/index.ts";
import { outboxOf } from "./deliver/outbox.ts";
import { enabled, summarised, type BoundCheck } from "./enable.ts";
import type { FollowOptions } from "./follow.ts";
import { settingsOf } from "./open-store.ts";
import type { Read } from "./read.ts";
import { scan } from "./scan.ts";
import type { ScanOptions } from "./scan-options.ts";
import { programName } from "./version.ts";

/** What a scan was asked about, where that is less than is configured. */
export type Asked = Pick<NonNullable<FollowOptions["only"]>, "accounts" | "regions">;

/** What following a scan with these checks takes. `chosen`: some of the checks were left out. */
export function followed(
  read: Read,
  checks: readonly BoundCheck[],
  { chosen, ...asked }: Asked & { readonly chosen: boolean },
): Pick<FollowOptions, "checks" | "enabled" | "only" | "settings" | "waivers" | "outbox"> {
  const { catalog, loaded, waivers, checks: all } = read;
  const only = { ...asked, ...(chosen ? { checks: checks.map(({ check }) => check.id) } : {}) };
  return {
    checks: checks.map((bound) => ({
      summary: summarised(bound, catalog),
      aliases: bound.check.aliases,
      estate: bound.check.over === null,
    })),
    enabled: all.map(({ check }) => check.id),
    ...(Object.keys(only).length === 0 ? {} : { only }),
    settings: settingsOf(loaded),
    waivers,
    outbox: outboxOf(read),
  };
}

type Given = "source" | "checks" | "summaries" | "ownership" | "access" | "waivers" | "units" | "program";

/** Judges a source with these of the checks that were read. */
export async function scanNow(
  { catalog, ownership, access, waivers, loaded }: Read,
  source: Source,
  checks: readonly BoundCheck[],
  options: Partial<Omit<ScanOptions, Given>> & Pick<ScanOptions, "emit">,
): Promise<Summary> {
  return await scan({
    id: randomUUID(),
    program: programName(),
    source,
    checks: checks.map(enabled),
    summaries: checks.map((check) => summarised(check, catalog)),
    ownership,
    access,
    waivers,
    units: loaded.config.collect.units,
    now: () => new Date(),
    progress: () => undefined,
    ...options,
  });
}
