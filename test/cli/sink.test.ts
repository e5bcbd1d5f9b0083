import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EXTERNAL_ID, FakeHubs } from "../deliver/sinks/kit/hub.ts";
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

it("tries Security Hub in the accounts that routes name, and in the regions of the configuration", async () => {
  const hubs = new FakeHubs();
  await hubs.start();
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
  try {
    const [role, externalId] = ["arn:aws:iam::{account}:role/hub", EXTERNAL_ID];
    const config = {
      accounts: [{ id: "111122223333" }, { id: "333344445555" }],
      regions: ["eu-central-1", "us-east-1"],
      sinks: [{ name: "hub", "security-hub": { role, externalId, region: "eu-central-1" } }],
      // One of them an organization's, perhaps.
      routes: [{ to: ["hub"], accounts: ["111122223333", "222233334444"] }],
    };
    await writeFile(join(folder, "clausewatch.yaml"), JSON.stringify(config));
    hubs.off.add("222233334444 us-east-1");
    const { code, stdout } = await runIn(folder)(["sink", "test", "hub"], {
      AWS_ENDPOINT_URL: hubs.url,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "not-a-secret",
    });
    expect(code).toBe(1);
    expect(hubs.calls.map(({ place }) => place).toSorted()).toEqual([
      "111122223333 eu-central-1",
      "111122223333 us-east-1",
      "222233334444 eu-central-1",
      "222233334444 us-east-1",
    ]);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("InvalidAccess: Account 222233334444 is not subscribed");
    expect(stdout).not.toContain(externalId);
  } finally {
    hubs.close();
    await rm(folder, { recursive: true, force: true });
  }
});
