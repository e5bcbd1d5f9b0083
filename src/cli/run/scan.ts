import { basename } from "node:path";
import { openRecording } from "../../recording/index.ts";
import { exitOf } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { ScanCommandOptions } from "../scan.ts";
import { judge } from "./judge.ts";
import { openLive } from "./live.ts";
import { load } from "./load.ts";
import { narrowed } from "./narrowed.ts";

export async function runScan(options: ScanCommandOptions): Promise<number> {
  const { from } = options;
  if (from !== undefined && options.profile !== undefined) {
    throw new UsageError("--profile and --from exclude each other: a recording needs no credentials");
  }
  const loaded = await load(options);
  try {
    const source = from === undefined ? await openLive(loaded, options) : await openFile(from, options);
    try {
      return exitOf(await judge(loaded, source, options), loaded.failOn);
    } finally {
      source.close();
    }
  } finally {
    await loaded.close();
  }
}

async function openFile(from: string, options: ScanCommandOptions) {
  const recording = await openRecording(from);
  return { ...narrowed(recording, recording.plans, options), name: basename(from), close: () => undefined };
}
