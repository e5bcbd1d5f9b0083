/** What the pages say that can be looked up: links, commands, the demo's output, the rules of the house. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import GithubSlugger from "github-slugger";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
/** Path from the root → what is in the page. */
const pages = new Map(
  globSync("{*.md,docs/**/*.md,config/**/*.md,deploy/**/*.md}", { cwd: ROOT })
    .sort()
    .map((page) => [page, parse(read(page))] as const),
);

interface Node {
  readonly type: string;
  readonly url?: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}

function parse(text: string): Node[] {
  return [...nodesOf(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))];
}

function anchorsOf(nodes: readonly Node[]): string[] {
  const slugger = new GithubSlugger();
  return nodes.flatMap((node) => (node.type === "heading" ? [slugger.slug(toString(node))] : []));
}

describe.each([...pages])("%s", (page, nodes) => {
  test("its links lead somewhere", () => {
    const broken = nodes.flatMap(({ url }) => {
      if (url === undefined || /^(https:|mailto:)/.test(url)) return [];
      const [path = "", anchor] = url.split("#");
      const target = path === "" ? page : join(dirname(page), decodeURI(path));
      if (target.startsWith("..") || !existsSync(join(ROOT, target))) return [url];
      return anchor === undefined || anchorsOf(pages.get(target) ?? []).includes(anchor) ? [] : [url];
    });
    expect(broken).toEqual([]);
  });

  test("its npm scripts are there", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const run = [...read(page).matchAll(/\bnpm run (?:--?\w+ )*([\w:-]+)/g)].map(([, name]) => name);
    expect(run.filter((name) => !Object.keys(scripts).includes(name!))).toEqual([]);
  });
});

test("every page of docs/ is linked to from another", () => {
  const linked = new Set(
    [...pages].flatMap(([page, nodes]) =>
      nodes.flatMap(({ url }) =>
        url === undefined ? [] : [join(dirname(page), url.replace(/#.*/, ""))].filter((target) => target !== page),
      ),
    ),
  );
  expect([...pages.keys()].filter((page) => page.startsWith("docs/") && !linked.has(page))).toEqual([]);
});

test("what the README shows of the demo is what the demo shows", () => {
  const [excerpt = ""] = parse(read("README.md"))
    .flatMap(({ type, value }) => (type === "code" ? [value!] : []))
    .slice(2);
  expect(excerpt).toContain("policies/security-policy.md:");
  const { stdout } = spawnSync(process.execPath, [join(ROOT, "src/cli/main.ts"), "demo"], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8", COLUMNS: "80", NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  let rest = stdout;
  for (const part of excerpt.split(/^…$\n?/m).map((part) => `${part.trimEnd()}\n`)) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
});

test("the rooms of the architecture page are those of the house, with the same rules", async () => {
  const rooms = Object.fromEntries(
    [...read("docs/architecture.md").matchAll(/^\| ([a-z]+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, room, may]) => [
      room,
      may,
    ]),
  );
  expect(Object.keys(rooms).sort()).toEqual(
    readdirSync(join(ROOT, "src"), { withFileTypes: true })
      .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
      .sort(),
  );
  const { app, cli, ...ruled } = rooms;
  expect([app, cli]).toEqual(["any but cli", "any"]);
  const { default: cruiser } = (await import(join(ROOT, ".dependency-cruiser.mjs"))) as {
    default: { forbidden: readonly { comment?: string }[] };
  };
  const rules = cruiser.forbidden.flatMap(({ comment = "" }) => {
    const [, room, may] = /^src\/(\w+) may import of ours: (.+)\.$/.exec(comment) ?? [];
    return room === undefined ? [] : [[room, may] as const];
  });
  expect(ruled).toEqual(Object.fromEntries(rules));
});
