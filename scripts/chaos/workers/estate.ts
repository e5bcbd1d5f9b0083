/** What the lanes scan: the demo's company under account numbers of their own, in one of two states that can be changed. */
import { demoRecording, sins } from "../../../src/demo/index.ts";
import type { Recording } from "../../../src/recording/index.ts";
import type { Variant } from "../work.ts";

const ACCOUNTS = 3;
export const regions: readonly string[] = ["eu-central-1", "us-east-1"];
/** Whose listings all accounts have. */
const MODEL = "111122223333";

/** The accounts of a lane: no other lane has them. */
export function accountsOf(lane: number): readonly string[] {
  return Array.from({ length: ACCOUNTS }, (_, i) => `1${String(lane).padStart(5, "0")}00000${i + 1}`);
}

export const roleOf = (account: string) => `arn:aws:iam::${account}:role/clausewatch-reader`;

/** The accounts of all lanes; `variantOf` says, whenever it is asked, how a lane's are. */
export function estateOf(lanes: number, variantOf: (lane: number) => Variant): Recording {
  // A third of what is wrong is mended and breaks again; the rest stays.
  const mended = sins.flatMap(({ id }, i) => (i % 3 === 0 ? [id] : []));
  const states: Readonly<Record<Variant, Recording>> = {
    sinful: demoRecording(),
    mended: demoRecording({ mended }),
  };
  const laneOf = new Map<string, number>();
  for (let lane = 0; lane < lanes; lane++) for (const account of accountsOf(lane)) laneOf.set(account, lane);
  const plans = [...laneOf.keys()].map((account) => ({
    account,
    partition: "aws",
    regions: regions.map((region) => ({ region })),
    disabled: [],
  }));
  return {
    ...states.sinful,
    plans,
    accounts: async () => plans,
    listings: (account, region) => states[variantOf(laneOf.get(account) ?? 0)].listings(MODEL, region),
  };
}
