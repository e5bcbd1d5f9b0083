import { loadGuarded } from "../../app/read.ts";
import { severities } from "../../contract/index.ts";
import { findingsText, inertJson, type ListedRow } from "../../report/index.ts";
import { findingsAt, type FindingThen } from "../../store/index.ts";
import { exit } from "../exit.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readRequest } from "./load.ts";
import { withStore, type StoreOptions } from "./store.ts";
import { writeAll } from "./write.ts";

export interface FindingsAtOptions extends Pick<SelectionOptions, "config">, StoreOptions {
  readonly output?: readonly OutputSpec<"terminal" | "json" | "jsonl">[];
}

const DAY = 86_400_000;

export async function runFindingsAt(date: string, options: FindingsAtOptions): Promise<number> {
  const loaded = await loadGuarded(readRequest(options));
  const at = endOf(date);
  const then = await withStore(loaded, options, new Date().toISOString(), async ({ db }) => {
    const all: FindingThen[] = [];
    for await (const each of findingsAt(db, at)) all.push(each);
    return all.sort((a, b) => severities.indexOf(a.facts.severity) - severities.indexOf(b.facts.severity));
  });
  const told = then.map(({ finding, episode, facts }) => ({ finding, episode, facts }));
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: (text) =>
      findingsText(
        then.map(rowThen),
        { title: `${then.length} open at ${at.slice(0, 16).replace("T", " ")} UTC.`, more: null, now: at },
        text,
      ),
    json: () => `${inertJson({ at, findings: told })}\n`,
    jsonl: () => told.map((each) => `${inertJson(each)}\n`).join(""),
  });
  return exit.ok;
}

/** The last millisecond of a day; a time as it is. */
export function endOf(date: string): string {
  const time = Date.parse(date);
  return new Date(date.length === 10 ? time + DAY - 1 : time).toISOString();
}

function rowThen({ finding, episode, facts }: FindingThen): ListedRow {
  const { waiver, closedByHand, ...rest } = facts;
  return {
    ...finding,
    ...rest,
    opened: episode.opened.at,
    waivedUntil: waiver?.until ?? null,
    closedByHand: closedByHand !== null,
  };
}
