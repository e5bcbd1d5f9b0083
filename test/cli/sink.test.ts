import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runIn } from "../kit/clausewatch.ts";

it("shows no secret that a server says again", async () => {
  const secret = `whsec_${Buffer.from("thirty-two bytes that nobody see").toString("base64")}`;
  const server = createServer((_, answer) => {
    answer.statusCode = 400;
    answer.end(`no event with ${secret}`);
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
  try {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const clausewatch = runIn(folder);
    await clausewatch(["init"]);
    const sinks = [{ name: "hook", webhook: { address, secrets: [{ env: "HOOK" }] } }];
    await writeFile(join(folder, "sinks.yaml"), JSON.stringify({ sinks }));
    const { code, stdout, stderr } = await clausewatch(["sink", "test", "-c", "sinks.yaml"], { HOOK: secret });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain("no event with [masked]");
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
