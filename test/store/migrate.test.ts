import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { openStore, storeInfo } from "../../src/store/index.ts";
import { migrate } from "../../src/store/migrate.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import { onEveryDatabase } from "./kit/databases.ts";
import { schemaOf } from "./kit/schema.ts";

const at = "2026-01-01T00:00:00.000Z";

onEveryDatabase((databases, dialect) => {
  it("comes to the schema that is committed", async () => {
    const file = fileURLToPath(new URL(`../../src/store/schema.${dialect}.sql`, import.meta.url));
    // `vitest -u` writes it.
    await expect(await schemaOf(await databases.store())).toMatchFileSnapshot(file);
  });

  it("migrates once, however many start at the same time", async () => {
    const address = await databases.fresh();
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(address, at)));
    expect(stores.flatMap(({ migrated }) => migrated)).toEqual(migrations.map(({ number }) => number));
    const ids = await Promise.all(stores.map(async (store) => (await storeInfo(store)).store));
    expect(new Set(ids).size).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("takes up the next migration, whole or not at all", async () => {
    const { db } = await databases.store();
    const next = (statements: string[]) => [
      ...migrations,
      { number: migrations.length + 1, name: "next", statements: () => statements },
    ];
    await expect(migrate(db, dialect, at, next(["create table more (id integer)", "nonsense"]))).rejects.toThrow();
    await expect(sql`select * from more`.execute(db)).rejects.toThrow();
    expect(await migrate(db, dialect, at, next(["create table more (id integer)"]))).toEqual([migrations.length + 1]);
    // The program that does not know it refuses.
    await expect(migrate(db, dialect, at)).rejects.toMatchObject({ kind: "newer" });
    await expect(migrate(db, dialect, at)).rejects.toThrow(/newer clausewatch/);
  });
});

it("numbers migrations from 1 without gaps", () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, i) => i + 1));
});
