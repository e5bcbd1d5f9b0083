import { constants } from "node:os";
import { readAll } from "../../app/record.ts";
import { programName } from "../../app/version.ts";
import type { AccountRead, Source } from "../../contract/index.ts";
import { listings } from "../../listings/index.ts";
import { createRecording, recordingInto } from "../../recording/index.ts";
import { count, inert, lines } from "../../report/index.ts";
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

  const live = await openLive(loaded, options);
  const stopped = interruption();
  const writer = await createRecording(options.out, {
    recorded: new Date().toISOString(),
    program: programName(),
    ...(live.only === undefined ? {} : { only: live.only }),
  });
  const shown = progress(process.stderr, process.env);
  const say = (text: string) => process.stderr.write(lines([inert(text)]));
  try {
    const source = telling(recordingInto(live, writer), (event) => shown.event(event));
    const reading = readAll(source, wanted, loaded.config.collect.units, (event) => shown.listing(event));
    const read = await Promise.race([reading, stopped.signal]);
    shown.stop();
    if (typeof read === "string") {
      await writer.abort();
      say(`${read}: no recording was written`);
      // Calls that are under way would keep the process.
      process.exit(128 + constants.signals[read]);
    }
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
    say(`${options.out}: ${count(read.complete, "listing")} of ${count(read.accounts.length, "account")}`);
    if (read.unreadable > 0)
      say(
        `${count(read.unreadable, "listing")} could not be read; the recording says why, and what needs them will be unknown`,
      );
    return read.open && read.unreadable === 0 ? exit.ok : exit.incomplete;
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    stopped.ignore();
    shown.stop();
    live.close();
  }
}

/** Resolves with the signal by which the user or the system ends the program; a second one ends it at once. */
function interruption(): { readonly signal: Promise<"SIGINT" | "SIGTERM">; ignore(): void } {
  const { promise, resolve } = Promise.withResolvers<"SIGINT" | "SIGTERM">();
  const interrupt = () => resolve("SIGINT");
  const terminate = () => resolve("SIGTERM");
  process.once("SIGINT", interrupt).once("SIGTERM", terminate);
  const ignore = () => void process.off("SIGINT", interrupt).off("SIGTERM", terminate);
  return { signal: promise, ignore };
}

/** The same source; tells of its accounts, as a scan does. */
function telling(source: Source, tell: (event: AccountRead) => void): Source {
  return {
    ...source,
    accounts: async () => {
      const plans = await source.accounts();
      for (const plan of plans) {
        const { account, accountName, disabled } = plan;
        const name = accountName === undefined ? {} : { accountName };
        tell({ type: "account", account, ...name, regions: plan.regions.map(({ region }) => region), disabled });
      }
      return plans;
    },
  };
}
