import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configError, configErrors, ConfigError, loadConfig, policyFiles } from "../../src/config/index.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "clausewatch-config-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A folder of its own with these files. */
async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const made = await mkdtemp(join(root, "f-"));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(made, name, ".."), { recursive: true });
    await writeFile(join(made, name), content);
  }
  return made;
}

async function errorOf(promise: Promise<unknown>): Promise<ConfigError> {
  const error = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof ConfigError) return error;
  throw new Error(`no ConfigError: ${String(error)}`);
}

describe("where the configuration is found", () => {
  it("is clausewatch.yaml of the working directory", async () => {
    const cwd = await folder({ "clausewatch.yaml": "failOn: none" });
    const loaded = await loadConfig({ cwd, env: {} });
    expect(loaded).toMatchObject({ path: join(cwd, "clausewatch.yaml"), folder: cwd, config: { failOn: "none" } });
  });

  it("may be nowhere", async () => {
    const cwd = await folder({});
    const loaded = await loadConfig({ cwd, env: { CLAUSEWATCH_FAIL_ON: "high" } });
    expect(loaded).toMatchObject({ path: null, folder: cwd, config: { failOn: "high", regions: "all" } });
    expect(await policyFiles(loaded)).toEqual([]);
  });

  it("is what was asked for, before the variable, before the default", async () => {
    const cwd = await folder({
      "clausewatch.yaml": "failOn: low",
      "sub/variable.yaml": "failOn: medium",
      "asked.yaml": "failOn: high",
    });
    const env = { CLAUSEWATCH_CONFIG: "sub/variable.yaml" };
    expect(await loadConfig({ cwd, env })).toMatchObject({ config: { failOn: "medium" }, folder: join(cwd, "sub") });
    expect(await loadConfig({ cwd, env, path: "asked.yaml" })).toMatchObject({ config: { failOn: "high" } });
    expect(await loadConfig({ cwd, env: { CLAUSEWATCH_CONFIG: "" } })).toMatchObject({ config: { failOn: "low" } });
  });

  it("is named in errors as seen from the working directory", async () => {
    const cwd = await folder({ "sub/c.yaml": "x: 1", "other/.keep": "" });
    expect((await errorOf(loadConfig({ cwd, env: {}, path: "sub/c.yaml" }))).file).toBe("sub/c.yaml");
    const beside = await errorOf(loadConfig({ cwd: join(cwd, "other"), env: {}, path: "../sub/c.yaml" }));
    expect(beside.file).toBe(join(cwd, "sub/c.yaml"));
  });
});

describe("a configuration that is no text", () => {
  it("is missing", async () => {
    const cwd = await folder({});
    expect((await errorOf(loadConfig({ cwd, env: {}, path: "c.yaml" }))).message).toBe(
      "c.yaml: the configuration does not exist. Check the path, and the folder that it starts from.",
    );
    expect((await errorOf(loadConfig({ cwd, env: { CLAUSEWATCH_CONFIG: "c.yaml" } }))).message).toContain(
      "c.yaml: the configuration that CLAUSEWATCH_CONFIG names does not exist.",
    );
  });

  it.each([
    ["binary", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]), "is not text in UTF-8"],
    ["Latin-1", new Uint8Array([0x23, 0xfc, 0x0a]), "is not text in UTF-8"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0]), "is not text in UTF-8"],
  ])("is %s", async (_, content, message) => {
    const cwd = await folder({ "clausewatch.yaml": content });
    expect((await errorOf(loadConfig({ cwd, env: {} }))).message).toContain(
      `clausewatch.yaml: the configuration ${message}`,
    );
  });

  it("is of 100 MB", async () => {
    const cwd = await folder({ "clausewatch.yaml": "" });
    await truncate(join(cwd, "clausewatch.yaml"), 100_000_000);
    expect((await errorOf(loadConfig({ cwd, env: {} }))).message).toContain(
      "is too large: 100.0 MB, where 1.0 MB is the most",
    );
  });

  it("is a folder, a pipe, a device, or a link to nothing", async () => {
    const cwd = await folder({ "folder/x": "" });
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    await symlink(join(cwd, "nothing"), join(cwd, "link"));
    const messages = ["folder", "pipe", "/dev/zero", "link"].map(
      async (path) => (await errorOf(loadConfig({ cwd, env: {}, path }))).problems[0]!.message,
    );
    expect(await Promise.all(messages)).toEqual([
      "the configuration is a folder",
      "the configuration is no regular file",
      "the configuration is no regular file",
      "the configuration does not exist",
    ]);
  });

  it("may begin with a byte order mark", async () => {
    const cwd = await folder({ "clausewatch.yaml": "\uFEFFfailOn: none" });
    expect(await loadConfig({ cwd, env: {} })).toMatchObject({ config: { failOn: "none" } });
  });
});

