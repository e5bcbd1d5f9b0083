/** Findings that open and resolve in a real store, and sinks that are told of them, on a clock that is moved by hand. */
import type { Clock, SenderLog } from "../../../src/app/deliver/sender-options.ts";
import { Sender, type Looked } from "../../../src/app/deliver/sender.ts";
import {
  SinkError,
  type Answer,
  type Delivery,
  type Limits,
  type Sink,
  type Style,
} from "../../../src/deliver/index.ts";
import { ticketSink, ticketTells } from "../../../src/deliver/tickets/sink.ts";
import type { Db, Outbox, RoutedSink } from "../../../src/store/index.ts";
import { changeKinds, type Waiver } from "../../../src/track/index.ts";
import { Tickets } from "../../deliver/tickets/kit.ts";
import { checkOf, scan } from "../../store/kit/world.ts";

export const checks = [checkOf("volumes-encrypted"), checkOf("ports-justified", { severity: "critical" })];

/** Both clocks at once; `wait` moves them, for nobody else does. */
export class Time implements Clock {
  /** What the wall says, ms since 1970. */
  wall: number;
  now_ = 0;
  constructor(start: string) {
    this.wall = Date.parse(start);
  }
  now(): Date {
    return new Date(this.wall);
  }
  monotonic(): number {
    return this.now_;
  }
  pass(ms: number): void {
    this.wall += ms;
    this.now_ += ms;
  }
  /** Heartbeats wait beside: they end when they are told to. */
  wait(_: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve());
    });
  }
}

export const sinkOf = (name: string, more: Partial<RoutedSink> = {}): RoutedSink => ({
  name,
  tells: new Set(changeKinds),
  groups: false,
  newPerScan: null,
  ...more,
});

export const ticketsOf = (name: string, more: Partial<RoutedSink> = {}): RoutedSink =>
  sinkOf(name, { tells: ticketTells, newPerScan: 1000, ...more });

export function outboxOf(sinks: readonly RoutedSink[], route?: Outbox["route"]): Outbox {
  const names = sinks.map(({ name }) => name);
  return { sinks, route: route ?? (() => names), digest: JSON.stringify([names, route === undefined]) };
}

/** What fails, by the ids of volumes; a name that begins with `port` is of the other check. */
export async function scanned(
  db: Db,
  at: string,
  failing: readonly string[],
  outbox: Outbox | undefined,
  more: { unknown?: readonly string[]; waivers?: readonly Waiver[] } = {},
): Promise<void> {
  const { unknown = [], waivers = [] } = more;
  const fails = failing.map((id) => ({
    id,
    check: id.startsWith("port") ? checks[1]!.summary.id : checks[0]!.summary.id,
  }));
  const units = [{ account: "111122223333", region: "eu-central-1", fails, unknown }];
  await scan(db, { at, units, checks, waivers, ...(outbox === undefined ? {} : { outbox }) });
}

/** A sink that keeps what it is told; `answer` says what it answers. */
export class Kept implements Sink {
  readonly limits: Limits;
  readonly got: Delivery[][] = [];
  repeat?: { everyMs: number };
  answer: (delivery: Delivery) => Answer | SinkError = () => ({ is: "accepted" });

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { most: 1, parallel: 1, pace: [], ...limits };
  }
  async send(deliveries: readonly Delivery[]): Promise<readonly Answer[]> {
    this.got.push([...deliveries]);
    const answers = deliveries.map(this.answer);
    for (const one of answers) if (one instanceof SinkError) throw one;
    return answers as Answer[];
  }
  /** What was told, as `kind kind` of each delivery. */
  get told(): string[] {
    return this.got.flat().map(({ changes }) => changes.map(({ change }) => change.kind).join(" "));
  }
  preview(): readonly string[] {
    return [];
  }
  async test() {
    return [];
  }
  async close(): Promise<void> {}
}

export const silent: SenderLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function senderOf(db: Db, outbox: Outbox, name: string, style: Style, sink: Sink, clock: Clock): Sender {
  const kind = { kind: "kept", about: "", style, tells: new Set(changeKinds), settings: undefined, open: undefined };
  const open = { configured: { name, kind: "kept", settings: {} }, kind: kind as never, sink };
  return new Sender({
    db,
    open,
    outbox,
    checkText: () => null,
    clock,
    random: () => 1,
    mask: (text) => text,
    log: silent,
  });
}

/** Looks until nothing is to be done within that time. */
export async function settled(sender: Sender, clock: Time, withinMs = 3_600_000): Promise<Looked> {
  for (let left = withinMs; ;) {
    const looked = await sender.look();
    const { againMs } = looked;
    if (againMs === null || againMs > left) return looked;
    left -= againMs;
    clock.pass(againMs);
  }
}

export function ticketsOn(clock: Time): { tickets: Tickets; sink: Sink } {
  const tickets = new Tickets({
    get now() {
      return clock.now_;
    },
  } as { now: number });
  return { tickets, sink: ticketSink(tickets) };
}
