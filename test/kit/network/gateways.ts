/** What stands at the border of a VPC: the internet gateway, what it refuses, and route tables of gateways. */
import { isIpv6, isPublic } from "./addresses.ts";
import { unitsOf, type End } from "./ends.ts";
import type { Unit } from "./estate.ts";
import { itemsOf, type Known } from "./known.ts";
import { block, pass, unclear, type Hop } from "./packet.ts";
import { edgeTableOf, waysFrom, waysIn, type Way } from "./routes.ts";

/** The layers between a host on the internet and an end. */
export function fromInternet(known: Known, address: string, target: End): Hop[] {
  const ways = waysFrom(known, target.subnet, target.vpc, address);
  const gateway = ways.find(({ kind }) => kind === "internet")?.id;
  return [
    isPublic(address) ? pass("source", `${address} is public`) : block("source", `${address} is not public`),
    publicAddress(target),
    backTo(ways, ({ kind }) => kind === "internet"),
    ...(gateway === undefined ? [] : [attached(known, gateway, target), edge(known, gateway, target)]),
    blockPublicAccess(known, target),
  ];
}

/** The answer must leave by the gateway that the packet came in by. */
export function backTo(ways: readonly Way[], isIt: (way: Way) => boolean): Hop {
  const tell = ways.every(isIt) ? pass : ways.some(isIt) ? unclear : block;
  return tell("route back", ways.map(({ why }) => why).join(", or "), ...ways.flatMap(({ ids }) => ids));
}

function publicAddress({ id, address, hasPublicIpv4, deniesInternetIpv6 }: End): Hop {
  const layer = "public address";
  if (!isIpv6(address)) {
    return hasPublicIpv4
      ? pass(layer, `a public address leads to ${address} of ${id}`, id)
      : block(layer, `no public address leads to ${address} of ${id}`, id);
  }
  if (!isPublic(address)) return block(layer, `${address} of ${id} is not public`, id);
  return deniesInternetIpv6
    ? block(layer, `${id} denies what comes from an internet gateway by IPv6`, id)
    : pass(layer, `${address} of ${id} is public`, id);
}

function attached(known: Known, id: string, { vpc }: End): Hop {
  const gateway = known.internetGateways.get(id);
  if (gateway === undefined) return unclear("internet gateway", `${id} was not read`, id);
  const states = gateway.Attachments.flatMap(({ VpcId, State }) => (VpcId === vpc ? [State] : []));
  if (states.includes("attaching") || states.includes("detaching"))
    return unclear("internet gateway", `${id} is being attached to ${vpc}, or detached`, id);
  return states.some((state) => state !== "detached")
    ? pass("internet gateway", `${id} is attached to ${vpc}`, id)
    : block("internet gateway", `${id} is not attached to ${vpc}`, id);
}

/** A route table of the gateway's own may lead what comes in by a middlebox, which is not followed. */
export function edge(known: Known, gateway: string, { address }: End): Hop {
  const table = edgeTableOf(known, gateway);
  if (table === undefined) return pass("gateway route table", `${gateway} has none`, gateway);
  const ways = waysIn(known, table, address);
  const isPlain = ways.every(({ kind }) => kind === "local" || kind === "nowhere");
  return (isPlain ? pass : unclear)(
    "gateway route table",
    ways.map(({ why }) => why).join(", or "),
    gateway,
    ...ways.flatMap(({ ids }) => ids),
  );
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html */
function blockPublicAccess(known: Known, target: End): Hop {
  const layer = "Block Public Access";
  const units = unitsOf(known, target);
  const open = units.filter((unit) => letsIn(unit, target));
  const names = units.map(({ account, region }) => `${account}/${region}`);
  if (open.length === units.length) return pass(layer, `it is off, or ${target.subnet} is excluded`, ...names);
  if (open.length === 0) return block(layer, `it is on, and ${target.subnet} is not excluded`, ...names);
  // Which of the accounts owns the VPC is not told.
  return unclear(layer, `of a VPC that several accounts see, ${names.join(" and ")} differ`, ...names);
}

function letsIn(unit: Unit, { vpc, subnet }: End): boolean {
  const [options] = itemsOf(unit, "ec2.vpc-block-public-access-options");
  if (options === undefined || options.InternetGatewayBlockMode === "off") return true;
  return itemsOf(unit, "ec2.vpc-block-public-access-exclusions").some(
    ({ ResourceArn, InternetGatewayExclusionMode, State }) =>
      InternetGatewayExclusionMode === "allow-bidirectional" &&
      ["create-complete", "update-complete"].includes(State) &&
      (ResourceArn.endsWith(`:vpc/${vpc}`) || ResourceArn.endsWith(`:subnet/${subnet}`)),
  );
}
