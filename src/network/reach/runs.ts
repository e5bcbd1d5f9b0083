import { addBits, isNone, sameBits, type Bits } from "../model/bits.ts";
import type { SubnetNode, VpcNode } from "../model/estate.ts";
import type { Hosts } from "../model/hosts.ts";

/** Hosts that have something on a run of ports. */
export type Run = { readonly from: number; readonly to: number; readonly bits: Bits };

/** What the subnets of a VPC have, and the hosts behind each. */
export function bySubnets<K>(vpc: VpcNode, hosts: Hosts, of: (subnet: SubnetNode) => K): ReadonlyMap<K, Bits> {
  const found = new Map<K, Bits>();
  for (const subnet of vpc.subnets) {
    const bits = hosts.inSubnet(subnet);
    if (bits === null) continue;
    const all = memo(found, of(subnet), () => hosts.none());
    addBits(all, bits);
  }
  return found;
}

/** The same runs without overlaps, each with everybody who has it. */
export function merged(runs: readonly Run[], hosts: Hosts): Run[] {
  const live = runs.filter(({ bits }) => !isNone(bits));
  if (live.every(({ from }, i) => i === 0 || live[i - 1]!.to <= from)) return joined(live);
  const ends = [...new Set(live.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const result: Run[] = [];
  for (const [i, from] of ends.entries()) {
    const to = ends[i + 1];
    if (to === undefined) break;
    const here = live.filter((run) => run.from <= from && to <= run.to);
    if (here.length === 0) continue;
    const bits = hosts.none();
    for (const run of here) addBits(bits, run.bits);
    result.push({ from, to, bits });
  }
  return joined(result);
}

/** One run of neighbours that the same hosts have. */
function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const before = result.at(-1);
    if (before !== undefined && before.to === run.from && sameBits(before.bits, run.bits))
      result[result.length - 1] = { ...before, to: run.to };
    else result.push(run);
  }
  return result;
}

export function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
