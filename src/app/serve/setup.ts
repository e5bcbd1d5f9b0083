import type { Source } from "../../contract/index.ts";
import type { Schedule } from "../../schedule/index.ts";
import { isNamed } from "../prepare.ts";
import type { BoundCheck } from "../enable.ts";
import type { Read } from "../read.ts";

/** What the daemon works on: read, checked and put together. */
export interface Setup {
  readonly read: Read;
  /** Who works with it for longer than until somebody closes it holds it, and calls what it is given when that is over. */
  hold(): () => Promise<void>;
  /** Nobody begins anything with it any more. */
  close(): Promise<void>;
}

/** The processes of users' checks end when it is closed and nobody holds it. */
export function setupOf(read: Read): Setup {
  let [holders, closed] = [0, false];
  const end = async () => {
    if (closed && holders === 0) await read.catalog.close();
  };
  return {
    read,
    hold: () => {
      holders++;
      return async () => {
        holders--;
        await end();
      };
    },
    close: async () => {
      closed = true;
      await end();
    },
  };
}

/** What a scan is about, where that is less than is configured. */
export interface Wanted {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly controls: readonly string[];
  readonly checks: readonly string[];
}

export const everything: Wanted = { accounts: [], regions: [], controls: [], checks: [] };

export const askedFor = (wanted: Partial<Wanted>): Wanted => ({ ...everything, ...wanted });

/** A schedule of the configuration. */
export interface PlannedSchedule extends Schedule {
  readonly deadlineMs: number;
  readonly wanted: Wanted;
}

/** What a schedule is about to do. */
export interface ScheduleState {
  readonly name: string;
  /** How long ago its next due time was, in seconds, when no scan is under way for it; 0 where none is due. */
  readonly lateSeconds: number;
  /** The longest distance between its due times around now; null where there is but one. */
  readonly periodSeconds: number | null;
}

/** A source that is closed when the scan is over. */
export type OpenSource = Source & { close(): void };

const MINUTE = 60_000;

export function schedulesOf({ loaded }: Read): readonly PlannedSchedule[] {
  return (loaded.config.schedules ?? []).map(({ name, cron, jitterMinutes, deadlineMinutes, ...only }) => ({
    name,
    cron,
    jitterMs: jitterMinutes * MINUTE,
    deadlineMs: deadlineMinutes * MINUTE,
    wanted: { ...everything, ...only },
  }));
}

/** The enabled checks that a scan is about. */
export function checksOf({ checks }: Pick<Read, "checks">, wanted: Wanted): readonly BoundCheck[] {
  return checks.filter(
    ({ check }) =>
      (wanted.checks.length === 0 || wanted.checks.some((id) => isNamed(check, id))) &&
      (wanted.controls.length === 0 || wanted.controls.some((id) => check.controls.includes(id))),
  );
}
