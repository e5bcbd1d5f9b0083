const FIRST_MS = 1000;
const LONGEST_MS = 300_000;

/** How long to wait after so many failures, from 1: twice as long each time up to five minutes, and between half of it and all. */
export function backoffMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, failures - 1));
  return Math.round(whole * (0.5 + random() / 2));
}
