import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { openStore, type PostgresAddress, type Store, type StoreAddress } from "../../../src/store/index.ts";

/** A database to test on. */
export interface Databases {
  /** The address of an empty one. */
  fresh(): Promise<StoreAddress>;
  /** An empty store; it is closed when the tests are over. */
  store(): Promise<Store>;
}

/** The same tests on every database. */
export function onEveryDatabase(tests: (databases: Databases, dialect: StoreAddress["kind"]) => void): void {
  describe("sqlite", () => {
    let folder = "";
    let files = 0;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "clausewatch-store-"));
    });
    // Hooks after all tests run in the reverse order: stores are closed before this.
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const fresh = async () => ({ kind: "sqlite", file: join(folder, `${++files}.db`) }) as const;
    tests(closing(fresh, fresh), "sqlite");
  });
  describe("postgres", () => {
    const at = async (what?: "store") =>
      ({ kind: "postgres", address: await sharedDatabase(what), connections: 4 }) as const;
    tests(
      closing(at, () => at("store")),
      "postgres",
    );
  });
}

/** The address of a database of one's own, on the server that all test files share: nothing may stop that. */
export async function sharedDatabase(what: "empty" | "store" = "empty"): Promise<PostgresAddress> {
  const answer = await fetch(new URL(what, inject("databases")));
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as PostgresAddress;
}

function closing(fresh: () => Promise<StoreAddress>, made: () => Promise<StoreAddress>): Databases {
  const open: Store[] = [];
  afterAll(() => Promise.all(open.map((store) => store.close())));
  return {
    fresh,
    async store() {
      const store = await openStore(await made(), "2026-01-01T00:00:00.000Z");
      open.push(store);
      return store;
    },
  };
}
