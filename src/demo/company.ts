/** Example Health, a small health company that does not exist: its accounts as they should be. */
import { buildBackups } from "./backups.ts";
import { Region, newRegion, uploadedCertificate } from "./build/index.ts";
import { buildDatabases } from "./databases.ts";
import { buildDisasterRecovery } from "./disaster-recovery.ts";
import { buildGroups } from "./groups.ts";
import { buildLoadBalancers } from "./load-balancers.ts";
import { buildNetwork } from "./network.ts";
import { buildSandbox } from "./sandbox.ts";
import { STRONG_CERTIFICATE } from "./pem.ts";
import { buildServers } from "./servers.ts";

export const PRODUCTION = "111122223333";
export const SANDBOX = "444455556666";

export interface Company {
  /** Production, what has no region. */
  readonly account: Region;
  /** Production, eu-central-1. */
  readonly main: Region;
  /** Production, us-east-1. */
  readonly recovery: Region;
  /** Sandbox, us-east-1. */
  readonly sandbox: Region;
}

export function cleanCompany(): Company {
  const account = new Region(PRODUCTION, "global");
  for (const name of ["fax", "labs"]) uploadedCertificate(account, name, STRONG_CERTIFICATE);
  const main = newRegion(PRODUCTION, "eu-central-1");
  buildNetwork(main);
  buildGroups(main);
  buildServers(main);
  buildDatabases(main);
  buildBackups(main);
  buildLoadBalancers(main);
  const recovery = newRegion(PRODUCTION, "us-east-1");
  buildDisasterRecovery(recovery);
  const sandbox = newRegion(SANDBOX, "us-east-1");
  buildSandbox(sandbox);
  return { account, main, recovery, sandbox };
}
