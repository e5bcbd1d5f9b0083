/** What is wrong with the backups and the logs of Example Health. */
import { ec2, elb, elbv2, rds } from "../listings/index.ts";
import { id, loadBalancerArn } from "./build/index.ts";
import type { Sin } from "./sin.ts";

export const upkeepSins: readonly Sin[] = [
  {
    id: "no-backups",
    title: "The forgotten database in the sandbox has no backups",
    commit: ({ sandbox }) =>
      sandbox.change(rds.dbInstances, "scratch", (database) => ({ ...database, BackupRetentionPeriod: 0 })),
  },
  {
    id: "short-backups",
    title: "The cluster for reports keeps its backups for three days, as when it was a trial",
    commit: ({ main }) => {
      main.change(rds.dbClusters, "platform-reports", (cluster) => ({ ...cluster, BackupRetentionPeriod: 3 }));
      main.change(rds.dbInstances, "platform-reports-1", (member) => ({ ...member, BackupRetentionPeriod: 3 }));
    },
  },
  {
    id: "unprotected-database",
    title: "Somebody who meant to rebuild birch's database turned its deletion protection off",
    commit: ({ main }) =>
      main.change(rds.dbInstances, "birch-records", (database) => ({ ...database, DeletionProtection: false })),
  },
  {
    id: "unprotected-cluster",
    title: "alder's cluster was restored from a snapshot, and nobody turned deletion protection on again",
    commit: ({ main }) =>
      main.change(rds.dbClusters, "alder-records", (cluster) => ({ ...cluster, DeletionProtection: false })),
  },
  {
    id: "half-a-flow-log",
    title: "The flow log of the sandbox records only what was refused",
    commit: ({ sandbox }) =>
      sandbox.change(ec2.flowLogs, id("fl", "sandbox"), (log) => ({ ...log, TrafficType: "REJECT" as const })),
  },
  {
    id: "flow-log-not-delivered",
    title: "birch's flow log is not delivered since its role was tidied away",
    commit: ({ main }) =>
      main.change(ec2.flowLogs, id("fl", "birch"), (log) => ({
        ...log,
        LogDestinationType: "cloud-watch-logs" as const,
        DeliverLogsStatus: "FAILED",
        DeliverLogsErrorMessage: "Access error",
      })),
  },
  {
    id: "no-access-logs",
    title: "alder's load balancer writes no access logs",
    commit: ({ main }) =>
      main.change(elbv2.loadBalancerAttributes, `${loadBalancerArn(main, "alder")}/access_logs.s3.enabled`, (log) => ({
        ...log,
        Value: "false",
      })),
  },
  {
    id: "no-classic-access-logs",
    title: "The classic load balancer for laboratories writes no access logs",
    commit: ({ main }) =>
      main.change(elb.loadBalancerAttributes, "labs", (balancer) => ({ ...balancer, AccessLog: { Enabled: false } })),
  },
];
