import type { AccountPlan } from "../contract/index.ts";
import { listings } from "../listings/index.ts";
import { recordingOf, type Line, type Recording } from "../recording/index.ts";
import { newRegion, type Region } from "./build/index.ts";
import { cleanCompany, PRODUCTION, SANDBOX } from "./company.ts";
import { sins } from "./sins.ts";

export interface DemoOptions {
  /** The ids of the sins that are not committed; none, if absent. */
  readonly mended?: readonly string[] | "all";
  /** So many days after the day of the sample account. */
  readonly later?: number;
}

const RECORDED = "2026-03-02T06:00:00Z";
const DAY = 86_400_000;

const ENABLED = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];
const DISABLED = ["af-south-1", "ap-east-1", "eu-south-1", "il-central-1", "me-south-1"];

/** The accounts of Example Health as a recording. Throws for a sin that nobody knows. */
export function demoRecording({ mended = [], later = 0 }: DemoOptions = {}): Recording {
  const unknown = mended === "all" ? undefined : mended.find((id) => !sins.some((sin) => sin.id === id));
  if (unknown !== undefined) throw new Error(`the demo has no sin "${unknown}"`);
  const company = cleanCompany();
  for (const sin of sins) if (mended !== "all" && !mended.includes(sin.id)) sin.commit(company);
  const recorded = later === 0 ? RECORDED : new Date(Date.parse(RECORDED) + later * DAY).toISOString();
  return recordingOf("demo", [
    { kind: "recording", version: 1, recorded, program: "clausewatch demo" },
    ...linesOf(plan(PRODUCTION, "production"), [company.account, company.main, company.recovery]),
    ...linesOf(plan(SANDBOX, "sandbox"), [company.sandbox]),
  ]);
}

function plan(account: string, accountName: string): AccountPlan {
  return {
    account,
    accountName,
    partition: "aws",
    identity: `arn:aws:sts::${account}:assumed-role/clausewatch-reader/clausewatch`,
    regions: ENABLED.map((region) => ({ region })),
    disabled: DISABLED,
  };
}

/** The account, and all of every listing of its enabled regions; where nothing was built, nothing is. */
function* linesOf(plan: AccountPlan, built: readonly Region[]): Generator<Line> {
  const { account } = plan;
  yield { kind: "account", ...plan };
  for (const region of [...plan.regions.map(({ region }) => region), "global"]) {
    const found = built.find(({ name }) => name === region) ?? newRegion(account, region);
    for (const listing of listings.values()) {
      // Who is asked, and which regions there are, stands in the plan.
      if (listing.scope === "account" || (listing.scope === "global") !== (region === "global")) continue;
      const place = { account, region, listing: listing.id };
      const items = found.all(listing) as readonly object[];
      if (items.length > 0) yield { kind: "page", ...place, items, flawed: [] };
      yield { kind: "end", ...place, complete: true };
    }
  }
}
