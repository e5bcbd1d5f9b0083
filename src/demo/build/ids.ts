/** Well-formed identifiers made of readable names: the same name gives the same identifier, wherever it is said. */
import { createHash } from "node:crypto";

function hex(name: string, digits: number): string {
  return createHash("sha256").update(name).digest("hex").slice(0, digits);
}

/** Such as `vpc-0` and sixteen hex digits, for `id("vpc", "platform")`. */
export function id(prefix: string, name: string): string {
  return `${prefix}-0${hex(`${prefix} ${name}`, 16)}`;
}

/** The peering of two VPCs, whichever is named first. */
export function peeringId(a: string, b: string): string {
  return id("pcx", [a, b].sort().join(" "));
}

/** The sixteen hex digits that end the ARN of a load balancer, listener, rule or target group. */
export function elbSuffix(name: string): string {
  return hex(`elb ${name}`, 16);
}

/** What RDS calls an instance (`db`) or a cluster, whatever its name becomes. */
export function resourceId(prefix: "db" | "cluster", name: string): string {
  return `${prefix}-${hex(`${prefix} ${name}`, 26).toUpperCase()}`;
}

/** As the ARNs of keys and certificates carry it. */
export function uuid(name: string): string {
  const digits = hex(`uuid ${name}`, 32);
  // Version 4 and its variant.
  const shaped = `${digits.slice(0, 12)}4${digits.slice(13, 16)}a${digits.slice(17)}`;
  return shaped.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
