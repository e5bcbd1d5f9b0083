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
