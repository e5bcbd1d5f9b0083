/** All that is checked without running the program: `npm run lint`. A line a tool; what it says, if it fails. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The longest first: two run at a time. */
const tools: readonly (readonly [name: string, ...args: string[]])[] = [
  ["knip"],
  ["tsc", "-p", "."],
  ["depcruise", "src", "checks"],
  ["oxlint"],
  ["oxfmt", "--check", "."],
];
const AT_A_TIME = 2;

async function run([name, ...args]: (typeof tools)[number]): Promise<boolean> {
  const started = performance.now();
  const child = spawn(join(root, "node_modules/.bin", name), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const passed = await new Promise<boolean>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve(code === 0));
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${passed ? "" : said}${passed ? "ok    " : "FAILED"} ${[name, ...args].join(" ")} (${seconds} s)\n`,
  );
  return passed;
}

const waiting = [...tools];
async function work(): Promise<void> {
  for (let tool = waiting.shift(); tool !== undefined; tool = waiting.shift()) {
    if (!(await run(tool))) process.exitCode = 1;
  }
}
await Promise.all(Array.from({ length: AT_A_TIME }, work));
