import { execFileSync } from "node:child_process";
import { chmod, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { findDocuments, slashed } from "../../src/config/policy-paths.ts";
import { loadConfig, policyFiles } from "../../src/config/index.ts";
import { runIn } from "../kit/clausewatch.ts";
import { folders } from "../kit/folder.ts";

const folder = folders();
const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `# ${name}`]));

async function found(root: string, pattern: string): Promise<readonly string[]> {
  const answer = await findDocuments(root, pattern);
  if ("message" in answer) return [`${answer.message}. ${answer.hint}`];
  return answer.documents.map(({ path }) => slashed(relative(root, path)));
}

describe("what a pattern means", () => {
  const files = named(
    ...`a.md UP.MD Mixed.Markdown notes.txt sub/b.md sub/deep/c.md other/d.md .hidden/e.md`.split(" "),
    ...`node_modules/x/readme.md .git/description.md v1.2/f.md odd[1]/g.md`.split(" "),
  );
  test.each<[string, readonly string[]]>([
    [".", ["Mixed.Markdown", "UP.MD", "a.md", "odd[1]/g.md", "other/d.md", "sub/b.md", "sub/deep/c.md", "v1.2/f.md"]],
    ["*.md", ["UP.MD", "a.md"]],
    ["*.MD", ["UP.MD", "a.md"]],
    ["./*.{md,markdown}", ["Mixed.Markdown", "UP.MD", "a.md"]],
    ["**/*.md", ["UP.MD", "a.md", "odd[1]/g.md", "other/d.md", "sub/b.md", "sub/deep/c.md", "v1.2/f.md"]],
    ["sub/**", ["sub/b.md", "sub/deep/c.md"]],
    ["sub//*.md", ["sub/b.md"]],
    ["s*/**/c.md", ["sub/deep/c.md"]],
    ["{sub/deep,other}/*.md", ["other/d.md", "sub/deep/c.md"]],
    ["{sub,other}/*.md", ["other/d.md", "sub/b.md"]],
    ["*/*.md", ["odd[1]/g.md", "other/d.md", "sub/b.md", "v1.2/f.md"]],
    [".hidden/*.md", [".hidden/e.md"]],
    [".hid*/*.md", [".hidden/e.md"]],
    ["odd[1]", ["odd[1]/g.md"]],
    ["?.md", ["a.md"]],
    ["*.txt", ["notes.txt"]],
  ])("%s", async (pattern, expected) => {
    expect(await found(await folder(files), pattern)).toEqual(expected);
  });

  test("is not looked for where it cannot be", async () => {
    const root = await folder(named("docs/a.md", "huge/deep/b.md"));
    // Whoever looked into this folder would come upon a link that is refused.
    await symlink("/etc", join(root, "huge/out"));
    await symlink("/etc", join(root, "docs/out"));
    expect(await found(root, "docs/*.md")).toEqual(["docs/a.md"]);
    expect(await found(root, "*/*.md")).toEqual(["docs/a.md"]);
  });

  test("of more files than are read is refused", async () => {
    const root = await folder(named(...Array.from({ length: 2001 }, (_, i) => `p/${i}.md`)));
    expect(await found(root, "p")).toEqual(['more than 2000 files match "p". Narrow it.']);
  });
});

