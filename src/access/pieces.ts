/** Ports cut where a claim begins or ends: one sweep, however many claims there are. */
import { rangesOf, type PortSet } from "../network/index.ts";
import type { Claim } from "./register.ts";

export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Those that are about all of it. The same set for every piece: it holds until the next one is asked for. */
  readonly claims: ReadonlySet<Claim>;
}

export function* piecesOf(set: PortSet, claims: readonly Claim[]): Generator<Piece> {
  const [first = 0, last = 0] = [set[0], set.at(-1)];
  const ends: { readonly at: number; readonly claim: Claim; readonly opens: boolean }[] = [];
  const active = new Set<Claim>();
  for (const claim of claims) {
    for (const [from, to] of rangesOf(claim.ports)) {
      if (to <= first || last <= from) continue;
      // Most are about all of it: the others have to be sorted.
      if (from <= first && last <= to) active.add(claim);
      else ends.push({ at: from, claim, opens: true }, { at: to, claim, opens: false });
    }
  }
  ends.sort((a, b) => a.at - b.at);
  let next = 0;
  for (const [from, to] of rangesOf(set)) {
    for (let start = from; start < to;) {
      for (; next < ends.length && ends[next]!.at <= start; next += 1) {
        const { claim, opens } = ends[next]!;
        if (opens) active.add(claim);
        else active.delete(claim);
      }
      const end = Math.min(to, ends[next]?.at ?? to);
      yield { from: start, to: end, claims: active };
      start = end;
    }
  }
}
