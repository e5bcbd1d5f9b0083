import { loadGuarded } from "../../app/read.ts";
import { findingText, inertJson } from "../../report/index.ts";
import { showFinding } from "../../store/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readRequest } from "./load.ts";
import { withStore, type StoreOptions } from "./store.ts";
import { writeAll } from "./write.ts";

export interface FindingsShowOptions extends Pick<SelectionOptions, "config">, StoreOptions {
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

export async function runFindingsShow(id: string, options: FindingsShowOptions): Promise<number> {
  const loaded = await loadGuarded(readRequest(options));
  const now = new Date().toISOString();
  const shown = await withStore(loaded, options, now, ({ db }) => showFinding(db, id.toLowerCase()));
  if (shown === null)
    throw new UsageError(`no finding of the store has the key ${id}, or several begin so: findings list shows them`);
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) => findingText(shown, now, text),
    json: () => `${inertJson(shown)}\n`,
  });
  return exit.ok;
}
