import type { Unit } from "../contract/index.ts";
import { count, displayWidth, fit, inert, look, number, pad, type TextOptions } from "../report/index.ts";
import type { Reading, UnitReading } from "./reading.ts";

/** Lines for units that are being read, however many there are. */
const MOST_UNITS = 8;
const BAR = 40;

export interface FrameOptions extends TextOptions {
  /** Lines that the screen has. */
  readonly rows: number;
  /** Milliseconds since the start. */
  readonly elapsed: number;
}

/** What stands on the screen now: a bounded number of lines, none wider than the screen. */
export function frame(reading: Reading, options: FrameOptions): string[] {
  const { faint, strong, unsure, dot, ellipsis } = look(options);
  // The last column stays free: some terminals break the line when it is written.
  const width = options.width - 1;
  const line = (text: string) => fit(text, width, ellipsis);
  const active = reading.units
    .values()
    .filter(({ listings }) => listings.size > 0)
    .toArray();
  const most = Math.max(1, Math.min(MOST_UNITS, options.rows - 5));
  const shown = active.slice(0, active.length > most ? most - 1 : most);
  const lines = [strong(line(`${spinner(options)} ${facts(reading, options).join(` ${dot} `)}`))];
  const cells = reading.sum(({ cells }) => cells);
  if (cells > 0) lines.push(bar(reading.sum(({ answered }) => answered) / cells, width, options));
  lines.push(...unitLines(shown, width, options));
  if (active.length > shown.length)
    lines.push(faint(line(`  and ${count(active.length - shown.length, "more region")}`)));
  const failed = reading.sum(({ unreadable }) => unreadable);
  const last = reading.lastUnreadable;
  if (last !== undefined) {
    const where = `${inert(last.listing)} in ${accountOf(last.unit)} ${inert(last.unit.region)}`;
    lines.push(unsure(line(`  ? ${count(failed, "listing")} could not be read, last ${where}`)));
  }
  return lines;
}

/** `Reading 2 accounts`, and how far. */
function facts(reading: Reading, { elapsed }: FrameOptions): string[] {
  const cells = reading.sum(({ cells }) => cells);
  const items = reading.sum(({ items }) => items);
  return [
    reading.accounts.size === 0 ? "Opening the accounts" : `Reading ${count(reading.accounts.size, "account")}`,
    ...(cells > 0 ? [`${number(reading.sum(({ answered }) => answered))} of ${count(cells, "cell")}`] : []),
    ...(items > 0 ? [count(items, "resource")] : []),
    duration(elapsed),
  ];
}

function bar(part: number, width: number, options: FrameOptions): string {
  const { good, faint, block, line } = look(options);
  const percent = `${Math.floor(part * 100)}%`.padStart(5);
  const whole = Math.max(1, Math.min(BAR, width - 2 - percent.length));
  const done = Math.floor(part * whole);
  return `  ${good(block.repeat(done))}${faint(line.repeat(whole - done))}${percent}`;
}

/** Account, region, and the listings that are being read with what arrived of each. */
function unitLines(units: readonly UnitReading[], width: number, options: FrameOptions): string[] {
  const { faint, ellipsis } = look(options);
  const rows = units.map(({ unit, listings, complete }) => {
    const now = [...listings].map(([listing, items]) =>
      items > 0 ? `${inert(listing)} ${number(items)}` : inert(listing),
    );
    return [accountOf(unit), inert(unit.region), [...now, ...(complete > 0 ? [`${complete} read`] : [])].join(", ")];
  });
  const column = (i: number) =>
    Math.min(Math.floor(width / 3), Math.max(0, ...rows.map((row) => displayWidth(row[i]!))));
  const [first, second] = [column(0), column(1)];
  const cell = (text: string, columns: number) => pad(fit(text, columns, ellipsis), columns);
  return rows.map(([account = "", region = "", listings = ""]) => {
    const left = fit(`  ${cell(account, first)}  ${cell(region, second)}`, width, ellipsis);
    const room = width - displayWidth(left) - 2;
    return room < 8 ? left : `${left}  ${faint(fit(listings, room, ellipsis))}`;
  });
}

export function accountOf({ account, accountName }: Pick<Unit, "account" | "accountName">): string {
  return inert(accountName ?? account, 60);
}

function spinner({ unicode, elapsed }: FrameOptions): string {
  const steps = unicode ? "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" : "|/-\\";
  return steps[Math.floor(elapsed / 100) % steps.length]!;
}

/** `5 s`, `2 min 05 s`. */
function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
