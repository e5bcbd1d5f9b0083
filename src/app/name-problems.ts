import type { Catalog } from "../catalog/index.ts";
import type { Config } from "../config/index.ts";
import type { BoundCheck } from "./enable.ts";
import { isNamed, type Problem } from "./prepare.ts";

/** What schedules and routes name that is not there, and schedules that are none. */
export async function nameProblems(
  { schedules = [], routes = [] }: Pick<Config, "schedules" | "routes">,
  { controls }: Pick<Catalog, "controls">,
  checks: readonly BoundCheck[],
): Promise<readonly Problem[]> {
  const unknown = (message: string, path: (string | number)[], hint: string): Problem => {
    return { rule: "unknown-name", path, message, hint };
  };
  const named = [
    ...schedules.map((schedule, i) => ({ ...schedule, path: ["schedules", i] })),
    ...routes.map((route, i) => ({ ...route, path: ["routes", i] })),
  ].flatMap(({ controls: ofControls = [], checks: ofChecks = [], path }) => [
    ...ofControls.flatMap((id, j) =>
      controls.has(id)
        ? []
        : [unknown(`${id} is no control`, [...path, "controls", j], `There are: ${[...controls.keys()].join(", ")}.`)],
    ),
    ...ofChecks.flatMap((id, j) =>
      checks.some(({ check }) => isNamed(check, id))
        ? []
        : [unknown(`${id} is no enabled check`, [...path, "checks", j], "clausewatch checks list shows them.")],
    ),
  ]);
  return [...(await cronProblems(schedules)), ...named];
}

async function cronProblems(schedules: NonNullable<Config["schedules"]>): Promise<readonly Problem[]> {
  if (schedules.length === 0) return [];
  const { cronProblem } = await import("../schedule/index.ts");
  return schedules.flatMap(({ cron }, i) => {
    const message = cronProblem(cron);
    if (message === null) return [];
    const hint = "0 3 * * * is three o'clock UTC.";
    return [{ rule: "bad-parameter", path: ["schedules", i, "cron"], message, hint }] as const;
  });
}
