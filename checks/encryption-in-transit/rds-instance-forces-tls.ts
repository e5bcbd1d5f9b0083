import { defineCheck, notApplicable, rds, undecided } from "clausewatch";
import { judgeForcedTls } from "./shared/forced-tls.ts";

export default defineCheck({
  id: "rds-instance-forces-tls",
  severity: "high",
  title: "RDS instances refuse connections without TLS",
  why: "A client that does not ask for TLS, or is kept from asking, sends its password and the ePHI that it reads in the clear.",
  fix: "Set rds.force_ssl (PostgreSQL, SQL Server) or require_secure_transport (MySQL, MariaDB) to 1 in a parameter group of your own, set that group on the instance, and reboot it where the group waits for a reboot.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mariadb-ssl-connections.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Concepts.General.SSL.Using.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBParameterGroupStatus.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbInstances,
  with: { parameters: rds.dbParameters },
  judge: ({ DBInstanceIdentifier, DBClusterIdentifier, Engine, DBParameterGroups = [] }, { parameters }) => {
    // Neither parameter stands in the instance groups of a cluster: its own group decides for all of its instances.
    if (DBClusterIdentifier !== undefined) return notApplicable("the instance serves a cluster, which is judged");
    const name = `RDS instance ${DBInstanceIdentifier}`;
    const [group, ...more] = DBParameterGroups;
    if (group?.DBParameterGroupName === undefined)
      return undecided(`${name} does not say which parameter group it has`);
    if (more.length > 0) return undecided(`${name} has ${more.length + 1} parameter groups`);
    return judgeForcedTls(name, Engine, {
      name: group.DBParameterGroupName,
      statuses: [group.ParameterApplyStatus],
      parameters: parameters.where("DBParameterGroupName", group.DBParameterGroupName),
    });
  },
});
