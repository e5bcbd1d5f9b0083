import { configuredSinks, ConfigError } from "../../config/index.ts";
import type { Read } from "../../app/read.ts";
import { count, deliveriesText, inert, inertJson, lines } from "../../report/index.ts";
import { listDeliveries, retryDeliveries, type DeliveryState, type ListedDelivery } from "../../store/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readAll } from "./load.ts";
import { sendAloud, withSenders } from "./sending.ts";
import { noSink } from "./sink.ts";
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
    withStore(read.loaded, options, now, ({ db }) => listDeliveries(db, asked)),
  );
  await writeAll<"terminal" | "json" | "jsonl">(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => deliveriesText(rows, text),
    json: () => `${inertJson(rows)}\n`,
    jsonl: () => rows.map((row: ListedDelivery) => `${inertJson(row)}\n`).join(""),
  });
  return exit.ok;
}

export async function runDeliveriesSend(options: DeliveriesSendOptions): Promise<number> {
  const { sink, dryRun } = options;
  return await withRead(options, async (read, now) => {
    if (configuredSinks(read.loaded.config.sinks).length === 0)
      throw new UsageError("the configuration names no sinks: docs/sinks.md tells how");
    return await withStore(read.loaded, options, now, async (store) => {
      if (dryRun !== true) return (await sendAloud(store, read, sink)) ? exit.ok : exit.failed;
      await withSenders(store, read, sink, async (senders) => {
        for (const { sink: name, texts } of (await senders?.preview()) ?? []) {
          process.stderr.write(lines([inert(`${name}: ${count(texts.length, "message")} would be sent`)]));
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
    withStore(read.loaded, options, now, ({ db }) => retryDeliveries(db, chosen)),
  );
  process.stderr.write(
    lines([
      `${count(parked, "delivery", "deliveries")} that had been refused will be told again; what waits is told at once.`,
    ]),
  );
  return exit.ok;
}

/** What was read, and the time; a sink that is named must be there. */
async function withRead<T>(options: DeliveriesOptions, use: (read: Read, now: string) => Promise<T>): Promise<T> {
  const read = await readAll(options);
  try {
    if (read.problems.length > 0) throw new ConfigError(read.problems);
    const names = configuredSinks(read.loaded.config.sinks).map(({ name }) => name);
    if (options.sink !== undefined && !names.includes(options.sink)) throw new UsageError(noSink(options.sink, names));
    return await use(read, new Date().toISOString());
  } finally {
    await read.catalog.close();
  }
}
