import { loadGuarded } from "../../app/read.ts";
import { summarised } from "../../app/enable.ts";
import { programName } from "../../app/version.ts";
import type { CheckSummary, Severity } from "../../contract/index.ts";
import { findingsText, inertJson, storedText, type ListedRow } from "../../report/index.ts";
import {
  listFindings,
  withClauses,
  type FindingFilter,
  type FindingOrder,
  type ListedFinding,
} from "../../store/index.ts";
import type { TrackedFinding } from "../../track/index.ts";
import { exit } from "../exit.ts";
import type { OutputSpec, SelectionOptions } from "../options.ts";
import { readAll, readRequest } from "./load.ts";
import { withStore, type StoreOptions } from "./store.ts";
import { writeAll } from "./write.ts";

type Format = "terminal" | "json" | "jsonl" | "csv" | "ocsf" | "asff";
/** Formats that say what a check is, too. */
const OTHERS: ReadonlySet<Format> = new Set<Format>(["csv", "ocsf", "asff"]);

export interface FindingsListOptions
  extends Pick<SelectionOptions, "config" | "check" | "account" | "region">, StoreOptions {
  readonly output?: readonly OutputSpec<Format>[];
  readonly state: "open" | "resolved" | "all";
  readonly severity: readonly Severity[];
  readonly resource: readonly string[];
  readonly customer: readonly string[];
  readonly owner: readonly string[];
  readonly waived?: true;
  readonly notWaived?: true;
  readonly unverified?: true;
  readonly outOfScope?: true;
  readonly closedByHand?: true;
  readonly overdue?: true;
  readonly dueBefore?: string;
  readonly openedSince?: string;
  readonly changedSince?: string;
  readonly sort: FindingOrder;
  readonly limit: number;
  readonly after?: string;
}

export async function runFindingsList(options: FindingsListOptions): Promise<number> {
  const specs = options.output ?? [{ format: "terminal", file: null }];
  const needsChecks = specs.some(({ format }) => OTHERS.has(format));
  const { loaded, checks } = needsChecks
    ? await withSummaries(options)
    : { loaded: await loadGuarded(readRequest(options)), checks: new Map<string, CheckSummary>() };
  const now = new Date().toISOString();
  const { sort: order, limit, after } = options;
  const asked = { filter: filterOf(options, now), order, limit, now, ...(after === undefined ? {} : { after }) };
  const { findings, next, stored } = await withStore(loaded, options, now, async ({ db }) => {
    const page = await listFindings(db, asked);
    const told = needsChecks ? await withClauses(db, page.findings) : [];
    return { ...page, stored: told.map((one) => ({ ...one, check: checks.get(one.finding.check) })) };
  });
  if (next !== null && !specs.some(({ format }) => format === "terminal" || format === "json"))
    process.stderr.write(`There are more: --after ${next}\n`);
  const text = (format: "csv" | "ocsf" | "asff") => () => storedText(format, stored, programName());
  await writeAll<Format>(specs, {
    terminal: (text) =>
      findingsText(
        findings.map((finding) => rowOf(finding, now)),
        {
          title: `${findings.length} ${findings.length === 1 ? "finding" : "findings"}${next === null ? "" : ", and more"}.`,
          more: next === null ? null : `The next ones: --after ${next}`,
          now,
        },
        text,
      ),
    json: () => `${inertJson({ findings: findings.map(withoutNumber), next })}\n`,
    jsonl: () => findings.map((finding) => `${inertJson(withoutNumber(finding))}\n`).join(""),
    csv: text("csv"),
    ocsf: text("ocsf"),
    asff: text("asff"),
  });
  return exit.ok;
}

/** What the enabled checks are, under the ids that they have or had. */
async function withSummaries(options: FindingsListOptions) {
  const { loaded, checks, catalog } = await readAll(options);
  await catalog.close();
  const summaries = checks.flatMap((bound) => {
    const summary = summarised(bound, catalog);
    return [bound.check.id, ...bound.check.aliases].map((id) => [id, summary] as const);
  });
  return { loaded, checks: new Map(summaries) };
}

function filterOf(options: FindingsListOptions, now: string): FindingFilter {
  const { state, waived, notWaived, unverified, outOfScope, closedByHand, overdue, dueBefore } = options;
  const lists = (["severity", "check", "account", "region", "resource", "customer", "owner"] as const).flatMap((name) =>
    options[name].length > 0 ? [[name, options[name]] as const] : [],
  );
  const times = (["openedSince", "changedSince"] as const).flatMap((name) =>
    options[name] === undefined ? [] : [[name, new Date(options[name]).toISOString()] as const],
  );
  const before = [
    ...(dueBefore === undefined ? [] : [new Date(dueBefore).toISOString()]),
    ...(overdue === undefined ? [] : [now]),
  ].sort();
  return {
    ...(state === "all" ? {} : { state }),
    ...Object.fromEntries(lists),
    ...Object.fromEntries(times),
    ...(waived === undefined && notWaived === undefined ? {} : { waived: waived === true }),
    ...(before[0] === undefined ? {} : { dueBefore: before[0] }),
    ...(unverified === undefined ? {} : { unverified }),
    ...(outOfScope === undefined ? {} : { outOfScope }),
    ...(closedByHand === undefined ? {} : { closedByHand }),
  };
}

export function rowOf(finding: TrackedFinding, now: string): ListedRow {
  const { waiver, closedByHand, episode } = finding;
  return {
    ...finding,
    opened: episode.opened.at,
    waivedUntil: waiver !== null && !waiver.expired && waiver.until > now ? waiver.until : null,
    closedByHand: closedByHand !== null,
  };
}

/** The number of the row is the store's own. */
function withoutNumber(listed: ListedFinding): TrackedFinding {
  const { id: _, ...finding } = listed;
  return finding;
}
