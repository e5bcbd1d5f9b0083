import { programName } from "../../app/version.ts";
import { homeRegion, liveSource, systemClock, type AccountSettings, type ApiCall } from "../../collect/index.ts";
import type { Source } from "../../contract/index.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import type { Loaded } from "./load.ts";

/** The live accounts of the configuration, or of the current credentials, as the command line narrows them. */
export async function openLive(
  { config }: Pick<Loaded, "config">,
  options: Pick<SelectionOptions, "profile" | "account" | "region">,
  onCall?: (call: ApiCall) => void,
): Promise<Source & { close(): void }> {
  const { concurrency, maxShare, attempts, timeoutSeconds, parser } = config.collect;
  const regions = options.region.length > 0 ? options.region : config.regions;
  const accounts = chosenAccounts(config.accounts ?? [], options);
  const left = accounts.length < (config.accounts ?? []).length;
  const source = liveSource({
    accounts,
    regions,
    homeRegion: await homeRegion(options.profile, regions),
    maxShare,
    calls: {
      attempts,
      timeoutSeconds,
      concurrency,
      parser,
      program: programName(),
      ...(onCall === undefined ? {} : { onCall }),
    },
    clock: systemClock,
  });
  const only = {
    ...(left ? { accounts: accounts.flatMap(({ id }) => id ?? []) } : {}),
    ...(regions === "all" ? {} : { regions }),
  };
  return Object.keys(only).length === 0 ? source : { ...source, only };
}

/** With no account configured, `--account` says whose the credentials must be. */
function chosenAccounts(
  configured: readonly AccountSettings[],
  { account: wanted, profile }: Pick<SelectionOptions, "account" | "profile">,
): readonly AccountSettings[] {
  const base = profile === undefined ? {} : { profile };
  if (configured.length === 0) return wanted.length === 0 ? [base] : wanted.map((id) => ({ ...base, id }));
  const absent = wanted.filter((id) => !configured.some((account) => account.id === id));
  if (absent.length > 0) {
    const known = configured.map(({ id }) => id).join(", ");
    throw new UsageError(`account ${absent.join(", ")} is not in the configuration; it has ${known}`);
  }
  const chosen = configured.filter(({ id }) => wanted.length === 0 || wanted.includes(id ?? ""));
  return chosen.map((account) => ({ ...base, ...account }));
}