describe("links", () => {
  test("are followed, to files and folders; a file that is found twice is there once, by its own name", async () => {
    const root = await folder(named("policies/real/a.md", "policies/zoo/b.md"));
    await symlink("real", join(root, "policies/alias"));
    await symlink("zoo/b.md", join(root, "policies/b.md"));
    expect(await found(root, "policies")).toEqual(["policies/real/a.md", "policies/zoo/b.md"]);
    expect(await found(root, "policies/al*/*.md")).toEqual(["policies/alias/a.md"]);
    expect(await found(root, "policies/*.md")).toEqual(["policies/b.md"]);
    const config = join(root, "clausewatch.yaml");
    await writeFile(config, "policies: [policies/alias, policies/real]");
    const files = await policyFiles(await loadConfig({ cwd: root, env: {}, path: config }));
    expect(files.map(({ file }) => file)).toEqual(["policies/alias/a.md"]);
  });

  test("in a circle end", async () => {
    const root = await folder(named("p/a.md", "p/sub/b.md"));
    await symlink(".", join(root, "p/loop"));
    await symlink("..", join(root, "p/sub/up"));
    await symlink("self", join(root, "p/self"));
    expect(await found(root, "p")).toEqual(["p/a.md", "p/sub/b.md"]);
  });

  test("may lead anywhere within a checkout, as deployed folders have it within theirs", async () => {
    const root = await folder(named("docs/policies/..2026/a.md", "shared/b.md"));
    await symlink("..2026", join(root, "docs/policies/..data"));
    await symlink("..data/a.md", join(root, "docs/policies/a.md"));
    expect(await found(root, "docs/policies")).toEqual(["docs/policies/a.md"]);
    await symlink("../../shared/b.md", join(root, "docs/policies/b.md"));
    await symlink("../../shared", join(root, "docs/policies/more"));
    expect((await found(root, "docs/policies")).join()).toMatch(/leads out of the policy's folder/);
    execFileSync("git", ["init", "-q"], { cwd: root });
    expect(await found(root, "docs/policies")).toEqual(["docs/policies/a.md", "docs/policies/b.md"]);
  });

  test.each<[string, string, RegExp]>([
    ["a file", "policies/x.md", /^"policies\/x\.md" leads out of the policy's folder, to ".*secret\.md"\. Copy into/],
    ["a folder", "policies/more", /^"policies\/more" leads out of the policy's folder, to ".*"\. Copy into/],
  ])("to %s elsewhere are refused", async (what, name, says) => {
    const [root, away] = [await folder(named("policies/a.md")), await folder(named("secret.md"))];
    await symlink(what === "a file" ? join(away, "secret.md") : away, join(root, name));
    for (const pattern of ["policies", "policies/**/*.md"]) expect((await found(root, pattern))[0]).toMatch(says);
    if (what === "a file") expect((await found(root, name))[0]).toMatch(says);
    // What is no document may lead anywhere.
    await rename(join(root, name), join(root, `policies/x.txt`));
    if (what === "a file") expect(await found(root, "policies")).toEqual(["policies/a.md"]);
  });

  test("of documents to nothing are told", async () => {
    const cwd = await folder({ "clausewatch.yaml": "policies: [p]", "p/a.md": "# A" });
    await symlink("gone.md", join(cwd, "p/b.md"));
    await expect(policyFiles(await loadConfig({ cwd, env: {} }))).rejects.toThrow('the policy "p/b.md" does not exist');
  });
});

describe("what cannot be looked at is said", () => {
  test("a name that is not UTF-8", async () => {
    const cwd = await folder({ "clausewatch.yaml": "policies: [p]", "p/a.md": "# A" });
    await writeFile(Buffer.concat([Buffer.from(`${cwd}/p/caf`), Buffer.from([0xe9]), Buffer.from(".md")]), "# Latin");
    const says = 'the policy "p/caf\uFFFD.md" has a name that is not UTF-8. Rename it.';
    await expect(policyFiles(await loadConfig({ cwd, env: {} }))).rejects.toThrow(says);
  });

  test("a folder that may not be read", async () => {
    const root = await folder({ "clausewatch.yaml": "policies: [p]", "p/a.md": "# A", "p/shut/b.md": "# B" });
    await chmod(join(root, "p/shut"), 0);
    // Root may read everything: as anybody else.
    const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
    await chmod(root, 0o755);
    const { code, stdout } = await runIn(root, nobody)(["policy", "lint"]);
    await chmod(join(root, "p/shut"), 0o755);
    expect(code).toBe(2);
    expect(stdout).toContain('the folder "p/shut" may not be read');
  });

  test.each<[string, string, string]>([
    ["nothing", "none", 'the policy "none" does not exist. Paths begin at the folder '],
    ["no match", "none/*.md", 'no policy matches "none/*.md". Paths begin at the folder '],
    ["an empty folder", "empty", 'no policy matches "empty". Paths begin at the folder '],
    ["too long a name", "x".repeat(300), "cannot be read (ENAMETOOLONG). Check the path."],
  ])("%s", async (_, pattern, says) => {
    const root = await folder(named("a.md"));
    await mkdir(join(root, "empty"));
    expect((await found(root, pattern))[0]).toContain(says);
  });
});

test("every document of the folder that holds it is found by its own path", async () => {
  const root = await folder(named("p/a b.md", "p/{c}.md", "p/[d].md", "p/*.md"));
  for (const path of await found(root, "p")) {
    expect(await found(root, path)).toEqual([path]);
    expect(dirname(path)).toBe("p");
  }
});
