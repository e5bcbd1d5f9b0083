import type { Cases } from "../kit/cases.ts";
import type { Installed } from "../kit/clausewatch.ts";
import type { Moto } from "../kit/server.ts";

/** What a user does with more than one account, region or command. */
export interface Journey {
  readonly name: string;
  run(installed: Installed, moto: Moto, cases: Cases): Promise<void>;
}
