import { randomUUID } from "node:crypto";
import { enabled, summarised, type BoundCheck } from "../../app/enable.ts";
import { Follower, type FollowOptions } from "../../app/follow.ts";
import { settingsOf } from "../../app/open-store.ts";
import { scanLedger } from "../../app/ledger/scan-ledger.ts";
import type { Read } from "../../app/read.ts";
import type { Progress as ListingRead } from "../../app/reader.ts";
import { scan } from "../../app/scan.ts";
import { programName } from "../../app/version.ts";
import { refuseLongWaivers } from "../../app/waived.ts";
import type { ScanEvent, Source, Summary } from "../../contract/index.ts";
import { resultsOf } from "../../policy/index.ts";
import { inert, lines } from "../../report/index.ts";
import { whileScanning, type Store } from "../../store/index.ts";
import type { OutputOptions, SelectionOptions } from "../options.ts";
import { progress } from "../progress.ts";
import type { Loaded } from "./load.ts";
import { openOutputs } from "./outputs.ts";
import { withStoreIfAny, type StoreOptions } from "./store.ts";
import { tryPlace } from "./write.ts";

type Options = Pick<OutputOptions, "output" | "render"> &
  Partial<Pick<SelectionOptions, "check" | "control">> &
  StoreOptions;

/** What a scan was asked about, where that is less than is configured. */
type Asked = Pick<NonNullable<FollowOptions["only"]>, "accounts" | "regions">;

/**
 * Judges a source with the loaded checks: results to the outputs, progress to standard error; what changed since the last
 * scan, where there is a store; and the policy as a page, where that is asked for.
 */
export async function judge(loaded: Loaded, source: Source, options: Options, asked: Asked = {}): Promise<Summary> {
  const { render } = options;
  if (render !== undefined) await tryPlace(render);
  const kept: ScanEvent[] = [];
  const keep = (event: ScanEvent) => void (render !== undefined && kept.push(event));
  const now = new Date().toISOString();
  const at = source.recorded === undefined ? now : new Date(source.recorded).toISOString();
  refuseLongWaivers(loaded.read, { at, now });
  const scanIn = async (store: Store | null) => {
    if (store === null) return await judgeAloud(loaded, source, options, keep, null);
    return await whileScanning(store, now, async (givenUp) => {
      for (const { started } of givenUp)
        process.stderr.write(`The scan that began at ${started} was not finished: it is given up.\n`);
      const { manifest, sequence, printed, warnings } = await scanLedger(store, loaded.read, process.env);
      const follower = new Follower({ store, ...followed(loaded, options, asked), manifest, sequence });
      const summary = await judgeAloud(loaded, source, options, keep, follower);
      for (const note of printed) process.stdout.write(note);
      if (warnings.length > 0) process.stderr.write(lines(warnings.map((line) => inert(line))));
      return summary;
    });
  };
  const summary = await withStoreIfAny(loaded.read.loaded, options, now, scanIn, { make: true });
  if (render !== undefined) {
    const { writePage } = await import("./page.ts");
    await writePage(render, loaded.read, resultsOf(kept));
  }
  return summary;
}

function followed({ checks, read }: Loaded, { check = [], control = [] }: Options, asked: Asked) {
  const { catalog, loaded, waivers } = read;
  const chosen = check.length + control.length > 0;
  const only = { ...asked, ...(chosen ? { checks: checks.map((bound) => bound.check.id) } : {}) };
  return {
    checks: checks.map((bound) => ({
      summary: summarised(bound, catalog),
      aliases: bound.check.aliases,
      estate: bound.check.over === null,
    })),
    enabled: read.checks.map((bound) => bound.check.id),
    ...(Object.keys(only).length === 0 ? {} : { only }),
    settings: settingsOf(loaded),
    waivers,
  };
}

async function judgeAloud(
  loaded: Loaded,
  source: Source,
  options: Pick<OutputOptions, "output">,
  keep: (event: ScanEvent) => void,
  follower: Follower | null,
): Promise<Summary> {
  const outputs = openOutputs(options.output ?? [{ format: "terminal", file: null }], process.stdout);
  const shown = progress(process.stderr, process.env);
  const emit = (event: ScanEvent) => {
    shown.event(event);
    outputs.emit(event);
    keep(event);
  };
  try {
    return await scanNow(loaded.read, source, loaded.checks, emit, (event) => shown.listing(event), follower);
  } finally {
    shown.stop();
    await outputs.close();
  }
}

/** Judges a source with these of the checks that were read. */
export async function scanNow(
  { catalog, ownership, access, waivers, loaded }: Read,
  source: Source,
  checks: readonly BoundCheck[],
  emit: (event: ScanEvent) => void,
  progress: (event: ListingRead) => void = () => undefined,
  follower: Follower | null = null,
): Promise<Summary> {
  return await scan({
    id: randomUUID(),
    program: programName(),
    source,
    checks: checks.map(enabled),
    summaries: checks.map((check) => summarised(check, catalog)),
    ownership,
    access,
    waivers,
    follower,
    units: loaded.config.collect.units,
    now: () => new Date(),
    emit,
    progress,
  });
}
