import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { openStore, type PostgresAddress, type Store, type StoreAddress } from "../../../src/store/index.ts";

/** A database to test on. */
export interface Databases {
  /** The address of an empty one. */
  fresh(): Promise<StoreAddress>;
  /** A store in an empty one; it is closed when the tests are over. */
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
    tests(
      closing(async () => ({ kind: "sqlite", file: join(folder, `${++files}.db`) })),
      "sqlite",
    );
  });
  describe("postgres", () => {
    tests(
      closing(async () => ({ kind: "postgres", address: await sharedDatabase(), connections: 4 })),
      "postgres",
    );
  });
}

/** The address of an empty database, on the server that all test files share: nothing may stop it. */
export async function sharedDatabase(): Promise<PostgresAddress> {
  const answer = await fetch(inject("databases"));
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as PostgresAddress;
}

function closing(fresh: () => Promise<StoreAddress>): Databases {
  const open: Store[] = [];
  afterAll(() => Promise.all(open.map((store) => store.close())));
  return {
    fresh,
    async store() {
      const store = await openStore(await fresh(), "2026-01-01T00:00:00.000Z");
      open.push(store);
      return store;
    },
  };
}
