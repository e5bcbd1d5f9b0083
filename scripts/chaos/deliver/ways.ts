/** In which ways a schedule is harder than one ticket at a time of one process at a time. */

export interface Ways {
  /** One ticket for all findings, which are of one check in one account. */
  readonly groups: boolean;
  /** How many new tickets a scan may bring. */
  readonly cap: number;
  /** How many calls a process makes at the same time. */
  readonly parallel: number;
  /** Whether both processes look at the same time, asked each time. */
  readonly together: () => boolean;
  /** Whether a process stands still for minutes as the answer to a creation comes, asked each time. */
  readonly stands: () => boolean;
}

export const plain: Ways = { groups: false, cap: 1000, parallel: 1, together: () => false, stands: () => false };

/** `random`: from 0 to 1. */
export function waysBy(random: () => number): Ways {
  const parallel = 1 + Math.floor(random() * 3);
  return {
    groups: random() < 0.25,
    cap: random() < 0.3 ? 1 : 1000,
    parallel,
    together: () => random() < 0.3,
    // What another call of it had looked for before would be old when it goes on: docs/sinks.md says so.
    stands: () => parallel === 1 && random() < 0.1,
  };
}
