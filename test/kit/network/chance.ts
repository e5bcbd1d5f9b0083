/** Pseudo-random choices that depend on a seed alone. */

/** One of a list that is not empty. */
export type Draw = <T>(list: readonly T[]) => T;

/** The generator mulberry32. */
export function drawing(seed: number): Draw {
  let state = seed | 0;
  return (list) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return list[((mixed ^ (mixed >>> 14)) >>> 0) % list.length] as (typeof list)[number];
  };
}
