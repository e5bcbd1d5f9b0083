import { defineCheck, rds, undecided } from "clausewatch";
import { judgeForcedTls } from "./shared/forced-tls.ts";

export default defineCheck({
  id: "rds-cluster-forces-tls",
  severity: "high",
  title: "RDS clusters refuse connections without TLS",
  why: "A client that does not ask for TLS, or is kept from asking, sends its password and the ePHI that it reads in the clear.",
  fix: "Set rds.force_ssl (PostgreSQL) to 1 or require_secure_transport (MySQL) to ON in a cluster parameter group of your own, set that group on the cluster, and reboot the instances that wait for it.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Security.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Reference.ParameterGroups.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterMember.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbClusters,
  with: { parameters: rds.dbClusterParameters },
  judge: ({ DBClusterIdentifier, Engine, DBClusterParameterGroup, DBClusterMembers = [] }, { parameters }) => {
    const name = `RDS cluster ${DBClusterIdentifier}`;
    if (DBClusterParameterGroup === undefined) return undecided(`${name} does not say which parameter group it has`);
    return judgeForcedTls(name, Engine, {
      name: DBClusterParameterGroup,
      statuses: DBClusterMembers.map(({ DBClusterParameterGroupStatus }) => DBClusterParameterGroupStatus),
      parameters: parameters.where("DBClusterParameterGroupName", DBClusterParameterGroup),
    });
  },
});
