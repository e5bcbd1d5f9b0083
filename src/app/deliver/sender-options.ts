import type { CheckText } from "../../deliver/index.ts";
import type { Db, Outbox } from "../../store/index.ts";
import type { Ticker } from "../serve/ticker.ts";
import type { OpenSink } from "./open-sinks.ts";

/** Time as senders see it. */
export interface Clock extends Ticker {
  /** Milliseconds of a clock that nobody sets. */
  monotonic(): number;
}

export interface SenderOptions {
  readonly db: Db;
  readonly open: OpenSink;
  readonly outbox: Outbox;
  readonly checkText: (check: string) => CheckText | null;
  readonly clock: Clock;
  /** From 0 to 1, for pauses that are not all alike. */
  readonly random: () => number;
  /** Takes secrets out of what a sink says. */
  readonly mask: (text: string) => string;
  readonly log: SenderLog;
}

export interface SenderLog {
  info(told: object, message: string): void;
  warn(told: object, message: string): void;
  error(told: object, message: string): void;
}
