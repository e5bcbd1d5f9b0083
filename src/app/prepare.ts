import { isDeepStrictEqual } from "node:util";
import type { Catalog, CatalogCheck } from "../catalog/index.ts";
import type { BoundClause, LintRule, Listing, OptionalService } from "../contract/index.ts";
import { reaches, type Binding } from "../policy/index.ts";
import type { BoundCheck } from "./enable.ts";

/** Something in the configuration that only the catalog can tell is wrong. */
export interface Problem {
  readonly rule: LintRule;
  /** Where in the configuration: `["bindings", 0, "params", "days"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

export interface PrepareRequest {
  readonly catalog: Catalog;
  /** In the order of the configuration. */
  readonly bindings: readonly Binding[];
  /** Ids of checks that the configuration switches off. */
  readonly disabled: readonly string[];
  /** The optional services that bindings name. */
  readonly services: readonly OptionalService[];
  /** What is read beside, whichever checks run. */
  readonly beside: readonly Listing[];
}

/** The checks that the configuration enables, each with its clauses and parameters; and what is wrong. */
export async function prepare(
  request: PrepareRequest,
): Promise<{ checks: readonly BoundCheck[]; problems: readonly Problem[] }> {
  const { catalog, bindings, disabled, services, beside } = request;
  const problems = [
    ...disabled.flatMap((id, i) => unknownId(id, catalog.checks, "check", ["checks", "disabled", i])),
    ...bindings.flatMap((binding, i) => bindingProblems(binding, i, catalog)),
  ];
  if (problems.length > 0) return { checks: [], problems };
  const checks: BoundCheck[] = [];
  for (const check of catalog.checks.values()) {
    if (disabled.some((id) => isNamed(check, id))) continue;
    const bound = await bindCheck(check, bindings);
    if ("problems" in bound) problems.push(...bound.problems);
    else
      checks.push({
        ...bound,
        listings: [...new Set([...bound.listings, ...beside])],
        services: servicesOf(check, bindings, services),
      });
  }
  return { checks, problems };
}

/** By its id, or by one that it had before. */
export function isNamed({ id, aliases }: Pick<CatalogCheck, "id" | "aliases">, name: string): boolean {
  return id === name || aliases.includes(name);
}

/** The bindings that reach a check, with their places in the configuration. */
function bindingsOf(check: CatalogCheck, bindings: readonly Binding[]): readonly (readonly [number, Binding])[] {
  return [...bindings.entries()].filter(([, binding]) => reaches(binding, check));
}

/** The services that a check is of: none, where a clause demands it for everybody. */
function servicesOf(
  check: CatalogCheck,
  bindings: readonly Binding[],
  services: readonly OptionalService[],
): readonly OptionalService[] {
  const demanding = bindingsOf(check, bindings).filter(([, { clauses }]) => clauses.length > 0);
  if (demanding.some(([, { service }]) => service === undefined)) return [];
  const ids = new Set(demanding.map(([, { service }]) => service));
  return services.filter(({ id }) => ids.has(id));
}

async function bindCheck(
  check: CatalogCheck,
  bindings: readonly Binding[],
): Promise<Omit<BoundCheck, "services"> | { problems: Problem[] }> {
  const clauses = new Map<string, BoundClause>();
  const raw = new Map<string, { value: unknown; binding: number }>();
  const problems: Problem[] = [];
  for (const [i, binding] of bindingsOf(check, bindings)) {
    const taken = Object.entries(binding.params).filter(([name]) => parametersOf(check).includes(name));
    for (const clause of binding.clauses) {
      const name = `${clause.policy} ${clause.hash} ${clause.line}:${clause.column}`;
      const params = { ...clauses.get(name)?.params, ...Object.fromEntries(taken) };
      clauses.set(name, Object.keys(params).length === 0 ? clause : { ...clause, params });
    }
    for (const [name, value] of taken) {
      const before = raw.get(name);
      if (before !== undefined && !isDeepStrictEqual(before.value, value)) {
        const message = `${check.id} is given two different values of ${name}: here, and by binding ${before.binding + 1}`;
        problems.push({
          rule: "bad-parameter",
          path: ["bindings", i, "params", name],
          message,
          hint: "Give it once, or the same value.",
        });
      }
      raw.set(name, { value, binding: i });
    }
  }
  if (problems.length > 0) return { problems };
  const given = Object.fromEntries([...raw].map(([name, { value }]) => [name, value]));
  const answer = await check.readParams(given);
  if ("params" in answer) {
    return { check, params: answer.params, given, clauses: [...clauses.values()], ...check.reads(given) };
  }
  return { problems: answer.issues.map(({ path, message }) => parameterProblem(check, path, message, raw)) };
}

function parameterProblem(
  check: CatalogCheck,
  path: readonly (string | number)[],
  message: string,
  raw: ReadonlyMap<string, { binding: number }>,
): Problem {
  const given = raw.get(String(path[0]));
  const hint = `clausewatch checks show ${check.id} tells its parameters.`;
  // A parameter that is required and that no binding gives.
  if (given === undefined)
    return {
      rule: "bad-parameter",
      path: ["bindings"],
      message: `${check.id} needs ${path.join(".")}: ${message}`,
      hint,
    };
  return {
    rule: "bad-parameter",
    path: ["bindings", given.binding, "params", ...path],
    message: `${check.id}: ${message}`,
    hint,
  };
}

/** The parameters that a check has. */
function parametersOf(check: CatalogCheck): readonly string[] {
  return Object.keys((check.paramsSchema["properties"] ?? {}) as object);
}

function bindingProblems({ control, checks, params }: Binding, i: number, catalog: Catalog): Problem[] {
  const wrong = unknownId(control, catalog.controls, "control", ["bindings", i, "control"]);
  if (wrong.length > 0) return wrong;
  const served = [...catalog.checks.values()].filter((check) => check.controls.includes(control));
  const names = new Map(served.flatMap((check) => [check.id, ...check.aliases].map((name) => [name, check] as const)));
  const strange = (checks ?? []).flatMap((name, j) =>
    unknownId(name, names, `check of ${control}`, ["bindings", i, "checks", j]),
  );
  if (strange.length > 0) return strange;
  const reached = served.filter((check) => checks === undefined || checks.some((name) => isNamed(check, name)));
  const known = new Map(reached.flatMap(parametersOf).map((name) => [name, name] as const));
  return Object.keys(params).flatMap((name) =>
    unknownId(name, known, `parameter of ${checks?.join(", ") ?? `the checks of ${control}`}`, [
      "bindings",
      i,
      "params",
      name,
    ]),
  );
}

function unknownId(id: string, known: ReadonlyMap<string, unknown>, what: string, path: Problem["path"]): Problem[] {
  if (known.has(id)) return [];
  const hint = known.size === 0 ? "There is none." : `There are: ${[...known.keys()].join(", ")}.`;
  return [{ rule: "unknown-name", path, message: `${JSON.stringify(id)} is no ${what}`, hint }];
}