it("raises later errors where the value stands", async () => {
  const cwd = await folder({ "clausewatch.yaml": "bindings:\n  - control: no-such\n" });
  const loaded = await loadConfig({ cwd, env: {} });
  const path = ["bindings", 0, "control"];
  const error = configError(loaded, path, "there is no control no-such", "See `clausewatch checks list`.");
  expect(error.message).toBe("clausewatch.yaml:2:14: there is no control no-such. See `clausewatch checks list`.");
  expect(error).toMatchObject({ name: "ConfigError", file: "clausewatch.yaml", line: 2, column: 14 });
  const both = configErrors(loaded, [
    { path, message: "one", hint: "Do." },
    { path: ["failOn"], message: "two", hint: "Do that." },
    { path: ["failOn"], message: "three", hint: "Do." },
  ]);
  expect(both.message).toBe(
    "clausewatch.yaml:2:14: one. Do.\nclausewatch.yaml:1:1: two. Do that.\nclausewatch.yaml:1:1: three.",
  );
});

describe("policyFiles", () => {
  const files = {
    "policies/b.md": "# B",
    "policies/a.md": "\uFEFF# A",
    "policies/hr/c.markdown": "# C",
    "policies/notes.txt": "not Markdown",
    "policies/node_modules/x/readme.md": "not ours",
    "d.md": "# D",
    "odd [1].md": "# Odd",
  };
  const read = async (patterns: readonly string[], extra: Readonly<Record<string, string | Uint8Array>> = {}) => {
    const cwd = await folder({ ...files, ...extra, "conf/clausewatch.yaml": `policies: ${JSON.stringify(patterns)}` });
    return policyFiles(await loadConfig({ cwd, env: {}, path: "conf/clausewatch.yaml" }));
  };

  it.each([
    [["../d.md"], [["d", "../d.md"]]],
    [
      ["../policies/*.md"],
      [
        ["a", "../policies/a.md"],
        ["b", "../policies/b.md"],
      ],
    ],
    [
      ["../policies"],
      [
        ["a", "../policies/a.md"],
        ["b", "../policies/b.md"],
        ["hr/c", "../policies/hr/c.markdown"],
      ],
    ],
    [
      ["../policies/**/*.m*"],
      [
        ["a", "../policies/a.md"],
        ["b", "../policies/b.md"],
        ["hr/c", "../policies/hr/c.markdown"],
      ],
    ],
    [
      ["../policies/{b,a}.md", "../d.md", "../policies/b.md"],
      [
        ["a", "../policies/a.md"],
        ["b", "../policies/b.md"],
        ["d", "../d.md"],
      ],
    ],
    [["../odd [1].md"], [["odd [1]", "../odd [1].md"]]],
    [[], []],
  ])("%j", async (patterns, expected) => {
    expect((await read(patterns)).map(({ id, file }) => [id, file])).toEqual(expected);
  });

  it("keeps the text byte for byte", async () => {
    expect((await read(["../policies/a.md"]))[0]!.text).toBe("\uFEFF# A");
  });

  it.each([
    [["../x.md"], 'conf/clausewatch.yaml:1:12: the policy "../x.md" does not exist. Paths begin at the folder '],
    [
      ["../d.md", "../none/*.md"],
      'conf/clausewatch.yaml:1:22: no policy matches "../none/*.md". Paths begin at the folder ',
    ],
    [
      ["../policies/a.md", "../twin/a.md"],
      'conf/clausewatch.yaml:1:31: the policies "../policies/a.md" and "../twin/a.md" both get the id "a".',
    ],
    [["../binary.md"], 'conf/clausewatch.yaml:1:12: the policy "../binary.md" is not text in UTF-8.'],
  ])("%j is an error at its line", async (patterns, message) => {
    const extra = { "twin/a.md": "# Twin", "binary.md": new Uint8Array([0, 1, 2]) };
    const error = await errorOf(read(patterns, extra));
    expect(error.message).toContain(message);
    expect(error.problems).toHaveLength(1);
  });

  it("reads no more text than it can hold", async () => {
    const books = Object.fromEntries(["1", "2"].map((n) => [`books/${n}.md`, "x".repeat(7_000_000)]));
    const error = await errorOf(read(["../books"], books));
    expect(error.message).toContain(
      '1:12: the policies up to "../books/2.md" hold more than 10 MB of text. Name fewer',
    );
  });

  it("tells all that is wrong", async () => {
    expect((await errorOf(read(["../x.md", "../y.md"]))).problems).toHaveLength(2);
  });
});
