import { isDeepStrictEqual } from "node:util";
import type { Catalog, CatalogCheck } from "../catalog/index.ts";
import type { Clause } from "../contract/index.ts";
import type { Binding } from "../policy/index.ts";
import type { BoundCheck } from "./enable.ts";

/** Something in the configuration that only the catalog can tell is wrong. */
export interface Problem {
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
}

/** The checks that the configuration enables, each with its clauses and parameters; and what is wrong. */
export async function prepare(
  request: PrepareRequest,
): Promise<{ checks: readonly BoundCheck[]; problems: readonly Problem[] }> {
  const { catalog, bindings, disabled } = request;
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
    else checks.push(bound);
  }
  return { checks, problems };
}

/** By its id, or by one that it had before. */
export function isNamed({ id, aliases }: Pick<CatalogCheck, "id" | "aliases">, name: string): boolean {
  return id === name || aliases.includes(name);
}

/** The bindings that reach a check, with their places in the configuration. */
function bindingsOf(check: CatalogCheck, bindings: readonly Binding[]): readonly (readonly [number, Binding])[] {
  return [...bindings.entries()].filter(
    ([, { control, checks }]) =>
      check.controls.includes(control) && (checks === undefined || checks.some((name) => isNamed(check, name))),
  );
}

async function bindCheck(
  check: CatalogCheck,
  bindings: readonly Binding[],
): Promise<BoundCheck | { problems: Problem[] }> {
  const clauses = new Map<string, Clause>();
  const raw = new Map<string, { value: unknown; binding: number }>();
  const problems: Problem[] = [];
  for (const [i, binding] of bindingsOf(check, bindings)) {
    for (const clause of binding.clauses) clauses.set(`${clause.policy} ${clause.hash} ${clause.line}`, clause);
    for (const [name, value] of Object.entries(binding.params)) {
      if (!parametersOf(check).includes(name)) continue;
      const before = raw.get(name);
      if (before !== undefined && !isDeepStrictEqual(before.value, value)) {
        const message = `${check.id} is given two different values of ${name}: here, and by binding ${before.binding + 1}`;
        problems.push({ path: ["bindings", i, "params", name], message, hint: "Give it once, or the same value." });
      }
      raw.set(name, { value, binding: i });
    }
  }
  if (problems.length > 0) return { problems };
  const given = Object.fromEntries([...raw].map(([name, { value }]) => [name, value]));
  const answer = await check.readParams(given);
  if ("params" in answer) {
    return { check, params: answer.params, clauses: [...clauses.values()], ...check.reads(given) };
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
    return { path: ["bindings"], message: `${check.id} needs ${path.join(".")}: ${message}`, hint };
  return { path: ["bindings", given.binding, "params", ...path], message: `${check.id}: ${message}`, hint };
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
  return [{ path, message: `${JSON.stringify(id)} is no ${what}`, hint }];
}
