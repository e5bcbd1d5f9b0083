import type { Region } from "./aws.ts";
import type { Table } from "./table.ts";

/** Resources in two regions, and all that a scan says of them. */
export interface World {
  readonly name: string;
  /** Region → what is created there. */
  readonly build: Readonly<Record<string, (region: Region) => Promise<void>>>;
  /** Check → parameters that the configuration gives it. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The cells that differ from those of an untouched region, which see. */
  readonly expected: Table;
  /** The exit status of the scan. */
  readonly exit: number;
}

/** Two worlds in one account, of the same regions. No check has something to say of both. */
export function together(a: World, b: World): World {
  return {
    name: `${a.name} and ${b.name}`,
    build: Object.fromEntries(
      Object.entries(a.build).map(([region, build]) => [
        region,
        async (opened) => {
          await build(opened);
          await b.build[region]?.(opened);
        },
      ]),
    ),
    params: { ...a.params, ...b.params },
    expected: Object.fromEntries(
      Object.keys(a.build).map((region) => [region, { ...a.expected[region], ...b.expected[region] }]),
    ),
    // Incomplete beats findings, which beat none.
    exit: Math.max(a.exit, b.exit),
  };
}
