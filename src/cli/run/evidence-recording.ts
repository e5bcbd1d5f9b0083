import { recordingsFolder } from "../../app/open-store.ts";
import { writeKept } from "../../app/ledger/kept.ts";
import { KeptListings } from "../../recording/index.ts";
import { count, inert, lines } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import { endOf } from "./findings-at.ts";
import { withLedger, type LedgerOptions } from "./ledger-open.ts";
import { tryPlace } from "./write.ts";

export interface KeptRecordingOptions extends LedgerOptions {
  /** A scan's number or name. */
  readonly scan?: string;
  /** A day or a time. */
  readonly at?: string;
  readonly out: string;
}

export async function runEvidenceRecording(options: KeptRecordingOptions): Promise<number> {
  const { scan, at, out } = options;
  const which = scan !== undefined ? { scan } : at !== undefined ? { by: endOf(at) } : null;
  if (which === null) throw new UsageError("name the scan with --scan, or a time with --at");
  await tryPlace(out);
  return await withLedger(options, async ({ store, address, loaded }) => {
    const folder = recordingsFolder(loaded, address);
    if (folder === null) throw new UsageError("name the folder of what scans read: `store.recordings`");
    const { listings, items, recorded, entry, ...kept } = await writeKept(
      store.db,
      new KeptListings(folder),
      which,
      out,
    );
    const held =
      entry === null
        ? "the ledger does not tell of this scan yet: they are what the store says"
        : `each held against entry ${entry} of the ledger, which \`ledger verify\` verifies`;
    const told = [
      `${out}: the scan ${kept.scan}, read at ${recorded}`,
      `${count(listings, "listing")}, ${count(items, "item")}; ${held}`,
    ];
    process.stdout.write(lines(told.map((line) => inert(line))));
    return exit.ok;
  });
}
