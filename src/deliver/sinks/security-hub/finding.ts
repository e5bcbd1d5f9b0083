/** A delivery as what BatchImportFindings takes: the finding as it is now, under the Id that it always had. */
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { GLOBAL, type Unit } from "../../../contract/index.ts";
import { asffOf, standingOf, toldOf } from "../../../report/index.ts";
import type { Delivery } from "../../sink.ts";

/** A Security Hub: each account has one in each region. */
export type Place = Pick<Unit, "account" | "region" | "partition">;

export interface Placed {
  readonly place: Place;
  readonly finding: AwsSecurityFinding;
}

export interface Telling {
  readonly program: string;
  /** Of what has none. */
  readonly region: string;
  readonly now: Date;
}

/** Null where it is of no one account. */
export function placed({ subject, changes, findings }: Delivery, { program, region, now }: Telling): Placed | null {
  const [told] = findings;
  if (told === undefined) throw new Error("a delivery without its finding");
  const { finding, clauses, check } = told;
  const { firstSeen, lastSeen } = finding;
  const unit = finding.unit.region === GLOBAL ? { ...finding.unit, region } : finding.unit;
  if (!/^\d{12}$/.test(unit.account) || unit.region === "*") return null;
  const asff = asffOf(
    { ...toldOf(finding, clauses), unit },
    {
      check: check ?? undefined,
      program,
      standing: standingOf(finding, howResolved(changes)),
      firstSeen: firstSeen.at,
      lastSeen: lastSeen.at,
      // An update that is not younger than what is there may be passed over: changes of one moment, or of a scan that
      // began before another change, would be lost.
      updated: new Date(Math.max(now.getTime(), Date.parse(firstSeen.at))).toISOString(),
    },
  );
  // The key is another one once its check is renamed; what is there already is the same finding.
  return { place: unit, finding: { ...asff, Id: `clausewatch/${subject.key}` } as AwsSecurityFinding };
}

/** Only the change says it. */
function howResolved(changes: Delivery["changes"]): "passed" | "resolved" {
  const resolved = changes.findLast(({ change }) => change.kind === "resolved");
  return resolved?.change.detail["how"] === "passed" ? "passed" : "resolved";
}
