import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ScanTold } from "../../app/serve/scanner.ts";
import { loadConfig, type LoadedConfig } from "../../config/index.ts";
import { count, inert, lines } from "../../report/index.ts";
import { askForScan, type DaemonAddress, type DaemonAnswer } from "../../web/index.ts";
import { exit, exitOf } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputOptions, SelectionOptions } from "../options.ts";
import { readFailOn, readRequest } from "./load.ts";

type Options = Pick<SelectionOptions, "config" | "account" | "region" | "check" | "control"> &
  Pick<OutputOptions, "failOn">;

export interface ScanAskedOptions extends Options {
  /** Host and port of a daemon, instead of its socket. */
  readonly address?: string;
  readonly tokenFile?: string;
}

/** Asks the daemon that runs for a scan, waits for its end, and says in short what it found. */
export async function runScanAsked(options: ScanAskedOptions): Promise<number> {
  const loaded = await loadConfig(readRequest(options.config === undefined ? {} : { config: options.config }));
  const failOn = readFailOn(options.failOn) ?? loaded.config.failOn;
  const address = await addressOf(loaded, options);
  const { account: accounts, region: regions, check: checks, control: controls } = options;
  const answer = await ask(address, { accounts, regions, checks, controls });
  if (answer.status >= 500) {
    const why = inert(String(answer.body["error"]));
    process.stderr.write(lines([`clausewatch: the scan failed: ${why} (the daemon's log says more)`]));
    return exit.failed;
  }
  if (answer.status !== 200) throw new UsageError(`the daemon refuses: ${String(answer.body["error"])}`);
  const { id, summary, open } = answer.body as unknown as ScanTold;
  if (summary === null) {
    const told = `Scan ${inert(id)} was broken off, for clausewatch stops.`;
    process.stdout.write(lines([told, "Ask again when it runs: what was read is not read twice, within six hours."]));
    return exit.incomplete;
  }
  const { cells } = summary;
  const found = Object.values(summary.findings).reduce((sum, one) => sum + one, 0);
  const told = [
    `Scan ${inert(id)}: ${count(found, "finding")}, ${count(open ?? 0, "open finding")} in all`,
    `${count(cells.planned, "cell")}: ${cells.pass} pass, ${cells.fail} fail, ${cells.unknown} unknown, ${cells["not-applicable"]} not applicable`,
  ];
  process.stdout.write(lines(told));
  return exitOf(summary, failOn);
}

async function ask(address: DaemonAddress, wanted: object): Promise<DaemonAnswer> {
  try {
    return await askForScan(address, wanted);
  } catch (error) {
    const where = "socket" in address ? address.socket : `${address.host}:${address.port}`;
    throw new UsageError(
      `no clausewatch answers at ${where}: ${(error as Error).message} (clausewatch serve runs one)`,
    );
  }
}

async function addressOf(
  { config, folder }: LoadedConfig,
  { address, tokenFile }: ScanAskedOptions,
): Promise<DaemonAddress> {
  const { socket } = config.serve;
  if (address === undefined) {
    if (socket === undefined)
      throw new UsageError("--now needs to know where the daemon is: serve.socket in the configuration, or --address");
    return { socket: resolve(folder, socket) };
  }
  const [, host = "", port = ""] = /^(?:http:\/\/)?(\[[0-9a-fA-F:.]+\]|[^:/\s]+):(\d{1,5})\/?$/.exec(address) ?? [];
  if (port === "") throw new UsageError(`--address ${address}: expected a host and a port, such as 127.0.0.1:9464`);
  if (tokenFile === undefined) throw new UsageError("--address needs --token-file: nobody may ask without the token");
  const token = await readFile(tokenFile, "utf8").catch((error: Error) => {
    throw new UsageError(`--token-file cannot be read: ${error.message}`);
  });
  return { host: host.replaceAll(/[[\]]/g, ""), port: Number(port), token: token.trim() };
}
