import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSinks } from "../../../src/app/deliver/open-sinks.ts";
import { Secrets } from "../../../src/app/deliver/secrets.ts";
import { Deliveries } from "../../../src/app/serve/deliveries.ts";
import { Measure } from "../../../src/app/serve/measure.ts";
import type { Setup } from "../../../src/app/serve/setup.ts";
import { sinksText } from "../../../src/report/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { Metrics } from "../../../src/web/index.ts";
import { SimTicker } from "../../kit/sim-ticker.ts";
import { day } from "../../store/kit/world.ts";
import { Home } from "../serve/kit.ts";
import { outboxOf, scanned, silent, sinkOf } from "./kit.ts";

let home: Home;
let store: Store;
let setup: Setup;
/** What keeps the sink `chat` from being opened. */
let why: string | null = null;

beforeAll(async () => {
  home = await Home.make("sinks:\n  - { name: log, file: { path: told.jsonl } }\n");
  store = await openStore({ kind: "sqlite", file: join(home.folder, "sinks.db") }, day(1));
  const { read, close } = await home.load();
  const chat = {
    name: "chat",
    slack: {
      // Read when the sink is opened.
      get quiet() {
        if (why !== null) throw new Error(`${why}: s3cret`);
        return null;
      },
      everyMinutes: 60,
      webhook: { env: "HOOK" },
    },
  };
  const { loaded } = read;
  const sinks = [chat, ...loaded.config.sinks!];
  setup = { read: { ...read, loaded: { ...loaded, config: { ...loaded.config, sinks } } }, close } as Setup;
});
afterAll(async () => {
  await setup.close();
  await store.close();
  await home.remove();
});

test("a sink that cannot be opened keeps no other from being told, shows, and is tried again", async () => {
  why = "no library for it";
  await scanned(store.db, day(1), ["v1"], outboxOf([sinkOf("log"), sinkOf("chat")]));
  const ticker = new SimTicker(day(1));
  const secrets = new Set(["s3cret"]);
  const log = { ...silent, debug: () => undefined };
  const deliveries = new Deliveries({ store, env: {}, ticker, log, secrets, current: () => setup });
  const metrics = new Metrics();
  const lines = async () => {
    const { read } = setup;
    const state = {
      schedules: [],
      scanning: null,
      refused: false,
      ready: {},
      ill: deliveries.ill(),
      now: ticker.now(),
    };
    await new Measure(metrics).refresh(store.db, read, state);
    return (await metrics.text()).body.split("\n").filter((line) => line.startsWith("clausewatch_sink_ready{"));
  };
  const stopped = new AbortController();
  const running = deliveries.run(stopped.signal);
  const told = join(home.folder, "told.jsonl");
  const until = async (is: () => Promise<boolean>) => {
    while (!(await is())) await new Promise((resolve) => setImmediate(resolve));
  };
  await until(async () => (await readFile(told, "utf8").catch(() => "")) !== "");
  expect(await deliveries.wrong()).toBe("chat: it cannot be opened: no library for it: [masked]");
  expect(await lines()).toEqual(['clausewatch_sink_ready{sink="chat"} 0', 'clausewatch_sink_ready{sink="log"} 1']);
  why = null;
  await until(async () => {
    ticker.advance(ticker.now().getTime() + 1000);
    return !((await deliveries.wrong()) ?? "").includes("cannot be opened");
  });
  // It is told now, and has no address to be told at.
  await until(async () => {
    ticker.advance(ticker.now().getTime() + 1000);
    return ((await deliveries.wrong()) ?? "").includes("HOOK is not set");
  });
  stopped.abort();
  await running;
});

test("it is listed with what is wrong", async () => {
  why = "no library for it";
  const { config, folder } = setup.read.loaded;
  const { sinks, unopened } = await openSinks({
    config,
    folder,
    env: {},
    secrets: new Secrets(new Set(["s3cret"])),
    now: () => new Date(day(1)),
  });
  expect(sinks.map(({ configured }) => configured.name)).toEqual(["log"]);
  expect(unopened).toMatchObject([{ name: "chat", why: "no library for it: [masked]" }]);
  const row = { name: "chat", kind: "slack", about: "A channel.", style: "digest", routes: [] } as const;
  const text = sinksText([{ ...row, wrong: unopened[0]!.why }], { width: 80, color: false, unicode: true });
  expect(text).toContain("✘ it cannot be opened: no library for it: [masked]");
});
