import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import { file } from "../../../src/deliver/sinks/file.ts";
import type { Sink } from "../../../src/deliver/sink.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { hostile } from "../../kit/hostile.ts";
import { deliveryOf, KEY, Memory, told, toldFinding } from "../tickets/kit.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-file-"));
});
afterEach(async () => await rm(folder, { recursive: true }));

async function open(settings: object = {}): Promise<Sink> {
  return await file.open(file.settings.parse({ path: "findings.jsonl", ...settings }), {
    name: "log",
    http: openHttp({ timeoutMs: 1000, allowed: [], userAgent: "clausewatch/1.2.3" }),
    tcp: openTcp({ timeoutMs: 1000, allowed: [] }),
    secret: () => Promise.reject(new Error("no secret is needed")),
    program: "clausewatch 1.2.3",
    folder,
    now: () => new Date(),
  });
}

const delivery = (number: number, message = "it is not encrypted") =>
  deliveryOf(new Memory({ now: 0 }), {
    number,
    changes: [told("opened", number)],
    findings: [toldFinding({ message })],
  });

const linesIn = async (name = "findings.jsonl") =>
  (await readFile(join(folder, name), "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { id: string; data: { finding: { message: string } } });

test("a line for each change, in their order, readable by its owner alone", async () => {
  const sink = await open();
  expect(await sink.send([delivery(1), delivery(2)])).toEqual([{ is: "accepted" }, { is: "accepted" }]);
  await sink.send([delivery(3)]);
  expect((await linesIn()).map(({ id }) => id)).toEqual([1, 2, 3].map((number) => `${KEY}.${number}`));
  expect((await stat(join(folder, "findings.jsonl"))).mode & 0o777).toBe(0o600);
});

test("what is too large is put aside, and the oldest goes", async () => {
  const sink = await open({ maxMegabytes: 0.001, keep: 2 });
  for (let number = 1; number <= 5; number++) await sink.send([delivery(number)]);
  expect((await readdir(folder)).toSorted()).toEqual(["findings.jsonl", "findings.jsonl.1", "findings.jsonl.2"]);
  const ids = async (name?: string) => (await linesIn(name)).map(({ id }) => id);
  expect([await ids("findings.jsonl.2"), await ids("findings.jsonl.1"), await ids()].flat()).toEqual(
    [3, 4, 5].map((number) => `${KEY}.${number}`),
  );
});

test("a line that broke off does not spoil the next", async () => {
  await writeFile(join(folder, "findings.jsonl"), '{"id":"half');
  await (await open()).send([delivery(1)]);
  expect((await readFile(join(folder, "findings.jsonl"), "utf8")).split("\n")).toMatchObject(
    ['{"id":"half', /./, ""].map((one) => expect.stringMatching(one)),
  );
});

test("where it cannot be written the delivery waits, and it is said where", async () => {
  const sink = await open({ path: "no/folder.jsonl" });
  await expect(sink.send([delivery(1)])).rejects.toMatchObject({
    is: "unsure",
    message: /^no\/folder\.jsonl cannot be/,
  });
  expect(await sink.test()).toMatchObject([{ wrong: expect.stringContaining("ENOENT") as string }]);
});

test.skipIf(process.getuid?.() === 0)("a folder that may not be written is told", async () => {
  await chmod(folder, 0o500);
  expect(await (await open()).test()).toMatchObject([{ wrong: expect.stringContaining("EACCES") as string }]);
});

test("trying it leaves nothing behind", async () => {
  const sink = await open();
  expect(await sink.test()).toMatchObject([{ wrong: null }]);
  expect(await readdir(folder)).toEqual([]);
});

test.each(Object.entries(hostile))("%s is read back as it was, from a line of its own", async (_, text) => {
  const sink = await open();
  await sink.send([delivery(1, text), delivery(2)]);
  const [first, second] = await linesIn();
  expect(first!.data.finding.message).toBe(text);
  expect(second!.id).toBe(`${KEY}.2`);
});
