import { refuseLongWaivers } from "../../app/waived.ts";
import type { Read } from "../../app/read.ts";
import { ConfigError } from "../../config/index.ts";
import { inertJson, waiversText, waiverWarningsText } from "../../report/index.ts";
import { waiverReport } from "../../store/index.ts";
import { inForce, waiverWarnings } from "../../track/index.ts";
import { exit } from "../exit.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readPolicies } from "./load.ts";
import { withStoreIfAny, type StoreOptions } from "./store.ts";
import { writeAll } from "./write.ts";

export interface WaiversOptions extends Pick<SelectionOptions, "config">, StoreOptions {
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
  /** Instead of now: a day, or a time. */
  readonly on?: string;
}

export async function runWaiversList(options: WaiversOptions): Promise<number> {
  const { read, now, covered } = await standing(options);
  const quotes = new Map(read.bound.exceptions.map((clause) => [clause?.hash, clause?.text]));
  const rows = read.waivers.map((waiver) => ({
    waiver,
    inForce: inForce(waiver, now),
    covered: covered?.get(waiver.id) ?? null,
  }));
  // The hash of a sentence is for programs.
  const quoted = rows.map((row) => ({
    ...row,
    waiver: { ...row.waiver, clause: quotes.get(row.waiver.clause) ?? row.waiver.clause },
  }));
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => waiversText(quoted, text),
    json: () => `${inertJson(rows.map(({ waiver, ...row }) => ({ ...waiver, ...row })))}\n`,
  });
  return exit.ok;
}

export async function runWaiversCheck(options: WaiversOptions): Promise<number> {
  const { read, now, covered } = await standing(options);
  refuseLongWaivers(read, { at: now, now });
  const covering = read.waivers.flatMap(({ id }) => (covered === null || covered.get(id)! > 0 ? [id] : []));
  const warnings = waiverWarnings(read.waivers, new Set(covering), now);
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => waiverWarningsText(warnings, text),
    json: () => `${inertJson(warnings)}\n`,
  });
  return warnings.length > 0 ? exit.findings : exit.ok;
}

/** The waivers, and how many open findings each covers; null where there is no store. */
async function standing(options: WaiversOptions): Promise<{
  read: Read;
  now: string;
  covered: ReadonlyMap<string, number> | null;
}> {
  const read = await readPolicies(options);
  await read.catalog.close();
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  const now = (options.on === undefined ? new Date() : new Date(options.on)).toISOString();
  const covered = await withStoreIfAny(read.loaded, options, now, async (store) =>
    store === null ? null : (await waiverReport(store.db, read.waivers, now)).covered,
  );
  return { read, now, covered };
}
