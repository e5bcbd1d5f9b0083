import { StoreError } from "../../store/index.ts";

export interface ScanEnd {
  /** `by hand` where somebody asked for it. */
  readonly schedule: string;
  readonly outcome: "complete" | "incomplete" | "failed" | "handed back";
  readonly seconds: number;
  /** From the due time to the end; null where somebody asked for it. */
  readonly lateSeconds: number | null;
}

/** Another process scans. */
export function isBusy(error: unknown): boolean {
  return error instanceof StoreError && error.kind === "busy";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
