import type { AccountPlan, Unreadable } from "../contract/index.ts";
import type { RecordedListing, Recording } from "../recording/index.ts";
import { ReplayError } from "./failure.ts";

/** What is known of a region of an account: it is enabled, or not, or could not be read and why. */
export type RegionState = "enabled" | "disabled" | Unreadable;

/** The accounts of all recordings. */
export class Estate {
  private readonly recorded = new Map<string, { readonly plan: AccountPlan; readonly recording: Recording }>();

  constructor(recordings: readonly Recording[]) {
    for (const recording of recordings) {
      for (const plan of recording.plans) {
        if (this.recorded.has(plan.account)) throw new ReplayError(`account ${plan.account} is recorded twice`);
        this.recorded.set(plan.account, { plan, recording });
      }
    }
    if (this.recorded.size === 0) throw new ReplayError("the recordings have no account");
  }

  get accounts(): readonly string[] {
    return [...this.recorded.keys()];
  }

  plan(account: string): AccountPlan | undefined {
    return this.recorded.get(account)?.plan;
  }

  listings(account: string, region: string): ReadonlyMap<string, RecordedListing> {
    return this.recorded.get(account)?.recording.listings(account, region) ?? new Map();
  }

  /** The regions of an account that are known, by state. */
  regions(account: string): ReadonlyMap<string, RegionState> {
    const { regions = [], disabled = [] } = this.plan(account) ?? {};
    const read = regions
      .filter(({ region }) => region !== "*")
      .map(({ region, unreadable }) => {
        const state = unreadable?.kind === "region-disabled" ? "disabled" : (unreadable ?? "enabled");
        return [region, state] as const;
      });
    const all = [...read, ...disabled.map((region) => [region, "disabled"] as const)];
    return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
