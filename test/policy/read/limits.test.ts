import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { PolicyError, readPolicy } from "../../../src/policy/index.ts";
import { Effort, LONGEST_POLICY, refuseEndless } from "../../../src/policy/read/limits.ts";

const read = (text: string) => readPolicy({ id: "p", file: "p.md", text });
const repeat = (text: string, count: number) => text.repeat(count);
const steps = (count: number) => Array.from({ length: count }, (_, i) => `${"  ".repeat(i)}- x`).join("\n");

describe("what would keep the parser busy is refused before it starts", () => {
  it.each([
    ["10 MB", repeat("All drives are encrypted. ", 400_000), 1],
    ["list markers on one line", `One.\n\n${repeat("- ", 100_000)}x`, 3],
    ["quote markers on one line", `${repeat(">", 100_000)}x`, 1],
    ["numbers on one line", `${repeat("1. ", 30_000)}x`, 1],
    ["a list nested by indentation", steps(1000), 182],
    ["closing brackets", `${repeat("]", 100_000)}`, 1],
    ["emphasis inside of emphasis", `x\n${repeat("*_", 50_000)}a${repeat("_*", 50_000)}`, 2],
    ["underlined headings", repeat("a\n=\n", 100_000), 4162],
    ["code marks", repeat("` `` ", 100_000), 1],
    ["definitions of footnotes", repeat("[^a]: N.\n\n", 100_000), 18_779],
    ["lines in one block", repeat("All is well.\n", 100_000), 12159],
    ["quoted lines", repeat("> All is well.\n", 100_000), 12121],
    ["backslashes", repeat("\\", 100_000), 1],
    ["headings", repeat("#\n\n", 100_000), 159_921],
  ])("%s", (_, text, line) => {
    expect(() => read(text)).toThrow(PolicyError);
    expect(() => read(text)).toThrow(new RegExp(`^p\\.md:${line}:1: .*Split it into several documents`));
  });
});

describe("what is repeated without end is refused before it is", () => {
  const long = repeat("word ", 20_000);
  it.each([
    ["a footnote", `${repeat("Word.[^1]\n\n", 1000)}[^1]: ${long}`, 401, 1],
    ["what introduces a list", `${long}:\n\n${repeat("- item\n", 1000)}`, 202, 3],
    ["the title of a column", `| ${long} | b |\n| - | - |\n${repeat("| x | y |\n", 1000)}`, 203, 3],
  ])("%s", (_, text, line, column) => {
    expect(() => read(text)).toThrow(
      new RegExp(`^p\\.md:${line}:${column}: .*belong to so many sentences.*\\. Shorten them`),
    );
  });
});

it("refuses what several documents come to together", () => {
  const effort = new Effort();
  const text = repeat("All drives are encrypted.\n\n", 70_000);
  for (const n of [1, 2, 3, 4]) refuseEndless(`${n}.md`, text, effort);
  expect(() => refuseEndless("5.md", text, effort)).toThrow(
    /^5\.md:1:1: the policy's documents up to here .*Name fewer/,
  );
});

it("says so where the stack is too small for the parser", async () => {
  const deep = `${repeat("- ", 1000)}x`;
  expect(read(deep).sentences).toHaveLength(1);
  const code = `import(${JSON.stringify(new URL("../../../src/policy/index.ts", import.meta.url).href)})
    .then(({ readPolicy }) => readPolicy({ id: "p", file: "p.md", text: ${JSON.stringify(deep)} }))
    .catch(({ name, message }) => require("node:worker_threads").parentPort.postMessage(name + " " + message));`;
  const worker = new Worker(code, { eval: true, resourceLimits: { stackSizeMb: 0.5 } });
  const [message] = await once(worker, "message");
  expect(message).toBe(
    "PolicyError p.md:1:1: the policy nests too deeply to be read. Nest its lists, quotes and emphasis less deeply.",
  );
  await worker.terminate();
});

describe("what people write is let through", () => {
  it.each([
    ["the longest", repeat("All drives are encrypted.\n\n", LONGEST_POLICY / 27 - 1)],
    ["many marked paragraphs", repeat("See [a](b), [c](d) and *e*.\n\n", 20_000)],
    ["large tables with links", `| a | b |\n|---|---|\n${repeat("| [x](y) | *z* and `w` |\n", 1000)}`],
    ["nested lists", repeat(`${steps(8)}\n\n`, 1000)],
    ["deeply indented code", repeat(`${repeat(" ", 40)}code();\n`, 4000)],
    ["thematic breaks", repeat("text\n\n---\n\n", 1000)],
  ])("%s", (_, text) => {
    expect(() => refuseEndless("p.md", text, new Effort())).not.toThrow();
  });
});

it.each([
  ["binary data", "\u0000\u0001\uFFFD\uD800 all. \u0007", 2],
  ["only white space", " \n\t\n", 0],
  ["nothing", "", 0],
])("reads %s", (_, text, count) => {
  expect(read(text).sentences).toHaveLength(count);
});
