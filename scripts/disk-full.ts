/**
 * `npm run disk:full [-- --trials N --seed S]`: scans the demo's recording into a store, its ledger and its kept listings on
 * a real file system that runs full in the middle of it (a small tmpfs of this process alone; Linux, where user name spaces
 * are allowed). Then there is room again: another start recovers, nothing may be half, and the next scan is done. Prints
 * figures, seed and duration. The exit status is 1 where something was wrong, 2 where there can be no such file system.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { beginLedger } from "../src/app/ledger/epochs.ts";
import { openStore, type StoreAddress } from "../src/store/index.ts";
import { randomBy } from "../test/ledger/sample.ts";
import { problemsOf } from "./chaos/check.ts";
import { judgeOnce, keptBy, readDemo, recover, scanInto, sequencing, type Variant } from "./chaos/work.ts";

const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "200" },
    seed: { type: "string" },
    /** The file system that runs full; set by this program itself. */
    inside: { type: "string" },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const now = () => new Date().toISOString();
/** A store that grows takes longer to check: after so many trials another one begins. */
const PER_STORE = 20;
/** More than a scan of what is known takes, and less than the first one of a store. */
const MOST_LEFT = 1_500_000;
const MOUNT = 'mount -t tmpfs -o size=64m tmpfs "$0" || exit 2; exec "$@"';

function outside(): number {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-full-"));
  try {
    const self = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2), "--inside", folder];
    const alone = ["--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, folder];
    const { status, error } = spawnSync("unshare", [...alone, ...self], { stdio: "inherit" });
    if (status === null || status === 2)
      say(`there can be no file system of our own here: ${error?.message ?? "unshare, mount"}`);
    return status ?? 2;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function inside(folder: string): Promise<number> {
  const trials = Number(values.trials);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
  const random = randomBy(seed);
  const started = performance.now();
  const read = await readDemo();
  const variants: readonly Variant[] = ["sinful", "mended"];
  const [sinful, mended] = [await judgeOnce(read, "sinful", 0, null), await judgeOnce(read, "mended", 0, null)];
  const expected = { keys: { sinful: sinful.keys, mended: mended.keys }, cells: sinful.cells };
  const figures = { failed: 0, done: 0, wrong: 0 };
  const said = new Map<string, number>();
  let files = 0;
  let minute = 0;

  const fresh = async () => {
    await rm(join(folder, `${files}`), { recursive: true, force: true });
    const at = join(folder, `${++files}.`);
    const address: StoreAddress = { kind: "sqlite", file: `${at}db` };
    const checkpoints = `${at}txt`;
    const store = await openStore(address, now());
    await beginLedger(store, sequencing(checkpoints));
    await store.close();
    return { address, checkpoints, told: 0 };
  };
  let at = await fresh();
  /** Gives what went wrong; null if the scan was done. */
  const scanOnce = async (): Promise<unknown> => {
    try {
      const store = await openStore(at.address, now());
      try {
        const variant = variants[minute % 2]!;
        await scanInto(store, read, variant, minute, sequencing(at.checkpoints), keptBy(at.checkpoints));
        at.told++;
      } finally {
        await store.close();
      }
      return null;
    } catch (error) {
      return error;
    } finally {
      minute++;
    }
  };
  const check = async (when: string) => {
    const store = await openStore(at.address, now());
    await recover(store, sequencing(at.checkpoints));
    const problems = await problemsOf(store, at.checkpoints, { ...expected, told: at.told });
    await store.close();
    if (problems.length > 0) {
      figures.wrong++;
      say(`WRONG  ${when}: ${problems.join("; ")}`);
    }
  };

  for (let trial = 0; trial < trials; trial++) {
    if (trial % PER_STORE === 0) {
      at = await fresh();
      minute = 0;
    }
    const before = await freeBytes(folder);
    // A store begins with room for its first scan, or without; little room is more likely than much.
    const roomy = trial % (2 * PER_STORE) === 0;
    const left = roomy ? before : Math.floor(random() ** 2 * MOST_LEFT);
    const ballast = join(folder, "ballast");
    await writeFile(ballast, Buffer.alloc(Math.max(0, before - left)));
    const error = await scanOnce();
    await rm(ballast);
    if (error === null) figures.done++;
    else {
      figures.failed++;
      const { name = "", message = "" } = error as Error;
      const what = `${name}: ${message.replaceAll(/\/\S+?(?=[:\s]|$)/g, "…").slice(0, 120)}`;
      said.set(what, (said.get(what) ?? 0) + 1);
    }
    await check(`with ${left} bytes left`);
  }
  const last = await scanOnce();
  if (last !== null) {
    figures.wrong++;
    say(`WRONG  with room again: ${(last as Error).message}`);
  }
  await check("at the end");
  await read.catalog.close();
  for (const [what, times] of said) say(`        ${times} × ${what}`);
  const { failed, done, wrong } = figures;
  say(`${trials} scans on a disk that runs full: ${failed} failed, ${done} were done`);
  say(`${wrong} times something was wrong; seed ${seed}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return wrong === 0 ? 0 : 1;
}

process.exitCode = values.inside === undefined ? outside() : await inside(values.inside);
