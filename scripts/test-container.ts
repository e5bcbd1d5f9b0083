/**
 * Builds the image of what is committed, and runs it as its users should: not as root, from a read-only root. The daemon
 * listens on port 9464 of this machine for a moment.
 *
 *   npm run test:container [-- REVISION]
 *
 * It needs no Docker: buildah builds on a base that debootstrap makes from the archive that this machine's apt uses. It
 * needs Linux, root, and the npm registry as npm is set up to reach it; buildah and debootstrap are installed where
 * they are missing. All that is made goes again.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Cases } from "../test/moto/kit/cases.ts";
import { confined } from "./container/confined.ts";
import { buildImage } from "./container/image.ts";
import { Missing, needTools, output, runner } from "./container/tools.ts";

const checkout = fileURLToPath(new URL("../", import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Serves until the health check, which is the arguments, passes; then as `docker stop` does. */
const SERVE = `cd /var/lib/clausewatch
clausewatch serve --config serve.yaml >&2 &
daemon=$!
until "$@"; do kill -0 $daemon || exit 9; sleep 0.2; done
echo healthy
ls clausewatch.db
kill -TERM $daemon
wait $daemon
echo "stopped: $?"`;

async function main(folder: string, revision: string, signal: AbortSignal): Promise<Cases> {
  const run = runner({ ...process.env, TMPDIR: folder }, folder, signal);
  await needTools(run);
  const context = join(folder, "context");
  mkdirSync(context);
  const tar = join(folder, "context.tar");
  await output(run, "git", "-C", checkout, "archive", `--output=${tar}`, revision);
  await output(run, "tar", "-xf", tar, "-C", context);
  const { version, devDependencies } = JSON.parse(readFileSync(join(context, "package.json"), "utf8"));

  const image = await buildImage(run, folder, context, say);
  const { config } = image;
  const volumes = join(folder, "volumes");
  const inside = await confined(run, image, volumes);
  const cases = new Cases(say, signal);

  await cases.check("the image names its program, its user, its volume", () => {
    assert.deepEqual(config.Entrypoint, ["clausewatch"]);
    assert.deepEqual(Object.keys(config.Volumes), ["/var/lib/clausewatch"]);
    assert.match(config.User, /^[1-9]\d*:[1-9]\d*$/);
  });
  await cases.check("it runs as that user, who is not root", async () => {
    const { stdout } = await inside("sh", "-c", 'echo "$(id -u):$(id -g)"; id -G');
    assert.equal(stdout, `${config.User}\n${config.User.split(":")[1]}\n`);
  });
  // Anyone may write to /tmp: that fails for no reason but the read-only root.
  for (const place of ["", "/tmp", "/opt/clausewatch", "/config"]) {
    await cases.check(`nothing can be written to ${place}/`, async () => {
      const { status, stderr } = await inside("touch", `${place}/written`);
      assert.equal(status, 1);
      assert.match(stderr, /Read-only file system/);
    });
  }
  await cases.check("its volume can be written to", async () => {
    const { status, stdout } = await inside(
      "sh",
      "-c",
      "cd /var/lib/clausewatch && echo kept > written && cat written",
    );
    assert.deepEqual([status, stdout], [0, "kept\n"]);
  });
  await cases.check("it says its version", async () => {
    const { status, stdout } = await inside(...config.Entrypoint, "--version");
    assert.deepEqual([status, stdout.trim()], [0, version]);
  });
  await cases.check("a daemon in it is healthy, keeps its store on the volume, and stops when it is told", async () => {
    const [kind, ...health] = config.Healthcheck.Test;
    assert.equal(kind, "CMD");
    assert.deepEqual(Object.keys(config.ExposedPorts), ["9464/tcp"]);
    writeFileSync(join(volumes, "var/lib/clausewatch/serve.yaml"), "store:\n  sqlite: clausewatch.db\n");
    assert.equal((await inside(...health)).status, 1);
    const { status, stdout, stderr } = await inside("sh", "-c", SERVE, "sh", ...health);
    assert.deepEqual([status, stdout], [0, "healthy\nclausewatch.db\nstopped: 0\n"], stderr);
    assert.equal((await inside(...health)).status, 1);
  });
  await cases.check("the demo quotes a clause of the policy", async () => {
    const { status, stdout, stderr } = await inside(...config.Entrypoint, "demo");
    assert.equal(status, 0, `${stderr}\n${stdout}`);
    assert.match(stdout, /┃ “Every drive of every server is encrypted/);
    assert.match(stdout, /┃ policies\/security-policy\.md:\d+/);
    assert.match(stdout, /✘ EBS volumes are encrypted/);
  });
  await cases.check("scan --help says how to scan", async () => {
    const { status, stdout } = await inside(...config.Entrypoint, "scan", "--help");
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: clausewatch scan/);
  });
  await cases.check("nothing is in it that only development needs", () => {
    // Some of it is a dependency of what runs, too.
    const { packages } = JSON.parse(readFileSync(join(context, "package-lock.json"), "utf8"));
    const modules = join(image.root, "opt/clausewatch/node_modules");
    assert.ok(existsSync(join(modules, "@aws-sdk/client-ec2")));
    assert.deepEqual(
      Object.keys(devDependencies).filter(
        (name) => packages[`node_modules/${name}`].dev === true && existsSync(join(modules, name)),
      ),
      [],
    );
  });
  await cases.check("no setting of this machine's npm is left in it", async () => {
    const { stdout } = await run("find", image.root, "-xdev", "-path", "*/root/.npm*", "-o", "-path", "*/run/secrets*");
    assert.equal(stdout, "");
  });
  const { bytes, baseBytes } = image;
  say(`image: ${megabytes(bytes)}, without the base: ${megabytes(bytes - baseBytes)}`);
  return cases;
}

// Whatever happens, what was started ends and what was written goes.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => stop.abort(name));
const folder = mkdtempSync(join(tmpdir(), "clausewatch-container-"));
try {
  const { passed, failed } = await main(folder, process.argv[2] ?? "HEAD", stop.signal);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  const { message, stack } = error as Error;
  if (stop.signal.aborted) process.stderr.write(`test:container: stopped by ${String(stop.signal.reason)}\n`);
  else process.stderr.write(`test:container: ${error instanceof Missing ? message : stack}\n`);
  process.exitCode = 1;
} finally {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
}
