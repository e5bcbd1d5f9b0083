import type { Config } from "../../config/index.ts";
import { severities } from "../../contract/index.ts";
import type { TrackedFinding } from "../../track/index.ts";

type Route = NonNullable<Config["routes"]>[number];

/** The names of the sinks that are told of a finding. */
export type RoutesOf = (finding: TrackedFinding) => readonly string[];

/**
 * Which findings go where, as the configuration says: to the sinks of every route that covers them; to all, where there
 * is no route. `namesOf` gives the controls of a check, and the ids that it has or had; a check that is no longer
 * configured has neither.
 */
export function routing(
  routes: readonly Route[] | undefined,
  sinks: readonly string[],
  of: (check: string) => { readonly controls: readonly string[]; readonly ids: readonly string[] },
): RoutesOf {
  if (routes === undefined) return () => sinks;
  return (finding) => {
    const named = new Set(routes.flatMap((route) => (covers(route, finding, of) ? route.to : [])));
    return sinks.filter((sink) => named.has(sink));
  };
}

function covers(route: Route, finding: TrackedFinding, of: Parameters<typeof routing>[2]): boolean {
  const { severity, controls, checks, accounts, customers, owners, tags } = route;
  const { controls: serves, ids } = of(finding.check);
  const isAmong = (names: readonly string[] | undefined, name: string | null | undefined) =>
    names === undefined || (name !== null && name !== undefined && names.includes(name));
  return (
    (severity === undefined || severities.indexOf(finding.severity) <= severities.indexOf(severity)) &&
    (controls === undefined || controls.some((control) => serves.includes(control))) &&
    (checks === undefined || checks.some((check) => ids.includes(check))) &&
    isAmong(accounts, finding.unit.account) &&
    isAmong(customers, finding.customer) &&
    isAmong(owners, finding.owner) &&
    (tags === undefined || Object.entries(tags).every(([name, value]) => finding.tags?.[name] === value))
  );
}
