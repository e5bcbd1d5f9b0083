import type { Unreadable } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import type { Api } from "./api.ts";
import { GLOBAL, type Call } from "./call.ts";
import type { Caller, CredentialBook } from "./credentials.ts";
import type { Estate } from "./estate.ts";
import { failure, recordedFailure } from "./failure.ts";
import type { OrganizationPages } from "./organization.ts";
import type { ListingPages, Reply } from "./pages.ts";

/** What answers come from. */
export interface World {
  readonly estate: Estate;
  readonly credentials: CredentialBook;
  readonly pages: ListingPages;
  readonly organization: OrganizationPages;
}

/** Answers a call whose caller is known. */
export async function replyTo(call: Call, caller: Caller, api: Api, world: World): Promise<Reply> {
  const { service, region, operation } = call;
  const { estate } = world;
  const state = region === GLOBAL ? "enabled" : estate.regions(caller.account).get(region);
  // AWS does not tell a region that is not enabled from bad credentials.
  if (state === "disabled") return failure(service, "credentials");
  if (call.version !== api.version && !services[service].json)
    return failure(service, "no-operation", `No ${operation} in version ${call.version}.`);
  const refused = refusedThen(call, caller.account, estate);
  if (refused !== undefined) return recordedFailure(service, refused);

  if (service === "organizations") return world.organization.reply(call, caller);
  switch (`${service} ${operation}`) {
    case "sts GetCallerIdentity":
      return single({ UserId: caller.userId, Account: caller.account, Arn: caller.arn });
    case "sts AssumeRole": {
      const assumed = world.credentials.assume(call.params, caller);
      return "code" in assumed ? assumed : single(assumed);
    }
    case "ec2 DescribeRegions":
      return regions(call, caller.account, estate);
    default:
      if (state === undefined) return failure(service, "credentials");
      if (state !== "enabled") return recordedFailure(service, state);
      return await world.pages.reply(call, caller.account, api);
  }
}

/** Why the account could not be opened when it was recorded, if this call was what failed. */
function refusedThen({ service, operation, params }: Call, account: string, estate: Estate): Unreadable | undefined {
  const concerned = operation === "AssumeRole" ? (params.get("RoleArn")?.split(":")[4] ?? "") : account;
  const unreadable = estate.plan(concerned)?.unreadable;
  return unreadable?.api === `${services[service].iamPrefix}:${operation}` ? unreadable : undefined;
}

function single(output: Record<string, unknown>): Reply {
  return { items: [output], output: ([item]) => item as Record<string, unknown> };
}

function regions({ service, params }: Call, account: string, estate: Estate): Reply {
  const { AllRegions: all = "false", ...others } = Object.fromEntries(params);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return failure(service, "bad-value", `DescribeRegions is not replayed with ${unknown}.`);
  const known = [...estate.regions(account)].filter(([, state]) => all === "true" || state !== "disabled");
  const items = known.map(([name, state]) => ({
    RegionName: name,
    Endpoint: `ec2.${name}.amazonaws.com`,
    OptInStatus: state === "disabled" ? "not-opted-in" : "opt-in-not-required",
  }));
  return { items, output: (items) => ({ Regions: items }) };
}
