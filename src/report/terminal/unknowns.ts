import type { UnreadableKind } from "../../contract/index.ts";
import { inert, prose } from "../inert.ts";
import { by } from "../order.ts";
import { type Look, paragraph } from "../style.ts";
import { count, number } from "../text.ts";
import { type Cause, type Gathered, samplesOf, SHOWN } from "./gather.ts";
import { accountLabel, resourceLabel } from "./names.ts";

/** What happened, after the API call; and what the reader can do about it. */
const kinds: Readonly<
  Record<UnreadableKind, { readonly happened: string; readonly todo: (action: string) => string }>
> = {
  denied: { happened: "denied", todo: (action) => `grant the IAM action ${action}` },
  throttled: {
    happened: "throttled",
    todo: () => "scan again later: AWS refused for load, longer than the retries lasted",
  },
  credentials: {
    happened: "had no valid credentials",
    todo: () =>
      "sign in to this account (as with aws sso login), or set AWS_PROFILE or the profile or role in the configuration",
  },
  "region-disabled": {
    happened: "asked in a region that is not enabled",
    todo: () => "enable the region, or take it out of the configuration",
  },
  inactive: {
    happened: "found an account that is not active",
    todo: () => "nothing, where it was closed on purpose; else look at the account's state in AWS Organizations",
  },
  unreachable: { happened: "got no answer", todo: () => "check network, proxy and endpoint (AWS_ENDPOINT_URL)" },
  service: { happened: "failed at AWS", todo: () => "scan again; if it stays, look at the health page of AWS" },
  malformed: {
    happened: "gave a malformed answer",
    todo: () => "scan again; if it stays, check what answers at this endpoint",
  },
};

/** Why cells are unknown: an entry a cause, however many regions and checks it struck. */
export function* unknownLines(all: Gathered, width: number, look: Look): Iterable<string> {
  const causes = causesByWeight(all);
  for (const cause of causes.slice(0, SHOWN)) {
    yield "";
    yield* entry(all, cause, width, look);
  }
  const more = causes.length - SHOWN;
  if (more > 0) yield* ["", `  ${look.faint(`and ${count(more, "more cause")} (see --output json)`)}`];
}

/** Those that made most cells unknown first. */
export function causesByWeight({ causes }: Gathered): readonly Cause[] {
  const title = by<Cause>((cause) => [causeTitle(cause)]);
  return [...causes.values()].sort((a, b) => b.cells - a.cells || title(a, b));
}

function* entry(all: Gathered, cause: Cause, width: number, look: Look): Iterable<string> {
  yield* paragraph(causeTitle(cause), { width, first: `  ${look.unsure(look.marks.unknown)} ` }, look.strong);
  const facts: readonly (readonly [string, string])[] = [
    ["where", where(cause)],
    ...details(all, cause),
    ["unknown", `${checks(all, cause)}: ${count(cause.cells, "cell")}`],
  ];
  for (const [label, text] of facts) {
    yield* paragraph(text, { width, first: `    ${look.faint(label.padEnd(7))}  ` }, look.plain);
  }
}

/** What happened, on a line. */
export function causeTitle({ reason, items }: Cause): string {
  switch (reason.kind) {
    case "unreadable": {
      const { kind, api, code } = reason.unreadable;
      return `${inert(api)} ${kinds[kind].happened} (${inert(code)})`;
    }
    case "items":
      return `${prose(reason.why)} (${count(items, "item")})`;
    case "check-error":
      return `a check failed: ${prose(reason.why)}`;
  }
}

function details(all: Gathered, cause: Cause): [string, string][] {
  const { reason } = cause;
  switch (reason.kind) {
    case "unreadable": {
      const { kind, action, message } = reason.unreadable;
      return [
        ["said", inert(message, 300)],
        ["do", kinds[kind].todo(inert(action))],
      ];
    }
    case "items": {
      const samples = new Set(
        samplesOf(all, cause).map(({ resource }) =>
          resource === null ? "one without an id" : resourceLabel(resource),
        ),
      );
      return samples.size === 0 ? [] : [["such as", [...samples].join(", ")]];
    }
    case "check-error":
      return [["do", "tell whoever wrote the check"]];
  }
}

/** Up to three accounts by name, and their regions by name where they are few. */
function where({ places }: Cause): string {
  const sorted = [...places.values()].sort(by(({ unit }) => [unit.account]));
  if (sorted.length <= 3) {
    return sorted.map(({ unit, regions }) => `${accountLabel(unit)}${regionsLabel(regions)}`).join("; ");
  }
  const regions = sorted.reduce((sum, { regions }) => sum + regions.size, 0);
  const named = sorted.slice(0, 2).map(({ unit }) => accountLabel(unit));
  return `${count(sorted.length, "account")} (${named.join(", ")} and ${number(sorted.length - 2)} more), ${count(regions, "region")} in all`;
}

function regionsLabel(regions: ReadonlySet<string>): string {
  const named = [...regions].filter((region) => region !== "*").sort();
  if (named.length === 0) return ", the account as a whole";
  return named.length <= 3
    ? `, ${named.map((region) => inert(region)).join(", ")}`
    : `, ${count(named.length, "region")}`;
}

function checks(all: Gathered, cause: Cause): string {
  if (cause.checks.size === all.tallies.size && cause.checks.size > 1) return `all ${number(all.tallies.size)} checks`;
  return [...cause.checks]
    .sort()
    .map((id) => inert(id))
    .join(", ");
}
