import { randomUUID } from "node:crypto";
import { enabled, summarised } from "../../app/enable.ts";
import { scan } from "../../app/scan.ts";
import { programName } from "../../app/version.ts";
import type { Source, Summary } from "../../contract/index.ts";
import type { OutputOptions } from "../options.ts";
import { progress } from "../progress.ts";
import type { Loaded } from "./load.ts";
import { openOutputs } from "./outputs.ts";

/** Judges a source with the loaded checks: results to the outputs, progress to standard error. */
export async function judge(loaded: Loaded, source: Source, options: Pick<OutputOptions, "output">): Promise<Summary> {
  const outputs = openOutputs(options.output ?? [{ format: "terminal", file: null }], process.stdout);
  const shown = progress(process.stderr, process.env);
  try {
    return await scan({
      id: randomUUID(),
      program: programName(),
      source,
      checks: loaded.checks.map(enabled),
      summaries: loaded.checks.map((check) => summarised(check, loaded.catalog)),
      units: loaded.units,
      now: () => new Date(),
      emit: (event) => {
        shown.event(event);
        outputs.emit(event);
      },
      progress: (event) => shown.listing(event),
    });
  } finally {
    shown.stop();
    await outputs.close();
  }
}
