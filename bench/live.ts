import { liveSource, systemClock } from "../src/collect/index.ts";
import type { OpenSource } from "../src/app/serve/setup.ts";
import { accountsOf, regionsOf, roleOf, type CompanySize } from "./company.ts";

/** As the default configuration has it. */
export const concurrency = 16;

/** A company through the SDK, as fast as AWS lets one; all its accounts, or these. */
export function companySource(size: CompanySize, only: readonly string[] = []): OpenSource {
  const regions = regionsOf(size);
  const accounts = accountsOf(size).filter((id) => only.length === 0 || only.includes(id));
  return liveSource({
    accounts: accounts.map((id) => ({ id, role: roleOf(id) })),
    regions,
    homeRegion: regions[0]!,
    maxShare: 1,
    calls: { attempts: 1, timeoutSeconds: 60, concurrency, program: "clausewatch bench" },
    clock: systemClock,
  });
}
