/**
 * The oracle of faults, over the whole way from HTTP to cells: a scan without fault, then one with the fault. Every
 * cell must be the same, or unknown with a subset of the same fails; none may be missing; the reason must name the call.
 */
import { proofListings, targetListings } from "../../src/access/index.ts";
import type { Follower } from "../../src/app/follow.ts";
import { liveSource, systemClock } from "../../src/collect/index.ts";
import type { Cell, Finding, Listing } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import type { EnabledCheck } from "../../src/evaluate/index.ts";
import { listings, services } from "../../src/listings/index.ts";
import {
  baseCredentials,
  faults,
  startReplay,
  type Fault,
  type FaultRule,
  type ReplayOptions,
} from "../../src/replay/index.ts";
import { demoChecks, judged, type Judged } from "../demo/judged.ts";

const account = "111122223333";
const region = "eu-central-1";
const recording = demoRecording();

export interface Case {
  readonly listing: Listing;
  readonly fault: Fault;
  /** `first`, `middle` or `last` of the pages that a scan asks for, one item a page. */
  readonly at: "first" | "middle" | "last";
}

/** Every listing that a check reads × every fault × first, middle, last page. */
export async function sweepCases(): Promise<readonly Case[]> {
  const read = listingsReadBy(await demoChecks());
  const places = ["first", "middle", "last"] as const;
  return [...listings.values()]
    .filter((listing) => read.has(listing))
    .flatMap((listing) => faults.flatMap((fault) => places.map((at) => ({ listing, fault, at }))));
}

/** The listings that checks read, with what these are asked by. */
export function listingsReadBy(checks: readonly EnabledCheck[]): ReadonlySet<Listing> {
  const all = new Set<Listing>();
  const add = (listing: Listing) => {
    all.add(listing);
    if (listing.each !== undefined) add(listing.each.of);
  };
  for (const check of checks) for (const listing of listingsOf(check)) add(listing);
  return all;
}

function listingsOf({ over, with: beside }: EnabledCheck): readonly Listing[] {
  return [...(over === null ? [] : [over]), ...Object.values(beside)];
}

/** Listings that tell what is in the network; of the others only what stands on a way makes a network check unknown. */
const told = new Set<Listing>(targetListings.map((name) => proofListings[name]));

/** Whether a check is unknown wherever the listing was not read, whatever is there. */
export function hangsOn(check: EnabledCheck, listing: Listing): boolean {
  const all = [...listingsReadBy([check])];
  if (check.judge.scope !== "network") return all.includes(listing);
  return told.has(listing) || all.some((each) => told.has(each) && each.each?.of === listing);
}

/** Whether a check cannot be decided without the listing. */
function needs(check: EnabledCheck, listing: Listing): boolean {
  return listingsReadBy([check]).has(listing);
}

interface ScanOptions {
  readonly regions?: readonly string[] | "all";
  readonly pageLimit?: NonNullable<ReplayOptions["pageLimit"]>;
  /** Per try. Short where a call is to get no answer; long elsewhere, for the machine may be busy. */
  readonly timeoutSeconds?: number;
  /** Keeps what is found over time. */
  readonly follower?: Follower;
}

/** Scans the sample account over HTTP. `calls`: how often each operation was called. */
export async function scanDemo(
  checks: readonly EnabledCheck[],
  rules: readonly FaultRule[],
  { regions = [region], pageLimit = {}, timeoutSeconds = 20, follower }: ScanOptions = {},
): Promise<Judged & { readonly calls: ReadonlyMap<string, number> }> {
  const replay = await startReplay({
    recordings: [recording],
    faults: rules,
    pageLimit,
  });
  process.env["AWS_ENDPOINT_URL"] = replay.url;
  process.env["AWS_ACCESS_KEY_ID"] = baseCredentials.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = baseCredentials.secretAccessKey;
  const calls = { attempts: 1, timeoutSeconds, concurrency: 16, program: "clausewatch sweep" };
  const source = liveSource({
    accounts: [{ id: account }],
    regions,
    homeRegion: region,
    maxShare: 1,
    calls,
    clock: unpaced,
  });
  try {
    const result = await judged(source, checks, follower);
    const calls = Map.groupBy(replay.requests, ({ service, operation }) => `${service} ${operation}`);
    return { ...result, calls: new Map([...calls].map(([call, made]) => [call, made.length])) };
  } finally {
    source.close();
    await replay.close();
  }
}

