import { existsSync } from "node:fs";
import { run } from "../../test/moto/kit/run.ts";
import { Missing } from "../prometheus/tools.ts";

export const rtServer = "/usr/share/request-tracker5/libexec/rt-server";
export const rtSetup = "/usr/sbin/rt-setup-database-5";
export const rtLibrary = "/usr/share/request-tracker5/lib";
export const alertmanager = "/usr/bin/prometheus-alertmanager";

/** Both look for their files where Debian has put them, so that they are installed, where they are not. */
export async function needServers(signal: AbortSignal): Promise<void> {
  const packages = [
    ...(existsSync(rtServer) && existsSync(rtSetup) ? [] : ["request-tracker5", "rt5-db-sqlite", "rt5-standalone"]),
    ...(existsSync(alertmanager) ? [] : ["prometheus-alertmanager"]),
  ];
  if (packages.length === 0) return;
  const names = packages.join(" ");
  if (process.getuid?.() !== 0) throw new Missing(`only root can install ${names}: apt-get install ${names}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = async (...args: string[]) => {
    const { status, stderr } = await run("apt-get", args, { env, signal });
    if (status !== 0) throw new Missing(`apt-get ${args.join(" ")} failed:\n${stderr.trim()}`);
  };
  try {
    await apt("update", "-q");
    await apt("install", "-y", "-q", "--no-install-recommends", ...packages);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Missing(`there is no apt-get to install Debian's packages with: ${names}`);
  }
}
