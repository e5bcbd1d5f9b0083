/** One server of PostgreSQL for all test files of a run, started when the first of them asks for a database. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import type { PostgresServer } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers every request with the address of an empty database. */
    databases: string;
  }
}

/** For `globalSetup`. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined;
  const start = async () => {
    const { startPostgres } = await import("./postgres.ts");
    return await startPostgres({ connections: 500 });
  };
  const door = createServer((_, response) => {
    (starting ??= start())
      .then((server) => server.database())
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
    await (await starting)?.stop();
  };
}
