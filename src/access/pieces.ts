/** Ports cut where a claim begins or ends: the cuts are made once for all runs of ports that are asked of the same claims. */
import { type PortSet, touches } from "../network/index.ts";
import type { Claim } from "./register.ts";

export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Those that are about all of it. */
  readonly claims: readonly Claim[];
}

/** The line of ports, in parts of which every claim is about all or nothing. */
class Cuts {
  private readonly claims: readonly Claim[];
  /** Where the parts end; the last one never does. */
  private readonly ends: readonly number[];
  /** By part, as far as anybody asked. */
  private readonly about: (readonly Claim[])[] = [];

  constructor(claims: readonly Claim[]) {
    this.claims = claims;
    this.ends = [...new Set(claims.flatMap(({ ports }) => [...ports]))].sort((a, b) => a - b);
  }

  /** Adds the pieces of a run. */
  cut(from: number, to: number, pieces: Piece[]): void {
    let part = this.partAt(from);
    for (let at = from; at < to; part++) {
      const end = Math.min(to, this.ends[part] ?? to);
      pieces.push({ from: at, to: end, claims: this.aboutPart(part, at, end) });
      at = end;
    }
  }

  private aboutPart(part: number, from: number, to: number): readonly Claim[] {
    return (this.about[part] ??= this.claims.filter(({ ports }) => touches(ports, from, to)));
  }

  /** How many parts end at the port or before it. */
  private partAt(port: number): number {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle]! <= port) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const known = new WeakMap<readonly Claim[], Cuts>();

export function piecesOf(set: PortSet, claims: readonly Claim[]): readonly Piece[] {
  let cuts = known.get(claims);
  if (cuts === undefined) known.set(claims, (cuts = new Cuts(claims)));
  const pieces: Piece[] = [];
  for (let i = 0; i < set.length; i += 2) cuts.cut(set[i]!, set[i + 1]!, pieces);
  return pieces;
}
