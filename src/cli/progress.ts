import type { Progress as ListingRead } from "../app/reader.ts";
import type { ScanEvent, Unit } from "../contract/index.ts";
import { count, displayWidth, lines, type TextOptions } from "../report/index.ts";
import { accountOf, frame } from "./frame.ts";
import { Reading } from "./reading.ts";
import { canRewrite, type Env, type Screen, textOptions } from "./terminal.ts";

/** Shows people, on standard error, how far a scan or a recording is. */
export interface Progress {
  /** `scan`, `account` and `cell` count; others may be passed too. */
  event(event: ScanEvent): void;
  listing(event: ListingRead): void;
  /** Writes whole lines of somebody else, such as the log, without disturbing what is shown. */
  write(text: string): void;
  /** Takes away what is shown, so that the report stands alone. Nothing is shown after it. */
  stop(): void;
}

export interface ProgressStream extends Screen {
  write(text: string): unknown;
}

/** The clock, by arguments. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls until it is stopped by what it returns; must not keep the process alive. */
  every(milliseconds: number, tick: () => void): () => void;
}

export const clock: Clock = {
  now: () => performance.now(),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** Lines rewritten in place on a terminal; a few plain lines elsewhere. */
export function progress(stream: ProgressStream, env: Env, time: Clock = clock): Progress {
  return canRewrite(stream, env) ? live(stream, env, time) : plain(stream);
}

const FRAME = 100;

function live(stream: ProgressStream, env: Env, time: Clock): Progress {
  const reading = new Reading();
  const started = time.now();
  let drawn: readonly string[] = [];
  const options = (): TextOptions => textOptions(stream, env);

  /** Back to the first line drawn; a window that became narrower has broken the lines. */
  const home = () => {
    const { width } = options();
    const height = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / width)), 0);
    return height === 0 ? "" : `\r\u001b[${height}A`;
  };
  const draw = () => {
    const next = frame(reading, { ...options(), rows: stream.rows ?? 24, elapsed: time.now() - started });
    stream.write(`${home()}\u001b[J${next.map((line) => `${line}\n`).join("")}`);
    drawn = next;
  };
  const clear = () => {
    if (drawn.length > 0) stream.write(`${home()}\u001b[J`);
    drawn = [];
  };
  // Drawn by the clock alone, so that a fast scan costs nothing and one that takes no time shows nothing.
  const halt = time.every(FRAME, draw);
  return {
    event: (event) => reading.event(event),
    listing: (event) => reading.listing(event),
    write(text) {
      clear();
      stream.write(text);
    },
    stop() {
      halt();
      clear();
    },
  };
}

function plain(stream: ProgressStream): Progress {
  const reading = new Reading();
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    const regions = reading.sum(({ account }) => account.regions.length);
    stream.write(`Reading ${count(reading.accounts.size, "account")}, ${count(regions, "region")}.\n`);
  };
  /** Said once an account: when its last cell is answered. */
  const done = ({ account }: Unit) => {
    const one = reading.accounts.get(account);
    if (one === undefined || one.answered !== one.cells) return;
    const failed = one.unreadable > 0 ? `, ${count(one.unreadable, "listing")} could not be read` : "";
    const told = `${accountOf(one.account)}: ${count(one.items, "resource")}, ${count(one.cells, "cell")}${failed}.`;
    stream.write(lines([told]));
  };
  return {
    event(event) {
      if (event.type === "cell") begin();
      reading.event(event);
      if (event.type === "cell") done(event.unit);
    },
    listing(event) {
      begin();
      reading.listing(event);
    },
    write: (text) => void stream.write(text),
    stop: () => {},
  };
}
