import { readAll } from "../../app/record.ts";
import { programName } from "../../app/version.ts";
import { listings } from "../../listings/index.ts";
import { createRecording, recordingInto } from "../../recording/index.ts";
import { inert } from "../../report/index.ts";
import { exit } from "../exit.ts";
import type { SelectionOptions } from "../options.ts";
import { progress } from "../progress.ts";
import { openLive } from "./live.ts";
import { load } from "./load.ts";

export interface RecordOptions extends SelectionOptions {
  readonly out: string;
}

export async function runRecord(options: RecordOptions): Promise<number> {
  const loaded = await load(options);
  await loaded.close();
  const narrow = options.check.length + options.control.length > 0;
  const all = narrow ? loaded.checks.flatMap((check) => check.listings) : [...listings.values()];
  const wanted = new Set(all.filter(({ scope }) => scope !== "account"));

  const writer = await createRecording(options.out, { recorded: new Date().toISOString(), program: programName() });
  const shown = progress(process.stderr, process.env);
  const live = await openLive(loaded, options);
  const say = (text: string) => process.stderr.write(`${inert(text)}\n`);
  try {
    const read = await readAll(recordingInto(live, writer), wanted, loaded.units, (event) => shown.listing(event));
    shown.stop();
    for (const { account, unreadable } of read.accounts) {
      if (unreadable !== undefined)
        say(`account ${account}: ${unreadable.api}: ${unreadable.code}: ${unreadable.message}`);
    }
    if (read.complete === 0) {
      say("nothing could be read: no recording was written");
      await writer.abort();
      return exit.failed;
    }
    await writer.close();
    say(`${options.out}: ${read.complete} listings of ${read.accounts.length} accounts`);
    if (read.unreadable === 0) return exit.ok;
    say(`${read.unreadable} listings could not be read; the recording says why, and what needs them will be unknown`);
    return exit.incomplete;
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    shown.stop();
    live.close();
  }
}
