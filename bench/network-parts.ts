/** What the parts of a generated network are counted from, and named by. */

/** Rules a group has, the one for what goes out included. Each interface carries two groups. */
export const RULES = 10;
const CUSTOMERS = 100;
/** Servers play them in turn. */
export const ROLES = ["bastion", "application", "web", "logging", "monitoring", "configuration-management", "internal"];
export const account = "111122223333";
export const region = "eu-central-1";

/** One VPC, and what its parts are counted from. */
export interface Network {
  readonly v: number;
  readonly VpcId: string;
  readonly base: number;
  readonly bits: number;
  readonly subnets: number;
  /** Addresses of a subnet. */
  readonly size: number;
  readonly groups: number;
}

/** Customers have eight networks each. */
export function tags(name: string, n = 0): { readonly Key: string; readonly Value: string }[] {
  return [
    { Key: "Name", Value: name },
    { Key: "Customer", Value: `customer-${Math.floor(n / 8) % CUSTOMERS}` },
  ];
}

export function range<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

export function groupId(v: number, g: number): string {
  return id("sg", v * 100_000 + g);
}

export function subnetId(v: number, s: number): string {
  return id("subnet", v * 1000 + s);
}

export function id(prefix: string, n: number): string {
  return `${prefix}-${n.toString(16).padStart(17, "0")}`;
}

export function text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
