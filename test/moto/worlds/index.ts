/** The table of worlds. */
import type { World } from "../kit/world.ts";
import { certificates, strictCertificates } from "./certificates.ts";
import { classicLoadBalancers } from "./classic.ts";
import { databaseCopies } from "./database-copies.ts";
import { databases, flawedDatabases } from "./databases.ts";
import { drives } from "./drives.ts";
import { loadBalancers } from "./load-balancers.ts";
import { networks, wellKept } from "./networks.ts";
import { securityGroups } from "./security-groups.ts";
import { snapshots } from "./snapshots.ts";
import { untouched } from "./untouched.ts";

export const worlds: readonly World[] = [
  untouched,
  wellKept,
  drives,
  snapshots,
  networks,
  databases,
  databaseCopies,
  flawedDatabases,
  loadBalancers,
  classicLoadBalancers,
  certificates,
  strictCertificates,
  securityGroups,
];
