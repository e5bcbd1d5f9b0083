import type { Region } from "./aws.ts";
import type { Table } from "./table.ts";

/** Resources in two regions, and all that a scan says of them. */
export interface World {
  readonly name: string;
  /** Region → what is created there. */
  readonly build: Readonly<Record<string, (region: Region) => Promise<void>>>;
  /** Check → parameters that the configuration gives it. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The register of justified access, as somebody writes it. */
  readonly rows?: readonly object[];
  /** The cells that differ from those of an untouched region, which see. */
  readonly expected: Table;
  /** The exit status of the scan. */
  readonly exit: number;
}

/** Several worlds in one account, built one after the other. What is then expected is not the sum of what was. */
export function together(worlds: readonly World[], region: string): Pick<World, "build" | "params"> {
  const build = async (opened: Region): Promise<void> => {
    for (const world of worlds) await world.build[region]?.(opened);
  };
  return { build: { [region]: build }, params: Object.assign({}, ...worlds.map(({ params }) => params)) };
}
