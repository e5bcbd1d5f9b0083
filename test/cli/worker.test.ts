/** The command `worker`, as a user starts it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Home, storeAt } from "../app/serve/kit.ts";
import { main } from "../kit/clausewatch.ts";
import { sharedDatabase } from "../store/kit/databases.ts";

let home: Home;
beforeAll(async () => {
  home = await Home.make("");
});
afterAll(() => home.remove());

test("tells health and metrics of what it reads, where it is told to, and stops", { timeout: 60_000 }, async () => {
  const address = await sharedDatabase();
  const { host, port, user, database, password } = address;
  const store = await storeAt({ kind: "postgres", address, connections: 2 }, new Date().toISOString());
  await store.close();
  const config = (more = "") => `store:\n  postgres: postgres://${user}@${host}:${port}/${database}\n${more}`;
  await home.write(config());
  const child = spawn(process.execPath, [main, "worker", "--listen", "127.0.0.1:0"], {
    cwd: home.folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: home.folder, CLAUSEWATCH_STORE_PASSWORD: password! },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(child, "exit");
  const logged = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const seen = async (message: string) => {
    for (;;) {
      const { value, done } = await logged.next();
      if (done === true) throw new Error(`it ended without saying "${message}"`);
      const line = JSON.parse(value) as { message: string; addresses?: readonly string[] };
      if (line.message.includes(message)) return line;
    }
  };
  const metrics = async (url: string) => (await (await fetch(`${url}/metrics`)).text()).split("\n");
  const [url] = (await seen("working")).addresses!;
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "alive" });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready", parts: { store: null } });
  expect((await fetch(`${url}/scan`, { method: "POST" })).status).toBe(404);
  const told = await metrics(url!);
  expect(told).toContain('clausewatch_aws_api_calls_total{service="ec2",outcome="ok"} 0');
  expect(told).toContain("clausewatch_configuration_refused 0");
  // It leads no scan, and a zero would say that none ran and nothing is open.
  expect(told.filter((line) => /^clausewatch_(scan|findings|ledger)/.test(line))).toEqual([]);

  await home.write(config("nonsense: 1\n"));
  child.kill("SIGHUP");
  await seen("is refused");
  expect(await metrics(url!)).toContain("clausewatch_configuration_refused 1");
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});
