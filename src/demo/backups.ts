/** What production, eu-central-1, keeps of its drives and databases. */
import { clusterSnapshot, databaseSnapshot, image, snapshot, type Region } from "./build/index.ts";

export function buildBackups(region: Region): void {
  for (const name of ["percona data", "logging data", "salt"]) snapshot(region, `${name}, weekly`);
  image(region, "web-2025-06-02");
  image(region, "app-2025-06-02");
  databaseSnapshot(region, { name: "platform-records-before-17", of: "platform-records", type: "manual" });
  databaseSnapshot(region, { name: "birch-records-at-start", of: "birch-records", type: "manual" });
  for (const name of ["platform-records", "birch-records"]) {
    databaseSnapshot(region, { name: `rds:${name}-2026-03-01-02-15`, of: name, type: "automated" });
  }
  clusterSnapshot(region, { name: "alder-records-at-start", of: "alder-records", type: "manual" });
  clusterSnapshot(region, { name: "platform-reports-before-16", of: "platform-reports", type: "manual" });
  for (const name of ["alder-records", "platform-reports"]) {
    clusterSnapshot(region, { name: `rds:${name}-2026-03-01-03-40`, of: name, type: "automated" });
  }
}
