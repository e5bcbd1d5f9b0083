import type { CoveredClause, Today } from "../../contract/index.ts";

/** A pass of what is seen in part is no pass of all. */
export type TodayWord = Today | "pass in part";

export const todayWords: readonly TodayWord[] = ["fail", "unknown", "pass", "pass in part", "nothing to judge"];

export function todayWord(today: Today | null, partly: boolean): TodayWord | null {
  return today === "pass" && partly ? "pass in part" : today;
}

export function todayOf({ today, state }: Pick<CoveredClause, "today" | "state">): TodayWord | null {
  return todayWord(today, state === "partly checked");
}
