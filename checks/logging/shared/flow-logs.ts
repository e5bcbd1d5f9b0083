import type { ec2, ItemOf } from "clausewatch";

type FlowLog = ItemOf<typeof ec2.flowLogs>;

/** What a flow log tells apart: traffic that groups and network ACLs let through, and traffic that they refused. */
export const kinds = ["ACCEPT", "REJECT"] as const;
export type Kind = (typeof kinds)[number];

export function kindsOf(traffic: string | undefined): readonly Kind[] {
  return traffic === "ALL" ? kinds : kinds.filter((kind) => kind === traffic);
}

/** Whether a log is being written. One that is new has no delivery yet, failed or other. */
export function isWritten({ FlowLogStatus, DeliverLogsStatus }: FlowLog): boolean {
  return FlowLogStatus === "ACTIVE" && DeliverLogsStatus !== "FAILED";
}

/** The kinds of traffic that these logs, of one resource, record together. */
export function recorded(logs: readonly FlowLog[]): ReadonlySet<Kind> {
  return new Set(logs.filter(isWritten).flatMap(({ TrafficType }) => kindsOf(TrafficType)));
}
