import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commitsOf } from "../../src/config/checkout.ts";
import { loadConfig, policyFiles } from "../../src/config/index.ts";
import { folders } from "../kit/folder.ts";

const folder = folders();
const POLICY = "# P\n\nAll drives are encrypted.\n";

/** A folder with a policy in it, committed. */
async function committed(): Promise<string> {
  const root = await folder({ "clausewatch.yaml": "policies: [policies]", "policies/p.md": POLICY });
  git(root, "init", "-q", "-b", "main");
  git(root, "add", ".");
  git(root, "commit", "-q", "-m", "policy");
  return root;
}

function git(cwd: string, ...args: string[]): string {
  const who = ["-c", "user.name=Officer", "-c", "user.email=officer@example.com"];
  return execFileSync("git", [...who, ...args], { cwd, encoding: "utf8" }).trim();
}

async function versionIn(cwd: string) {
  const [file] = await policyFiles(await loadConfig({ cwd, env: {} }));
  return file?.checkout;
}

/** A program that leaves a mark; the path of the mark. */
async function evilIn(root: string): Promise<{ program: string; mark: string }> {
  const [program, mark] = [join(root, "evil.sh"), join(root, "ran")];
  await writeFile(program, `#!/bin/sh\ntouch ${mark}\nexit 1\n`);
  await chmod(program, 0o755);
  return { program, mark };
}

const PARTIAL = (program: string) =>
  `[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tworktree = .\n[extensions]\n\tpartialClone = o\n` +
  `[remote "o"]\n\turl = .\n\tpromisor = true\n\tuploadpack = ${program}\n\tpartialclonefilter = blob:none\n`;

describe("no program is started that somebody else names", () => {
  test.each(["inside of a checkout", "outside of any"])(
    "by a bare repository among the documents, %s",
    async (where) => {
      const root = where === "outside of any" ? await folder({ "policies/p.md": POLICY }) : await committed();
      await writeFile(join(root, "clausewatch.yaml"), "policies: [policies]");
      const { program, mark } = await evilIn(root);
      for (const name of ["objects/pack", "refs/heads"]) await mkdir(join(root, "policies", name), { recursive: true });
      await writeFile(join(root, "policies/HEAD"), "ref: refs/heads/main\n");
      await writeFile(join(root, "policies/refs/heads/main"), `${"1".repeat(40)}\n`);
      await writeFile(join(root, "policies/config"), PARTIAL(program));
      const version = await versionIn(root);
      expect(version === undefined).toBe(where === "outside of any");
      expect(existsSync(mark)).toBe(false);
    },
  );

  test("by a checkout that lacks its objects and names where they are fetched from", async () => {
    const root = await committed();
    const { program, mark } = await evilIn(root);
    await writeFile(join(root, ".git/config"), PARTIAL(program));
    await writeFile(join(root, ".git/refs/heads/main"), `${"1".repeat(40)}\n`);
    expect(await versionIn(root)).toBeUndefined();
    expect(existsSync(mark)).toBe(false);
  });

  test("by settings of a checkout for signatures, filters and watchers", async () => {
    const root = await committed();
    const { program, mark } = await evilIn(root);
    const signed = git(root, "cat-file", "commit", "HEAD").replace(
      /^(committer .*)$/m,
      "$1\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----",
    );
    await writeFile(join(root, "commit"), signed);
    git(root, "reset", "-q", "--soft", git(root, "hash-object", "-t", "commit", "-w", "commit"));
    await writeFile(join(root, ".gitattributes"), "*.md filter=evil\n");
    for (const [key, value] of [
      ["gpg.program", program],
      ["log.showSignature", "true"],
      ["filter.evil.clean", program],
      ["filter.evil.smudge", program],
      ["core.fsmonitor", program],
    ] as const)
      git(root, "config", key, value);
    expect((await versionIn(root))?.commit).toBe(git(root, "rev-parse", "HEAD"));
    expect(existsSync(mark)).toBe(false);
  });
});

describe("the commit of a document", () => {
  test("is told in a folder below the checkout, and of a file whose name is a pattern", async () => {
    const root = await committed();
    await writeFile(join(root, "policies/:(top) [*].md"), "# Odd\n");
    git(root, "add", ".");
    git(root, "commit", "-q", "-m", "odd");
    const head = git(root, "rev-parse", "HEAD");
    const files = await policyFiles(await loadConfig({ cwd: root, env: {} }));
    expect(files.map(({ id, checkout }) => [id, checkout?.commit])).toEqual([
      [":(top) [*]", head],
      ["p", head],
    ]);
  });

  test("is none of one that was changed, though Git was told to overlook that", async () => {
    const root = await committed();
    git(root, "update-index", "--assume-unchanged", "policies/p.md");
    await writeFile(join(root, "policies/p.md"), `${POLICY}More.\n`);
    expect(git(root, "status", "--porcelain")).toBe("");
    expect(await versionIn(root)).toBeUndefined();
  });

  test("is asked of the checkout, whatever the environment says of another", async () => {
    const root = await committed();
    const files = [{ path: join(root, "policies/p.md"), text: POLICY }];
    const env = { PATH: process.env["PATH"], GIT_DIR: "/nowhere", GIT_WORK_TREE: "/", GIT_CONFIG_COUNT: "x" };
    expect((await commitsOf(files, { env })).size).toBe(1);
  });
});

describe("a Git that does not answer", () => {
  test("is asked once, however many folders and checkouts there are, and ended by force", async () => {
    const root = await folder({
      "bin/git": '#!/bin/sh\ntrap "" TERM\necho $$ >> "$ASKED"\nexec sleep 600\n',
    });
    await chmod(join(root, "bin/git"), 0o755);
    const files = Array.from({ length: 20 }, (_, i) => ({ path: join(root, `c${i % 5}/f${i}/p.md`), text: POLICY }));
    for (const { path } of files) await mkdir(join(path, ".."), { recursive: true });
    for (let i = 0; i < 5; i++) await mkdir(join(root, `c${i}/.git`));
    const asked = join(root, "asked");
    const env = { PATH: `${join(root, "bin")}:${process.env["PATH"]}`, ASKED: asked };
    expect(await commitsOf(files, { env, patience: 1000 })).toEqual(new Map());
    const pids = (await readFile(asked, "utf8")).trim().split("\n");
    expect(pids).toHaveLength(1);
    expect(() => process.kill(Number(pids[0]), 0)).toThrow("ESRCH");
  });
});
