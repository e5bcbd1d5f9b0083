import { rds } from "../../listings/index.ts";
import type { Region } from "./region.ts";

/** What makes an instance's engine refuse connections without TLS, in the group that it uses; made once. */
export function parameterGroup(region: Region, DBParameterGroupName: string, ParameterValue: "0" | "1"): void {
  const parameter = { ParameterName: "rds.force_ssl", ParameterValue, Source: sourceOf(DBParameterGroupName) };
  const there = region.all(rds.dbParameters).some((other) => other.DBParameterGroupName === DBParameterGroupName);
  if (!there) region.add(rds.dbParameters, { ...parameter, DBParameterGroupName });
}

/** The same of a cluster. */
export function clusterParameterGroup(region: Region, name: string, ParameterValue: "0" | "1"): void {
  const parameter = { ParameterName: "rds.force_ssl", ParameterValue, Source: sourceOf(name) };
  const there = region.all(rds.dbClusterParameters).some((other) => other.DBClusterParameterGroupName === name);
  if (!there) region.add(rds.dbClusterParameters, { ...parameter, DBClusterParameterGroupName: name });
}

/** The groups that AWS makes hold the engine's own values. */
function sourceOf(group: string): string {
  return group.startsWith("default.") ? "engine-default" : "user";
}
