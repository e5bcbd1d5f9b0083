/** Each write of a store fails once, in turn: afterwards the step is done or undone, never half, and goes through when it is tried again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqliteHandle } from "../../src/store/database/sqlite.ts";
import { openStore, type PostgresAddress, type Store, type StoreAddress } from "../../src/store/index.ts";
import { sharedDatabase } from "./kit/databases.ts";
import { dump } from "./kit/dump.ts";
import { Proxy, type Cut } from "./kit/proxy.ts";
import { story } from "./kit/story.ts";

const at = "2026-01-01T00:00:00.000Z";

/** Which faults are tried: each of so many. With FAULTS=all every one is. */
const EVERY = process.env["FAULTS"] === "all" ? 1 : 11;

/** What the store holds before the story and after each of its steps, without faults. */
async function expected(store: Store): Promise<string[]> {
  const dumps = [await dump(store.db)];
  for (const step of story()) {
    await step(store.db);
    dumps.push(await dump(store.db));
  }
  return dumps;
}

/** Goes through the story; a step that fails left nothing or all of itself, and is done again. Gives how many failed. */
async function endure(
  where: StoreAddress,
  store: Store,
  dumps: readonly string[],
  mend: () => Promise<void>,
): Promise<number> {
  // What is in the file, whatever the store that met the fault believes.
  const { db, close } = await openStore(where, at);
  let failed = 0;
  for (const [i, step] of story().entries()) {
    try {
      await step(store.db);
    } catch {
      failed++;
      await mend();
      expect([dumps[i], dumps[i + 1]]).toContain(await dump(db));
      await step(store.db);
    }
    expect(await dump(db)).toBe(dumps[i + 1]);
  }
  await close();
  return failed;
}

describe("sqlite", () => {
  let folder = "";
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "clausewatch-faults-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const file = () => join(folder, `${++files}.db`);

  it.each(["before it is done", "after it is done"] as const)(
    "a call fails %s",
    async (when) => {
      const plain = await openStore({ kind: "sqlite", file: file() }, at);
      const dumps = await expected(plain);
      await plain.close();
      let fired = true;
      let failed = 0;
      for (let n = 1; fired; n += EVERY) {
        const fault = new Fault(when);
        const where = { kind: "sqlite", file: file() } as const;
        const store = await openStore({ ...where, wrap: (handle) => fault.wrap(handle) }, at);
        fault.arm(n);
        failed += await endure(where, store, dumps, async () => {});
        fired = fault.fired;
        await store.close();
      }
      expect(failed).toBeGreaterThan(100 / EVERY);
    },
    120_000,
  );

  it("the disk is full, at every size", async () => {
    const plain = await openStore({ kind: "sqlite", file: file() }, at);
    const dumps = await expected(plain);
    await plain.close();
    let failed = 1;
    for (let more = 0; failed > 0; more += EVERY === 1 ? 1 : 4) {
      const where = { kind: "sqlite", file: file() } as const;
      const store = await openStore(where, at);
      const pages = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
      const limit = (pages: number) => sql.raw(`pragma max_page_count=${pages}`).execute(store.db);
      await limit(pages.rows[0]!.page_count + more);
      failed = await endure(where, store, dumps, async () => {
        await limit(1_000_000);
      });
      await store.close();
      if (more === 0) expect(failed).toBeGreaterThan(0);
    }
  }, 120_000);
});

describe("postgres", () => {
  let dumps: readonly string[] = [];
  beforeAll(async () => {
    const store = await openStore({ kind: "postgres", address: await sharedDatabase("store") }, at);
    dumps = await expected(store);
    await store.close();
  }, 60_000);

  /** The story through a proxy that cuts the n-th message that `of` accepts. Gives whether there was one. */
  async function run(n: number, cut: Cut, of: (message: Buffer) => boolean): Promise<boolean> {
    const address: PostgresAddress = await sharedDatabase("store");
    const direct = await openStore({ kind: "postgres", address, connections: 1 }, at);
    const proxy = await Proxy.start(address.port, {
      cut,
      of,
      terminate: async () => {
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
        `.execute(direct.db);
      },
    });
    const store = await openStore({ kind: "postgres", address: { ...address, port: proxy.port }, connections: 1 }, at);
    proxy.arm(n);
    // The store tries again by itself: nobody above it notices.
    for (const [i, step] of story().entries()) {
      await step(store.db);
      expect(await dump(direct.db)).toBe(dumps[i + 1]);
    }
    await store.close();
    await proxy.stop();
    await direct.close();
    return proxy.fired;
  }

  const isCommit = (message: Buffer) => message.includes("commit");
  it.each<Cut>(["before it arrives", "before it is answered", "terminated before it arrives"])(
    "the connection is cut around COMMIT: %s",
    async (cut) => {
      // Every step that writes has one.
      const commits = story().length;
      for (let n = 1; n <= commits; n += EVERY === 1 ? 1 : 3) expect(await run(n, cut, isCommit)).toBe(true);
      expect(await run(commits + 1, cut, isCommit)).toBe(false);
    },
    120_000,
  );

  it.each<Cut>(["before it arrives", "before it is answered"])(
    "the connection is cut at any message: %s",
    async (cut) => {
      let n = 1;
      while (await run(n, cut, () => true)) n += 2 * EVERY;
      expect(n).toBeGreaterThan(50);
    },
    120_000,
  );
});

/** Lets one call of a database fail, as a device does. */
class Fault {
  fired = false;
  private left = Number.POSITIVE_INFINITY;
  private readonly after: boolean;

  constructor(when: "before it is done" | "after it is done") {
    this.after = when === "after it is done";
  }

  /** The n-th call from now. */
  arm(n: number): void {
    this.left = n;
  }

  wrap(handle: SqliteHandle): SqliteHandle {
    const call = <T>(work: () => T): T => {
      const hit = --this.left === 0;
      if (hit && !this.after) this.fail();
      const value = work();
      if (hit) this.fail();
      return value;
    };
    return {
      exec: (sql) => (sql === "rollback" ? handle.exec(sql) : call(() => handle.exec(sql))),
      close: () => handle.close(),
      get isTransaction() {
        return handle.isTransaction;
      },
      prepare: (sql) => {
        const statement = handle.prepare(sql);
        return {
          all: (...values: never[]) => call(() => statement.all(...values)),
          run: (...values: never[]) => call(() => statement.run(...values)),
          iterate: statement.iterate.bind(statement),
          columns: statement.columns.bind(statement),
        } as ReturnType<SqliteHandle["prepare"]>;
      },
    };
  }

  private fail(): never {
    this.fired = true;
    throw Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode: 10 });
  }
}
