import { fileURLToPath } from "node:url";
import { liveSource, systemClock } from "../../collect/index.ts";
import { programName } from "../../app/version.ts";
import { demoRecording, sins } from "../../demo/index.ts";
import { listings } from "../../listings/index.ts";
import { baseCredentials, startReplay, type FaultRule } from "../../replay/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputOptions, SelectionOptions } from "../options.ts";
import { judge } from "./judge.ts";
import { load } from "./load.ts";
import type { StoreOptions } from "./store.ts";

export interface DemoCommandOptions extends Pick<SelectionOptions, "check" | "control">, OutputOptions, StoreOptions {
  /** What is mended of all that is wrong. */
  readonly mended: readonly string[];
  /** IAM actions that are missing. */
  readonly denied: readonly string[];
  /** Days after the day of the sample account. */
  readonly later?: number;
}

/** The configuration that comes with the program, with its sample policy. */
const config = fileURLToPath(new URL("../../../config/clausewatch.yaml", import.meta.url));

/** Scans the sample account as if it were live: the SDK speaks HTTP with a replay in this process. */
export async function runDemo({ mended, denied, later = 0, ...options }: DemoCommandOptions): Promise<number> {
  const unknown = mended.find((id) => !sins.some((sin) => sin.id === id));
  if (unknown !== undefined)
    throw new UsageError(`--mended ${unknown}: there are ${sins.map(({ id }) => id).join(", ")}`);
  const faults = denied.flatMap(refusals);
  // Whoever asks for something in particular gets that alone.
  const { check, control, output, render, store } = options;
  const isWhole =
    [...mended, ...denied, ...check, ...control].length === 0 &&
    later === 0 &&
    [output, render, store].every((one) => one === undefined);
  const recording = demoRecording({ mended, later });
  const [base, ...others] = recording.plans;
  const loaded = await load({ ...options, config });
  const replay = await startReplay({ recordings: [recording], faults });
  useReplay(replay.url);
  const calls = { attempts: 3, timeoutSeconds: 30, concurrency: 16, program: programName() };
  const role = (account: string) => `arn:aws:iam::${account}:role/clausewatch-read`;
  const live = liveSource({
    accounts: [base, ...others].flatMap((plan, i) =>
      plan === undefined
        ? []
        : [
            {
              id: plan.account,
              ...(plan.accountName === undefined ? {} : { name: plan.accountName }),
              ...(i === 0 ? {} : { role: role(plan.account) }),
            },
          ],
    ),
    regions: "all",
    homeRegion: base?.regions[0]?.region ?? "us-east-1",
    maxShare: 1,
    calls,
    clock: systemClock,
  });
  try {
    // Its certificates have dates: they are judged by the day that it was made for.
    const source = { ...live, name: "demo", recorded: recording.recorded };
    // Nothing is kept where nobody asks for it: a store of the user's own is not for this.
    const summary = await judge(loaded, source, { ...options, store: options.store ?? false });
    if (isWhole) {
      const { demoTickets } = await import("./demo-tickets.ts");
      await demoTickets(loaded, process.stdin.isTTY && process.stdout.isTTY);
    }
    return summary.accountsUnreadable === summary.accounts ? exit.failed : exit.ok;
  } finally {
    live.close();
    await replay.close();
    await loaded.close();
  }
}

/** Refuses a call, as AWS does where the permission is missing. */
function refusals(action: string): FaultRule[] {
  const calls = [...listings.values()].filter((listing) => listing.iam.includes(action));
  if (calls.length === 0)
    throw new UsageError(`--denied ${action}: no check needs it (clausewatch iam-policy names what they need)`);
  return [...new Set(calls.map(({ operation }) => operation))].map((operation) => ({
    operation,
    fault: "access-denied",
  }));
}

/** The environment as a user would set it for another endpoint; nothing of the caller's own accounts is used. */
function useReplay(url: string): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  process.env["AWS_ENDPOINT_URL"] = url;
  process.env["AWS_ACCESS_KEY_ID"] = baseCredentials.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = baseCredentials.secretAccessKey;
}
