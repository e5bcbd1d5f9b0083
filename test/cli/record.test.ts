import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoRecording } from "../../src/demo/index.ts";
import { baseCredentials, startReplay } from "../../src/replay/index.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-record-"));
});
afterAll(() => rm(folder, { recursive: true }));

function record(out: string, url: string, args: readonly string[] = []) {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
  };
  return spawn(process.execPath, [main, "record", "--out", out, ...args], { cwd: folder, env });
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s leaves nothing behind, and exits with %i", async (signal, status) => {
  const silent = createServer();
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const out = join(await mkdtemp(join(folder, "stopped-")), "account.jsonl.gz");
  try {
    const child = record(out, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const [stderr, exited] = [text(child.stderr), once(child, "exit")];
    await once(silent, "request");
    expect(await readdir(join(out, ".."))).toHaveLength(1);
    child.kill(signal);
    expect(await exited).toEqual([status, null]);
    expect(await stderr).toContain(`\n${signal}: no recording was written\n`);
    expect(await readdir(join(out, ".."))).toEqual([]);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});

test("counts what it reads", async () => {
  const replay = await startReplay({ recordings: [demoRecording()] });
  try {
    const args = ["--check", "ebs-volume-encrypted", "--region", "eu-central-1"];
    const child = record("one.jsonl.gz", replay.url, args);
    const [stderr, exited] = [text(child.stderr), once(child, "exit")];
    expect(await exited).toEqual([0, null]);
    expect(await stderr).toContain("Reading 1 account, 1 region.\n");
    expect(await stderr).toMatch(/one\.jsonl\.gz: \d+ listings? of 1 account\n/);
  } finally {
    await replay.close();
  }
});
