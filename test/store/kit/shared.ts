/** One server of PostgreSQL for all test files of a run, started when the first of them asks for a database. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import type { PostgresServer } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers requests for `empty` and for `store` with the address of a database: an empty one, or with a store in it. */
    databases: string;
  }
}

/** When the stores were made that the server hands out. */
const created = "2026-01-01T00:00:00.000Z";

/** For `globalSetup`. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  let starting: ReturnType<typeof start> | undefined;
  const door = createServer(({ url }, response) => {
    (starting ??= start())
      .then(({ server, template }) => (url === "/store" ? server.database(template) : server.database()))
      .then(
        (address) => response.end(JSON.stringify(address)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  }).listen(0, "127.0.0.1");
  await once(door, "listening");
  provide("databases", `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.closeAllConnections();
    door.close();
    await (await starting)?.server.stop();
  };
}

/** What makes a database cheap: most of what a test writes is a new one. */
const settings = [
  "wal_level=minimal",
  "max_wal_senders=0",
  "full_page_writes=off",
  "synchronous_commit=off",
  "file_copy_method=clone",
];

/** Loads what it needs only now: most runs of a few files need none of it. */
async function start(): Promise<{ server: PostgresServer; template: string }> {
  const [{ startPostgres }, { openStore }] = await Promise.all([
    import("./postgres.ts"),
    import("../../../src/store/index.ts"),
  ]);
  const server = await startPostgres({ connections: 500, settings });
  const address = await server.database();
  await (await openStore({ kind: "postgres", address }, created)).close();
  return { server, template: address.database };
}
