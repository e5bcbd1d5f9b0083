import { dropUnnamed } from "../../app/ledger/kept.ts";
import { recordingsFolder } from "../../app/open-store.ts";
import { loadGuarded } from "../../app/read.ts";
import { count, inert, inertJson, lines, number, pad } from "../../report/index.ts";
import { KeptListings } from "../../recording/index.ts";
import { compact, storeInfo, type StoreInfo } from "../../store/index.ts";
import { exit } from "../exit.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readRequest } from "./load.ts";
import { withStore, type StoreOptions } from "./store.ts";
import { writeAll } from "./write.ts";

export interface StoreCommandOptions extends Pick<SelectionOptions, "config">, StoreOptions {}

export interface StoreInfoOptions extends StoreCommandOptions {
  readonly output?: readonly OutputSpec<"terminal" | "json">[];
}

export async function runStoreInfo(options: StoreInfoOptions): Promise<number> {
  const loaded = await loadGuarded(readRequest(options));
  const info = await withStore(loaded, options, new Date().toISOString(), storeInfo);
  await writeAll(options.output ?? [{ format: "terminal", file: null }], {
    terminal: () => infoText(info),
    json: () => `${inertJson(info)}\n`,
  });
  return exit.ok;
}

export async function runStoreMigrate(options: StoreCommandOptions): Promise<number> {
  const loaded = await loadGuarded(readRequest(options));
  const at = new Date().toISOString();
  const taken = await withStore(loaded, options, at, async ({ migrated }) => migrated, { make: true });
  const told =
    taken.length === 0 ? "It is up to date." : `Took ${count(taken.length, "migration")}: ${taken.join(", ")}.`;
  process.stdout.write(`${told}\n`);
  return exit.ok;
}

export async function runStoreCompact(options: StoreCommandOptions): Promise<number> {
  const loaded = await loadGuarded(readRequest(options));
  const at = new Date().toISOString();
  const { findings, scans, waivers, entries, listings } = await withStore(
    loaded,
    options,
    at,
    async (store, address) => {
      const compacted = await compact(store, { at });
      const folder = recordingsFolder(loaded, address);
      return {
        ...compacted,
        listings: folder === null ? 0 : await dropUnnamed(store.db, new KeptListings(folder), at),
      };
    },
  );
  const told = [
    count(findings, "finding"),
    count(scans, "scan"),
    count(waivers, "waiver"),
    ...(listings > 0 ? [count(listings, "recorded listing")] : []),
  ].join(", ");
  const more = entries > 0 ? ` The next scan takes ${count(entries, "entry", "entries")} out of the ledger.` : "";
  process.stdout.write(`Deleted after the time that they are kept: ${told}.${more}\n`);
  return exit.ok;
}

function infoText({
  dialect,
  store,
  created,
  schema,
  findings,
  scans,
  units,
  ledgerPending,
  bytes,
}: StoreInfo): string {
  const split = (counts: Readonly<Record<string, number | undefined>>) => {
    const known = Object.entries(counts).filter(([, n]) => (n ?? 0) > 0);
    const total = known.reduce((sum, [, n]) => sum + n!, 0);
    const parts = known.map(([name, n]) => `${number(n!)} ${name}`).join(", ");
    return known.length === 0 ? "none" : `${number(total)} (${parts})`;
  };
  const facts: readonly (readonly [string, string])[] = [
    ["store", inert(store)],
    ["database", `${dialect === "sqlite" ? "SQLite" : "PostgreSQL"}, schema ${schema}`],
    ["created", inert(created)],
    ["open", split(findings.open)],
    ["resolved", split(findings.resolved)],
    ["scans", split(scans)],
    ["units", number(units)],
    ["pending", `${number(ledgerPending)} for the ledger`],
    ["size", `${number(Math.ceil(bytes / 1024))} kB`],
  ];
  return lines(facts.map(([name, text]) => `${pad(name, 9)} ${text}`));
}
