interface State {
  readonly status?: string;
  readonly delivery?: string | undefined;
}

const fine: State = { delivery: "SUCCESS" };

/** A flow log of a VPC, a subnet or an interface: active and delivered, unless its state says otherwise. */
export function flowLog(ResourceId: string, traffic: string | null = "ALL", { status = "ACTIVE", delivery } = fine) {
  return {
    FlowLogId: `fl-${ResourceId}`,
    ResourceId,
    FlowLogStatus: status,
    ...(traffic !== null && { TrafficType: traffic }),
    ...(delivery !== undefined && { DeliverLogsStatus: delivery }),
  };
}