/** Pages of one item would wait for their turn; here the answers matter, not the pace. */
const unpaced = { ...systemClock, sleep: async () => undefined };

export interface Verdict {
  readonly problems: readonly string[];
  /** Whether the fault befell a call at all. */
  readonly met: boolean;
}

export interface Sweep {
  run(one: Case): Promise<Verdict>;
}

/** Prepares the scans without fault, to which those with one are compared. */
export async function prepareSweep(): Promise<Sweep> {
  const checks = await demoChecks();
  const baselines = new Map<string, ReturnType<typeof scanDemo>>();
  return {
    run: async ({ listing, fault, at }) => {
      const concerned = checks.filter((check) => needs(check, listing));
      const { service, operation } = listing;
      const names = concerned.map(({ id }) => id).join();
      let baseline = baselines.get(names);
      if (baseline === undefined) {
        baseline = scanDemo(concerned, [], { pageLimit: 1 });
        baselines.set(names, baseline);
      }
      const right = await baseline;
      const made = right.calls.get(`${service} ${operation}`) ?? 0;
      const nth = { first: 1, middle: Math.ceil(made / 2), last: made }[at];
      const rule: FaultRule =
        fault === "missing-field"
          ? { service, operation, nth, fault, field: requiredField(listing) }
          : // What is renewed or tried once more must go wrong again.
            { service, operation, nth, times: fault === "expired-token" ? 1_000 : 1, fault };
      const timeoutSeconds = fault === "timeout" ? 1 : 20;
      // What nothing befalls may come whole: that it does not matter how it comes, the scan without fault tells.
      const wrong = await scanDemo(concerned, [rule], { pageLimit: { [operation]: 1 }, timeoutSeconds });
      return { problems: compare(right, wrong, concerned, listing), met: made > 0 };
    },
  };
}

/** A field without which an item cannot be judged. */
function requiredField({ fields, each }: Listing): string {
  const names = Object.entries(fields).flatMap(([name, { need }]) =>
    need === "required" && name !== each?.by ? [name] : [],
  );
  return names.at(-1) ?? "";
}

function compare(right: Judged, wrong: Judged, checks: readonly EnabledCheck[], listing: Listing): string[] {
  const problems: string[] = [];
  const cells = new Map(wrong.cells.map((cell) => [cell.check, cell]));
  const known = new Set(right.findings.map(({ key }) => key));
  for (const { key, check } of wrong.findings)
    if (!known.has(key)) problems.push(`${check}: a finding that was not there`);
  for (const before of right.cells) {
    const after = cells.get(before.check);
    if (after === undefined) problems.push(`${before.check}: no cell`);
    else problems.push(...compareCell(before, after, findingsOf(right, before.check), findingsOf(wrong, before.check)));
  }
  const touched = checks.filter((check) => cells.get(check.id)?.status === "unknown");
  const api = `${services[listing.service].iamPrefix}:${listing.operation}`;
  for (const { id } of touched) {
    if (right.cells.some((cell) => cell.check === id && cell.status === "unknown")) continue;
    const reasons = JSON.stringify(cells.get(id)?.reasons);
    if (!reasons.includes(api)) problems.push(`${id}: its reason does not name ${api}: ${reasons}`);
  }
  if (touched.length === 0 && checks.some((check) => hangsOn(check, listing))) problems.push("no cell is unknown");
  if (touched.length > 0 && wrong.summary.cells.unknown === 0)
    problems.push("the scan does not say that it is incomplete");
  return problems;
}

function findingsOf({ findings }: Judged, check: string): readonly Finding[] {
  return findings.filter((finding) => finding.check === check);
}

function compareCell(before: Cell, after: Cell, was: readonly Finding[], is: readonly Finding[]): string[] {
  if (after.status === "unknown")
    return is.length <= was.length ? [] : [`${before.check}: more fails than without fault`];
  const same =
    JSON.stringify([before.status, before.resources, was.map(({ key }) => key).sort()]) ===
    JSON.stringify([after.status, after.resources, is.map(({ key }) => key).sort()]);
  return same ? [] : [`${before.check}: ${before.status} became ${after.status}`];
}
