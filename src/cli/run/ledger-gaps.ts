import { gapsOf, type DuePlan, type DueScanTold } from "../../app/ledger/gaps.ts";
import { count, inertJson, number, table, type TextOptions } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec } from "../options.ts";
import { withLedger, type LedgerOptions } from "./ledger-open.ts";
import { rowsText, type Row } from "./ledger-text.ts";
import { writeAll } from "./write.ts";

export interface GapsOptions extends LedgerOptions {
  readonly every?: string;
  readonly grace: string;
  readonly from?: string;
  readonly to?: string;
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export async function runLedgerGaps(options: GapsOptions): Promise<number> {
  const now = new Date();
  const request = {
    graceMs: durationOf("--grace", options.grace, 0),
    from: timeOf("--from", options.from) ?? new Date(now.getTime() - 30 * UNITS["d"]!).toISOString(),
    to: timeOf("--to", options.to) ?? now.toISOString(),
    at: now.toISOString(),
  };
  const due = await withLedger(options, ({ store, loaded }) =>
    gapsOf(store.db, { ...request, ...planOf(options.every, loaded.config.schedules ?? []) }),
  );
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => gapsText(due, text),
    json: () => `${inertJson(due)}\n`,
  });
  if (due.some(({ state }) => state === "missed")) return exit.findings;
  return due.some(({ state }) => state === "incomplete") ? exit.incomplete : exit.ok;
}

/** As many as somebody reads. */
const MOST_ROWS = 40;

function durationOf(option: string, text: string, least: number): number {
  const [, amount = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const time = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(time) || time < least)
    throw new UsageError(`${option} ${text}: expected a time such as 30m, 6h or 1d`);
  return time;
}

/** By the schedules of the configuration, unless the user names a distance; once a day where there is neither. */
function planOf(
  every: string | undefined,
  schedules: readonly { readonly name: string; readonly cron: string }[],
): DuePlan {
  if (every === undefined && schedules.length > 0) return { schedules };
  return { everyMs: durationOf("--every", every ?? "1d", 1) };
}

function timeOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`${option} ${text}: expected a day, or a time such as 2026-01-01T06:00Z`);
  return new Date(time).toISOString();
}

function gapsText(due: readonly DueScanTold[], options: TextOptions): string {
  const of = (state: DueScanTold["state"]) => due.filter((one) => one.state === state);
  const [missed, incomplete, pending] = [of("missed"), of("incomplete"), of("pending")];
  const late = Math.max(0, ...due.map(({ startedLateMs }) => startedLateMs ?? 0));
  const rows: Row[] = [
    { tone: "good", text: `${count(of("done").length, "scan")} done of ${count(due.length, "due time")}` },
    ...(late > 0
      ? [{ tone: "plain", text: `the latest of them started ${timeText(late)} after it was due` } as const]
      : []),
    ...(missed.length > 0 ? [{ tone: "bad", text: `${count(missed.length, "scan")} missed` } as const] : []),
    ...(incomplete.length > 0
      ? [{ tone: "unsure", text: `${count(incomplete.length, "scan")} incomplete: some cells were unknown` } as const]
      : []),
    ...(pending.length > 0
      ? [{ tone: "plain", text: `${count(pending.length, "scan")} due just now, and not begun` } as const]
      : []),
  ];
  const title = missed.length === 0 ? "No scan was missed." : "Scans were missed.";
  const shown = [...missed, ...incomplete].toSorted((a, b) => (a.due < b.due ? -1 : 1));
  if (shown.length === 0) return rowsText(title, rows, options);
  const cells = shown.slice(0, MOST_ROWS).map(({ due, state, scan, startedLateMs, schedule, why }) => {
    const late = startedLateMs === null ? "" : timeText(startedLateMs);
    return [due, schedule ?? "", state, late, scan ?? why ?? ""];
  });
  const columns = ["Due", "Schedule", "State", "Late", "Scan, or why there is none"].map((title) => ({ title }));
  const left = shown.length - cells.length;
  const more = left > 0 ? `… ${number(left)} more: --output json tells all\n` : "";
  return `${rowsText(title, rows, options)}\n${table(columns, cells, options)}${more}`;
}

function timeText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2 * 1440 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}
