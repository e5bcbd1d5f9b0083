/** The rule of flow logs once more, packet by packet: each packet of each subnet stands in a log that is written. */
import fc from "fast-check";
import { expect, test } from "vitest";
import check from "../../../checks/logging/vpc-flow-logs-enabled.ts";
import { tableOf } from "../../../src/evaluate/table.ts";
import { flowLog } from "./flow-logs.ts";

const VPC = "vpc-1";
const names = ["subnet-a", "subnet-b", "subnet-c"];
const asked = { ALL: [true, false], ACCEPT: [true], REJECT: [false] } as const;

const anyLog = fc
  .record({
    of: fc.constantFrom(VPC, "vpc-2", "eni-1", ...names),
    traffic: fc.constantFrom("ALL", "ACCEPT", "REJECT", null),
    status: fc.constantFrom("ACTIVE", "ACTIVE", "DELETING"),
    delivery: fc.constantFrom("SUCCESS", undefined, "FAILED"),
  })
  .map(({ of, traffic, ...state }) => flowLog(of, traffic, state));
type Log = ReturnType<typeof flowLog>;

/** A packet passes through one subnet of the VPC, and is let through or not. */
function stands(log: Log, subnet: string, accepted: boolean): boolean {
  if (log.FlowLogStatus !== "ACTIVE" || log.DeliverLogsStatus === "FAILED") return false;
  if (log.ResourceId !== subnet && log.ResourceId !== VPC) return false;
  return log.TrafficType === "ALL" || log.TrafficType === (accepted ? "ACCEPT" : "REJECT");
}

test("a VPC passes if, and only if, every packet of every subnet stands in a log", () => {
  const world = fc.record({
    subnets: fc.subarray(names, { minLength: 1 }),
    logs: fc.array(anyLog, { maxLength: 6 }),
    traffic: fc.constantFrom("ALL", "ACCEPT", "REJECT"),
  });
  fc.assert(
    fc.property(world, ({ subnets, logs, traffic }) => {
      const tables = {
        subnets: tableOf([...subnets.map((SubnetId) => ({ SubnetId, VpcId: VPC })), { SubnetId: "x", VpcId: "vpc-2" }]),
        flowLogs: tableOf(logs),
      };
      const verdict = check.judge({ VpcId: VPC }, tables as never, { traffic }, "2026-03-02T06:00:00.000Z");
      const lost = subnets.flatMap((subnet) =>
        asked[traffic].filter((accepted) => !logs.some((log) => stands(log, subnet, accepted))),
      );
      expect(verdict).toMatchObject({ status: lost.length === 0 ? "pass" : "fail" });
    }),
    { numRuns: 2000 },
  );
});
