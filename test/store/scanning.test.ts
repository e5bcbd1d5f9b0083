/** A scan whose process died while its server was still at work for it: the next one need not wait for that to end. */
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { openStore, whileScanning, type PostgresAddress } from "../../src/store/index.ts";
import { sharedDatabase } from "./kit/databases.ts";
import { Proxy } from "./kit/proxy.ts";

const at = "2026-01-01T00:00:00.000Z";
let address: PostgresAddress;
beforeAll(async () => {
  address = await sharedDatabase();
}, 60_000);

const open = (port = address.port) =>
  openStore({ kind: "postgres", address: { ...address, port }, connections: 2 }, at);

it(
  "the lock of a process that died in the middle of a statement is free within seconds",
  { timeout: 30_000 },
  async () => {
    const never = { cut: "before it arrives" as const, of: () => false, terminate: async () => undefined };
    const proxy = await Proxy.start(address.port, never);
    const dying = await open(proxy.port);
    const next = await open();
    // The lock that a scan holds, and a statement that runs where it is held.
    const busy = sql`select pg_advisory_lock(7216301965), pg_sleep(60)`.execute(dying.db);
    busy.catch(() => undefined);
    const held = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
    while ((await held.execute(next.db)).rows.length === 0);
    await proxy.stop();
    const began = performance.now();
    expect(await whileScanning(next, at, async () => "scanned")).toBe("scanned");
    expect(performance.now() - began).toBeLessThan(10_000);
    await next.close();
  },
);

it(
  "who stands still for longer than its lease loses the lock, and before that does not",
  { timeout: 30_000 },
  async () => {
    const [standing, next] = [await open(), await open()];
    const { promise: goOn, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const first = whileScanning(
      standing,
      at,
      async () => {
        begin();
        await goOn;
      },
      () => false,
      { lease: 3_600_000 },
    );
    const lease = () => next.db.selectFrom("facts").select("value").where("name", "=", "scanning").executeTakeFirst();
    // A lease of a scan before may still stand there.
    await begun;
    await expect(whileScanning(next, at, async () => "scanned")).rejects.toMatchObject({ kind: "busy" });
    // It renews its lease no more, and the time of the last one is over.
    const [pid] = (await lease())!.value.split(" ");
    await next.db
      .updateTable("facts")
      .set({ value: `${pid} 1` })
      .where("name", "=", "scanning")
      .execute();
    expect(await whileScanning(next, at, async () => "scanned")).toBe("scanned");
    resolve();
    await first;
    await Promise.all([standing.close(), next.close()]);
  },
);

it("the server asks whether the other end is still there", async () => {
  const store = await open();
  const show = async (name: string) => {
    const { rows } = await sql<Record<string, string>>`select current_setting(${name}) as value`.execute(store.db);
    return rows[0]!["value"];
  };
  expect(await show("application_name")).toBe("clausewatch");
  expect(await show("tcp_keepalives_idle")).toBe("5");
  expect(await show("client_connection_check_interval")).toBe("2s");
  await store.close();
});
