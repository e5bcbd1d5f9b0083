import { Follower } from "../../app/follow.ts";
import { scanLedger } from "../../app/ledger/scan-ledger.ts";
import { keptListings } from "../../app/open-store.ts";
import { followed, scanNow, type Asked } from "../../app/scan-now.ts";
import { refuseLongWaivers } from "../../app/waived.ts";
import type { ScanEvent, Source, Summary } from "../../contract/index.ts";
import { resultsOf } from "../../policy/index.ts";
import { inert, lines } from "../../report/index.ts";
import { whileScanning, type Store, type StoreAddress } from "../../store/index.ts";
import type { OutputOptions, SelectionOptions } from "../options.ts";
import { progress } from "../progress.ts";
import type { Loaded } from "./load.ts";
import { openOutputs } from "./outputs.ts";
import { sendAloud } from "./sending.ts";
import { withStoreIfAny, type StoreOptions } from "./store.ts";
import { tryPlace } from "./write.ts";

type Options = Pick<OutputOptions, "output" | "render"> &
  Partial<Pick<SelectionOptions, "check" | "control">> &
  StoreOptions & {
    /** False: what sinks are to be told waits in the store. */
    readonly deliver?: boolean;
  };

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
  const scanIn = async (store: Store | null, address: StoreAddress | null) => {
    if (store === null || address === null) return await judgeAloud(loaded, source, options, keep, null);
    const summary = await whileScanning(store, now, async (givenUp) => {
      for (const { started } of givenUp)
        process.stderr.write(`The scan that began at ${started} was not finished: it is given up.\n`);
      const { manifest, sequence, printed, warnings } = await scanLedger(store, loaded.read, process.env);
      const follower = new Follower({
        store,
        ...followed(loaded.read, loaded.checks, narrowedBy(options, asked)),
        keep: keptListings(loaded.read.loaded, address),
        manifest,
        sequence,
      });
      const summary = await judgeAloud(loaded, source, options, keep, follower);
      for (const note of printed) process.stdout.write(note);
      if (warnings.length > 0) process.stderr.write(lines(warnings.map((line) => inert(line))));
      return summary;
    });
    if (options.deliver !== false) await sendAloud(store, loaded.read);
    return summary;
  };
  const summary = await withStoreIfAny(loaded.read.loaded, options, now, scanIn, { make: true });
  if (render !== undefined) {
    const { writePage } = await import("./page.ts");
    await writePage(render, loaded.read, resultsOf(kept));
  }
  return summary;
}

/** What was asked for, where that is less than is configured. */
function narrowedBy({ check = [], control = [] }: Options, asked: Asked): Asked & { readonly chosen: boolean } {
  return { ...asked, chosen: check.length + control.length > 0 };
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
    return await scanNow(loaded.read, source, loaded.checks, {
      emit,
      progress: (event) => shown.listing(event),
      follower,
    });
  } finally {
    shown.stop();
    await outputs.close();
  }
}
