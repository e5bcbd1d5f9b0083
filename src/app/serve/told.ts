import { StoreError } from "../../store/index.ts";

export interface ScanEnd {
  /** `by hand` where somebody asked for it. */
  readonly schedule: string;
  readonly outcome: "complete" | "incomplete" | "failed" | "handed back";
  readonly seconds: number;
  /** From the due time to the end; null where somebody asked for it. */
  readonly lateSeconds: number | null;
}

/** What a schedule is about to do. */
export interface ScheduleState {
  readonly name: string;
  /** The last due time for which a scan was made, or the time from which the schedule counts. */
  readonly done: number;
  /** How long ago its next due time was, in seconds, when no scan is under way for it; 0 where none is due. */
  readonly lateSeconds: number;
}

/** Another process scans. */
export function isBusy(error: unknown): boolean {
  return error instanceof StoreError && error.kind === "busy";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
