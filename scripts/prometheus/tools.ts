import { globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../test/moto/kit/run.ts";

/** Something that this machine lacks, in words for whoever runs the test. */
export class Missing extends Error {}

/** The programs, by their paths. */
export interface Tools {
  readonly prometheus: string;
  readonly promtool: string;
}

/** Those of this machine, or of Debian's package, unpacked into the folder and not installed. */
export async function needTools(folder: string, signal: AbortSignal): Promise<Tools> {
  const installed = await run("sh", ["-c", "command -v prometheus && command -v promtool"], { signal });
  const [prometheus, promtool] = installed.stdout.trim().split("\n");
  if (installed.status === 0) return { prometheus: prometheus!, promtool: promtool! };
  const cwd = join(folder, "package");
  mkdirSync(cwd);
  const must = async (command: string, ...args: string[]) => {
    const { status, stderr } = await run(command, args, { cwd, signal });
    if (status !== 0) throw new Missing(`${[command, ...args].join(" ")} failed:\n${stderr.trim()}`);
  };
  try {
    const { status } = await run("apt-get", ["download", "-q", "prometheus"], { cwd, signal });
    if (status !== 0) {
      await must("apt-get", "update", "-q");
      await must("apt-get", "download", "-q", "prometheus");
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Missing("Prometheus is not installed, and there is no apt-get to fetch Debian's package with");
  }
  const [found] = globSync("prometheus_*.deb", { cwd });
  if (found === undefined) throw new Missing("apt-get downloaded no package of Prometheus");
  await must("dpkg-deb", "-x", found, "root");
  const bin = join(cwd, "root/usr/bin");
  return { prometheus: join(bin, "prometheus"), promtool: join(bin, "promtool") };
}
