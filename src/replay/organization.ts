import { services } from "../listings/index.ts";
import type { Call } from "./call.ts";
import type { Caller } from "./credentials.ts";
import { failure, type Failure } from "./failure.ts";
import type { Reply } from "./pages.ts";

/** An organization that is served; its accounts need not be recorded. */
export interface MadeOrganization {
  /** Id of the account that manages it. */
  readonly management: string;
  /** Ids of the accounts that may ask as that one does. */
  readonly delegated?: readonly string[];
  readonly accounts: readonly MadeMember[];
  /** Organizational unit → the unit or root that it lies in. */
  readonly units?: Readonly<Record<string, string>>;
}

interface MadeMember {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, if absent. */
  readonly state?: string;
  /** The unit that it lies in; the root, if absent. */
  readonly unit?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The root of the served organization. */
const ROOT = "r-demo";
const ORGANIZATION = "o-clausewatch";
/** What Organizations gives at once at most. */
const MOST = 20;

/** What Organizations answers: docs.aws.amazon.com/organizations/latest/APIReference. */
export class OrganizationPages {
  private readonly made: MadeOrganization | undefined;
  private readonly limitOf: (operation: string) => number;

  constructor(made: MadeOrganization | undefined, limitOf: (operation: string) => number) {
    this.made = made;
    this.limitOf = limitOf;
  }

  reply(call: Call, caller: Caller): Reply {
    const { made } = this;
    const { operation, params } = call;
    if (made === undefined) {
      const message = "Your account is not a member of an organization.";
      return { status: 400, code: "AWSOrganizationsNotInUseException", message };
    }
    const arn = `arn:aws:organizations::${made.management}`;
    if (operation === "DescribeOrganization") {
      const Organization = {
        Id: ORGANIZATION,
        Arn: `${arn}:organization/${ORGANIZATION}`,
        MasterAccountId: made.management,
      };
      return { items: [Organization], output: ([Organization]) => ({ Organization }) };
    }
    if (caller.account !== made.management && !made.delegated?.includes(caller.account))
      return failure("organizations", "denied");
    const members = (those: readonly MadeMember[]) =>
      this.page(
        call,
        "Accounts",
        those.map(({ id, name, state: State = "ACTIVE" }) => {
          return { Id: id, Arn: `${arn}:account/${ORGANIZATION}/${id}`, Name: name, State };
        }),
      );
    const parent = params.get("ParentId") ?? "";
    switch (operation) {
      case "ListAccounts":
        return members(made.accounts);
      case "ListAccountsForParent":
        return this.parentMissing(parent) ?? members(made.accounts.filter(({ unit = ROOT }) => unit === parent));
      case "ListOrganizationalUnitsForParent": {
        const below = Object.keys(made.units ?? {}).filter((unit) => made.units?.[unit] === parent);
        const units = below.map((Id) => ({ Id, Arn: `${arn}:ou/${ORGANIZATION}/${Id}`, Name: Id }));
        return this.parentMissing(parent) ?? this.page(call, "OrganizationalUnits", units);
      }
      case "ListTagsForResource": {
        const member = made.accounts.find(({ id }) => id === params.get("ResourceId"));
        const message = "You specified a target that does not exist.";
        if (member === undefined) return { status: 400, code: "TargetNotFoundException", message };
        return this.page(
          call,
          "Tags",
          Object.entries(member.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
        );
      }
      default:
        return failure("organizations", "no-operation");
    }
  }

  private parentMissing(id: string): Failure | null {
    if (id === ROOT || Object.hasOwn(this.made?.units ?? {}, id)) return null;
    return { status: 400, code: "ParentNotFoundException", message: "You specified a parent that does not exist." };
  }

  /** A token is where its page begins. */
  private page({ operation, params }: Call, name: string, all: readonly object[]): Reply {
    const { size, tokenIn, tokenOut } = services.organizations.paging;
    const most = Number(params.get(size) ?? MOST);
    const start = Number(params.get(tokenIn) ?? 0);
    if (!(most >= 1 && most <= MOST)) return failure("organizations", "bad-value");
    if (!(start >= 0 && start <= all.length)) return failure("organizations", "bad-token");
    const stop = Math.min(all.length, start + Math.min(most, this.limitOf(operation)));
    const next = stop < all.length ? String(stop) : undefined;
    return {
      items: all.slice(start, stop),
      output: (items, token) => (token === undefined ? { [name]: items } : { [name]: items, [tokenOut]: token }),
      tokens: { self: String(start), next },
    };
  }
}
