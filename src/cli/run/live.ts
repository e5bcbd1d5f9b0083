import { programName } from "../../app/version.ts";
import {
  homeRegion,
  liveSource,
  systemClock,
  type AccountSettings,
  type ApiCall,
  type Clients,
  type LiveSettings,
  type LiveSource,
} from "../../collect/index.ts";
import type { Config } from "../../config/index.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import type { Loaded } from "./load.ts";

/** The live accounts of the configuration, or of the current credentials, as the command line narrows them. */
export async function openLive(
  { config }: Pick<Loaded, "config">,
  options: Pick<SelectionOptions, "profile" | "account" | "region">,
  { onCall, clients }: { readonly onCall?: (call: ApiCall) => void; readonly clients?: Clients } = {},
): Promise<LiveSource> {
  const { concurrency, maxShare, attempts, timeoutSeconds, parser } = config.collect;
  const regions = options.region.length > 0 ? options.region : config.regions;
  const { listed, organization, only: accounts } = chosen(config, options);
  const source = liveSource({
    accounts: listed,
    ...(organization === undefined ? {} : { organization }),
    regions,
    homeRegion: await homeRegion(options.profile ?? organization?.profile, regions),
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
    ...(clients === undefined ? {} : { clients }),
  });
  const only = {
    ...(accounts === null ? {} : { accounts }),
    ...(regions === "all" ? {} : { regions }),
  };
  return Object.keys(only).length === 0 ? source : { ...source, only };
}

/** Whose accounts are read: those listed, and those of an organization. */
interface Chosen {
  readonly listed: readonly AccountSettings[];
  readonly organization?: NonNullable<LiveSettings["organization"]>;
  /** Ids, where fewer are read than are configured. */
  readonly only: readonly string[] | null;
}

/** With no account configured, `--account` says whose the credentials must be. */
function chosen(
  { accounts: configured = [], organization }: Config,
  { account: wanted, profile }: Pick<SelectionOptions, "account" | "profile">,
): Chosen {
  const base = profile === undefined ? {} : { profile };
  if (configured.length === 0 && organization === undefined)
    return { listed: wanted.length === 0 ? [base] : wanted.map((id) => ({ ...base, id })), only: null };
  const all = configured.map((account) => ({ ...base, ...account }));
  const listed = all.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const rest = wanted.filter((id) => !configured.some((account) => account.id === id));
  if (organization === undefined) {
    if (rest.length > 0) {
      const known = configured.map(({ id }) => id).join(", ");
      throw new UsageError(`account ${rest.join(", ")} is not in the configuration; it has ${known}`);
    }
    return { listed, only: listed.length < all.length ? listed.map(({ id }) => id) : null };
  }
  // The organization is asked only where it may have what is wanted.
  const asks = wanted.length === 0 || rest.length > 0;
  return {
    listed,
    ...(asks ? { organization: { ...base, ...organization, ...(rest.length > 0 ? { only: rest } : {}) } } : {}),
    only: wanted.length === 0 ? null : wanted,
  };
}
