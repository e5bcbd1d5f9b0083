import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeBase } from "./base.ts";
import { output, type Run } from "./tools.ts";

/** What an image asks of whoever runs it. */
export interface ImageConfig {
  readonly User: string;
  readonly WorkingDir: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export interface Image {
  readonly config: ImageConfig;
  /** The folder with its root file system. */
  readonly root: string;
  readonly bytes: number;
  readonly baseBytes: number;
}

/**
 * This machine's npm settings as the secrets that the Dockerfile takes: the build reaches the registry as this machine
 * does, and the image keeps nothing of it.
 */
async function npmSecrets(run: Run, folder: string): Promise<string[]> {
  const npm = JSON.parse(await output(run, "npm", "config", "list", "--json")) as Record<string, unknown>;
  const user = String(npm["userconfig"]);
  const lines = existsSync(user) ? [readFileSync(user, "utf8")] : [];
  for (const key of ["registry", "proxy", "https-proxy"]) {
    if (typeof npm[key] === "string") lines.push(`${key}=${npm[key]}`);
  }
  const secrets: string[] = [];
  const certificates = npm["cafile"] ?? process.env["NODE_EXTRA_CA_CERTS"];
  if (typeof certificates === "string") {
    lines.push("cafile=/run/secrets/ca");
    secrets.push("--secret", `id=ca,src=${certificates}`);
  }
  const npmrc = join(folder, "npmrc");
  writeFileSync(npmrc, `${lines.join("\n")}\n`, { mode: 0o600 });
  return [...secrets, "--secret", `id=npmrc,src=${npmrc}`];
}

async function bytesIn(run: Run, root: string): Promise<number> {
  return Number.parseInt(await output(run, "du", "-sx", "--block-size=1", root), 10);
}

/** Builds the Dockerfile of a context on a base made here. All that buildah keeps is in the folder. */
export async function buildImage(
  run: Run,
  folder: string,
  context: string,
  say: (line: string) => void,
): Promise<Image> {
  const storage = ["--storage-driver=vfs", `--root=${join(folder, "storage")}`, `--runroot=${join(folder, "run")}`];
  const buildah = (...args: string[]) => output(run, "buildah", ...storage, ...args);
  mkdirSync(join(folder, "storage"), { recursive: true });

  say("making the base: debootstrap and Node");
  const scratch = await buildah("from", "scratch");
  const baseRoot = await buildah("mount", scratch);
  await makeBase(run, baseRoot);
  await buildah("commit", "--quiet", scratch, "localhost/base");
  const baseBytes = await bytesIn(run, baseRoot);

  say("building the Dockerfile");
  const secrets = await npmSecrets(run, folder);
  const args = ["--isolation=chroot", "--build-arg=BASE=localhost/base", ...secrets];
  // Only Docker's own format of images knows HEALTHCHECK.
  await buildah("build", "--format=docker", ...args, "--tag=localhost/clausewatch", context);
  const inspected = await buildah("inspect", "--type=image", "localhost/clausewatch");
  const { config } = (JSON.parse(inspected) as { Docker: { config: ImageConfig } }).Docker;
  const root = await buildah("mount", await buildah("from", "localhost/clausewatch"));
  return { config, root, bytes: await bytesIn(run, root), baseBytes };
}
