import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "../../config/index.ts";
import type { Store } from "../../store/index.ts";
import { BadRequest, listenOnPort, listenOnSocket, Metrics, type Listening } from "../../web/index.ts";
import { isNamed } from "../prepare.ts";
import type { Read } from "../read.ts";
import { Daemon, type DaemonOptions } from "./daemon.ts";
import { Deliveries } from "./deliveries.ts";
import { lastComplete } from "./last-complete.ts";
import { messageOf } from "./told.ts";
import type { Log } from "./log.ts";
import { Measure } from "./measure.ts";
import { readiness } from "./ready.ts";
import { Scanner, type ScannerOptions } from "./scanner.ts";
import { checksOf, everything, type Wanted } from "./setup.ts";
import type { Ticker } from "./ticker.ts";
import { WaiverTimes } from "./waiver-times.ts";

export interface ServeOptions
  extends Pick<DaemonOptions, "load" | "changed">, Pick<ScannerOptions, "open" | "keep" | "elsewhere" | "env"> {
  readonly store: Store;
  readonly config: Config["serve"];
  /** Where relative paths of the configuration begin. */
  readonly folder: string;
  readonly metrics: Metrics;
  readonly ticker: Ticker;
  readonly log: Log;
  /** Grows by what must not be logged. */
  readonly secrets: Set<string>;
}

/** What keeps a daemon from being one. */
export class ServeError extends Error {
  override readonly name = "ServeError";
}

/** A daemon that answers. `run` returns once it was stopped. */
export interface Serving {
  readonly daemon: Daemon;
  readonly measure: Measure;
  readonly addresses: readonly string[];
  run(): Promise<void>;
}

/** Throws where it cannot listen, or the configuration is wrong. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { store, config, folder, metrics, ticker, log, secrets } = options;
  const { tokenFile, socket } = config;
  const token =
    tokenFile === undefined
      ? null
      : async () => {
          const text = await readToken(resolve(folder, tokenFile));
          secrets.add(text);
          return text;
        };
  // A token that cannot be read is told now, not when somebody asks.
  await token?.();
  const measure = new Measure(metrics, await lastComplete(store.db));
  const scanner = new Scanner({ ...options, observer: measure });
  let deliveries: Deliveries | null = null;
  const times = new WaiverTimes(options);
  const daemon = await Daemon.start({
    ...options,
    scanner,
    waiverTimes: {
      look: async (setup) => {
        const changes = await times.look(setup);
        if (changes > 0) deliveries?.wake();
        return changes;
      },
    },
    ended: (end) => {
      measure.ended(end, ticker.now());
      deliveries?.wake();
    },
  });
  deliveries = new Deliveries({ ...options, current: () => daemon.current });
  const ready = async () => ({
    ...(await readiness({ db: store.db, schedules: daemon.schedules(), scanning: daemon.scanning })),
    sinks: await deliveries.wrong(),
  });
  const operations = {
    ready,
    metrics: async () => {
      const state = {
        schedules: daemon.schedules(),
        scanning: daemon.scanning,
        refused: daemon.refused,
        ready: await ready(),
        ill: deliveries.ill(),
        now: ticker.now(),
      };
      await measure.refresh(store.db, daemon.current.read, state);
      return await metrics.text();
    },
    scan: async (body: unknown) => {
      const wanted = wantedOf(body);
      refuseUnknown(wanted, daemon.current.read);
      log.info({ ...wanted }, "a scan is asked for");
      return await daemon.scan(wanted);
    },
  };
  const listening: Listening[] = [];
  const close = async () => {
    for (const one of listening.splice(0)) await one.close();
  };
  try {
    // Who has the socket already tells of another daemon, and nobody asked this one anything yet.
    if (socket !== undefined) listening.push(await listenOnSocket(operations, resolve(folder, socket)));
    listening.push(await listenOnPort(operations, config.listen, token === null ? null : { token, ...operations }));
  } catch (error) {
    await close();
    await daemon.current.close();
    throw new ServeError(`cannot listen: ${messageOf(error)}`, { cause: error });
  }
  const addresses = listening.map(({ address }) => address);
  log.info({ addresses }, "serving");
  return {
    daemon,
    measure,
    addresses,
    run: async () => {
      const stopped = new AbortController();
      const delivering = deliveries.run(stopped.signal);
      try {
        await daemon.run();
      } finally {
        stopped.abort();
        await delivering;
        await close();
      }
    },
  };
}

async function readToken(path: string): Promise<string> {
  const todo = "make it, such as by: openssl rand -hex 32";
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new ServeError(`serve.tokenFile cannot be read: ${messageOf(error)}: ${todo}`, { cause: error });
  });
  if (text.trim() === "") throw new ServeError(`serve.tokenFile: ${path} is empty: ${todo}`);
  return text.trim();
}

/** A scan of checks that there are not would find nothing, and look like all is well. */
function refuseUnknown(wanted: Wanted, { checks, catalog }: Read): void {
  const strange = [
    ...wanted.controls.flatMap((id) => (catalog.controls.has(id) ? [] : [`${id} is no control`])),
    ...wanted.checks.flatMap((id) =>
      checks.some(({ check }) => isNamed(check, id)) ? [] : [`${id} is no check that is enabled`],
    ),
  ];
  if (strange.length > 0) throw new BadRequest(strange.join(", "));
  if (checksOf({ checks }, wanted).length === 0) throw new BadRequest("no enabled check is both");
}

/** What somebody asks to be scanned: lists of texts under the names of `Wanted`. */
function wantedOf(body: unknown): Wanted {
  if (body === null || body === undefined) return everything;
  if (typeof body !== "object" || Array.isArray(body)) throw new BadRequest("expected a JSON object");
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(everything, name))
      throw new BadRequest(`there is no ${JSON.stringify(name)}: only ${Object.keys(everything).join(", ")}`);
    if (!Array.isArray(value) || !value.every((one) => typeof one === "string" && one.length <= 200))
      throw new BadRequest(`${name} must be a list of texts`);
  }
  return { ...everything, ...(body as Partial<Wanted>) };
}
