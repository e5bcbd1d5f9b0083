import { configuredSinks, ConfigError } from "../../config/index.ts";
import type { Read } from "../../app/read.ts";
import { count, deliveriesText, inert, inertJson, lines } from "../../report/index.ts";
import {
  listDeliveries,
  retryDeliveries,
  toldSinks,
  type DeliveryState,
  type ListedDelivery,
  type Store,
} from "../../store/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readAll } from "./load.ts";
import { sendAloud, withSenders } from "./sending.ts";
import { noSink, unopenedSinks } from "./sink.ts";
import { withStore, type StoreOptions } from "./store.ts";
import { writeAll } from "./write.ts";

interface DeliveriesOptions extends Pick<SelectionOptions, "config">, StoreOptions {
  readonly sink?: string;
}

export interface DeliveriesListOptions extends DeliveriesOptions {
  readonly output?: readonly OutputSpec<"terminal" | "json" | "jsonl">[];
  readonly state?: readonly (DeliveryState | "held")[];
  readonly all?: true;
  readonly finding?: string;
  readonly limit: number;
  readonly before?: number;
}

export interface DeliveriesSendOptions extends DeliveriesOptions {
  readonly dryRun?: true;
}

export type DeliveriesRetryOptions = DeliveriesOptions;

const UNTOLD = ["waiting", "held", "parked"] as const;

export async function runDeliveriesList(options: DeliveriesListOptions): Promise<number> {
  const { sink, state, all, finding, limit, before } = options;
  const asked = {
    limit,
    ...(sink === undefined ? {} : { sink }),
    ...(before === undefined ? {} : { before }),
    ...(finding === undefined ? {} : { finding }),
    ...(state !== undefined ? { states: state } : all === true || finding !== undefined ? {} : { states: UNTOLD }),
  };
  const rows = await withRead(options, async (read, now) =>
    withStore(read.loaded, options, now, async ({ db }) => {
      const names = namesIn(read);
      // What was once told to a sink that is no more is history, and what waits for it is worth knowing.
      if (sink !== undefined && !names.includes(sink) && !(await toldSinks(db)).includes(sink))
        throw new UsageError(noSink(sink, names));
      const rows = await listDeliveries(db, asked);
      for (const note of await notesOn(rows, read)) process.stderr.write(lines([note]));
      return rows;
    }),
  );
  await writeAll<"terminal" | "json" | "jsonl">(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => deliveriesText(rows, text),
    json: () => `${inertJson(rows)}\n`,
    jsonl: () => rows.map((row: ListedDelivery) => `${inertJson(row)}\n`).join(""),
  });
  return exit.ok;
}

/** What keeps sinks from being told of these, a line each. */
async function notesOn(rows: readonly ListedDelivery[], read: Read): Promise<readonly string[]> {
  const names = namesIn(read);
  const untold = new Set(
    rows.flatMap(({ sink, state }) => ((UNTOLD as readonly string[]).includes(state) ? [sink] : [])),
  );
  const notes: string[] = [];
  for (const name of new Set(rows.map(({ sink }) => sink))) {
    if (!names.includes(name)) notes.push(inert(`${name} is no longer configured: it is told nothing`));
    else if (untold.has(name))
      for (const why of (await unopenedSinks(read.loaded, name)).values())
        notes.push(inert(`${name} is told nothing: it cannot be opened: ${why}`));
  }
  return notes;
}

export async function runDeliveriesSend(options: DeliveriesSendOptions): Promise<number> {
  const { sink, dryRun } = options;
  return await withRead(options, async (read, now) => {
    if (namesIn(read).length === 0) throw new UsageError("the configuration names no sinks: docs/sinks.md tells how");
    return await withStore(read.loaded, options, now, async (store) => {
      await refuseUnconfigured(sink, read, store);
      if (dryRun !== true) return (await sendAloud(store, read, sink)) ? exit.ok : exit.failed;
      await withSenders(store, read, sink, async (senders) => {
        for (const { sink: name, texts, wrong } of (await senders?.preview()) ?? []) {
          const said = wrong ?? `${count(texts.length, "message")} would be sent`;
          process.stderr.write(lines([inert(`${name}: ${said}`)]));
          // Each line for itself: what is previewed has line breaks of its own.
          for (const text of texts) process.stdout.write(lines(text.split("\n").map((line) => inert(line, 40_000))));
        }
      });
      return exit.ok;
    });
  });
}

export async function runDeliveriesRetry(ids: readonly number[], options: DeliveriesRetryOptions): Promise<number> {
  const { sink } = options;
  const chosen = { ...(sink === undefined ? {} : { sink }), ...(ids.length === 0 ? {} : { ids }) };
  const parked = await withRead(options, async (read, now) =>
    withStore(read.loaded, options, now, async (store) => {
      await refuseUnconfigured(sink, read, store);
      return await retryDeliveries(store.db, chosen);
    }),
  );
  process.stderr.write(
    lines([
      `${count(parked, "delivery", "deliveries")} that had been refused will be told again; what waits is told at once.`,
    ]),
  );
  return exit.ok;
}

/** Nobody tells a sink that is not there. */
async function refuseUnconfigured(sink: string | undefined, read: Read, { db }: Store): Promise<void> {
  const names = namesIn(read);
  if (sink === undefined || names.includes(sink)) return;
  if (!(await toldSinks(db)).includes(sink)) throw new UsageError(noSink(sink, names));
  throw new UsageError(
    `${sink} is no longer configured: name it under \`sinks\` again, as it was called, and what waits for it is told; ` +
      "else leave it: nobody is told",
  );
}

function namesIn({ loaded }: Read): readonly string[] {
  return configuredSinks(loaded.config.sinks).map(({ name }) => name);
}

/** What was read, and the time. */
async function withRead<T>(options: DeliveriesOptions, use: (read: Read, now: string) => Promise<T>): Promise<T> {
  const read = await readAll(options);
  try {
    if (read.problems.length > 0) throw new ConfigError(read.problems);
    return await use(read, new Date().toISOString());
  } finally {
    await read.catalog.close();
  }
}
