/** What the commands about access tell: plain words, as they stand in their JSON. */
import type { PathStep } from "../contract/index.ts";

export interface AccessTarget {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly roles: readonly string[];
  readonly customer: string | null;
}

/** What the register says of a connection. */
export interface AccessRows {
  /** The rows that justify some of it, with the file and line of each. */
  readonly rows: readonly { readonly id: string; readonly file: string; readonly line?: number }[];
  /** Whether they justify all of it; `unsure`: that hangs on a prefix list that was not read. */
  readonly justified: "yes" | "no" | "unsure";
}

export interface AccessWay extends AccessRows {
  readonly verdict: "reachable" | "unknown";
  readonly ports: readonly string[];
  readonly from: string;
  readonly witness: { readonly from: string; readonly to: string; readonly port: string };
  readonly path: readonly PathStep[];
}

export interface AccessBlocked {
  readonly verdict: "not reachable" | "unknown";
  readonly ports: readonly string[];
  readonly witness: AccessWay["witness"];
  readonly path: readonly PathStep[];
  /** How many pairs of addresses were followed; the path is of that which meets the fewest obstacles. */
  readonly pairs: number;
}

export interface AccessExplained {
  readonly from: string;
  readonly to: AccessTarget;
  readonly hasRegister: boolean;
  readonly verdict: "reachable" | "not reachable" | "unknown";
  readonly ways: readonly AccessWay[];
  readonly blocked: readonly AccessBlocked[];
  /** Why more may reach it than can be said. */
  readonly doubts: readonly string[];
}

export interface AccessOpener extends AccessRows {
  /** What it is called in findings. */
  readonly name: string;
  readonly text: string;
  readonly kind: "internet" | "beyond" | "host";
  readonly through: string | null;
  readonly ports: readonly string[];
  /** False where it hangs on something that was not read or is not modelled. */
  readonly certain: boolean;
}

export interface AccessList {
  readonly to: AccessTarget;
  readonly hasRegister: boolean;
  readonly openers: readonly AccessOpener[];
  readonly doubts: readonly string[];
}

export interface AccessChange extends AccessOpener {
  readonly to: AccessTarget;
}

export interface AccessDiff {
  readonly before: string;
  readonly after: string;
  readonly hasRegister: boolean;
  /** What can be reached now, and could not. */
  readonly opened: readonly AccessChange[];
  readonly closed: readonly AccessChange[];
  /** What was not compared or not read, and why more may have changed. */
  readonly doubts: readonly string[];
}
