import type { Ports } from "../ports.ts";
import { wholeProtocol } from "../ports.ts";

/** A run of ports of one kind: TCP and UDP need a way back, the others do not. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly answers: 6 | 17 | null;
}

const kinds: readonly (readonly [Ports, 6 | 17])[] = [
  [wholeProtocol(6), 6],
  [wholeProtocol(17), 17],
];

/** Cuts a run of ports where TCP or UDP begins or ends. */
export function piecesOf(from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  for (const [[start, end], answers] of kinds) {
    const [first, last] = [Math.max(at, start), Math.min(to, end)];
    if (first >= last) continue;
    if (at < first) pieces.push({ from: at, to: first, answers: null });
    pieces.push({ from: first, to: last, answers });
    at = last;
  }
  if (at < to) pieces.push({ from: at, to, answers: null });
  return pieces;
}
