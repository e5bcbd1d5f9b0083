import { randomUUID } from "node:crypto";
import { enabled, summarised, type BoundCheck } from "../../app/enable.ts";
import type { Read } from "../../app/read.ts";
import type { Progress as ListingRead } from "../../app/reader.ts";
import { scan } from "../../app/scan.ts";
import { programName } from "../../app/version.ts";
import type { ScanEvent, Source, Summary } from "../../contract/index.ts";
import { resultsOf } from "../../policy/index.ts";
import type { OutputOptions } from "../options.ts";
import { progress } from "../progress.ts";
import type { Loaded } from "./load.ts";
import { openOutputs } from "./outputs.ts";
import { tryPlace } from "./write.ts";

/**
 * Judges a source with the loaded checks: results to the outputs, progress to standard error; and the policy as a page,
 * where that is asked for.
 */
export async function judge(
  loaded: Loaded,
  source: Source,
  options: Pick<OutputOptions, "output" | "render">,
): Promise<Summary> {
  const { render } = options;
  if (render === undefined) return await judgeAloud(loaded, source, options, () => undefined);
  await tryPlace(render);
  const kept: ScanEvent[] = [];
  const summary = await judgeAloud(loaded, source, options, (event) => void kept.push(event));
  const { writePage } = await import("./page.ts");
  await writePage(render, loaded.read, resultsOf(kept));
  return summary;
}

async function judgeAloud(
  loaded: Loaded,
  source: Source,
  options: Pick<OutputOptions, "output">,
  keep: (event: ScanEvent) => void,
): Promise<Summary> {
  const outputs = openOutputs(options.output ?? [{ format: "terminal", file: null }], process.stdout);
  const shown = progress(process.stderr, process.env);
  const emit = (event: ScanEvent) => {
    shown.event(event);
    outputs.emit(event);
    keep(event);
  };
  try {
    return await scanNow(loaded.read, source, loaded.checks, emit, (event) => shown.listing(event));
  } finally {
    shown.stop();
    await outputs.close();
  }
}

/** Judges a source with these of the checks that were read. */
export async function scanNow(
  { catalog, ownership, loaded }: Read,
  source: Source,
  checks: readonly BoundCheck[],
  emit: (event: ScanEvent) => void,
  progress: (event: ListingRead) => void = () => undefined,
): Promise<Summary> {
  return await scan({
    id: randomUUID(),
    program: programName(),
    source,
    checks: checks.map(enabled),
    summaries: checks.map((check) => summarised(check, catalog)),
    ownership,
    units: loaded.config.collect.units,
    now: () => new Date(),
    emit,
    progress,
  });
}
