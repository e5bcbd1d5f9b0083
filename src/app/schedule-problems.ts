import type { Catalog } from "../catalog/index.ts";
import type { Config } from "../config/index.ts";
import type { BoundCheck } from "./enable.ts";
import { isNamed, type Problem } from "./prepare.ts";

/** What is wrong with the schedules, beyond their form. */
export async function scheduleProblems(
  { schedules = [] }: Pick<Config, "schedules">,
  { controls }: Pick<Catalog, "controls">,
  checks: readonly BoundCheck[],
): Promise<readonly Problem[]> {
  if (schedules.length === 0) return [];
  const { cronProblem } = await import("../schedule/index.ts");
  return schedules.flatMap((schedule, i) => {
    const at = (...path: (string | number)[]) => ["schedules", i, ...path];
    const wrong = cronProblem(schedule.cron);
    const unknown = (message: string, path: (string | number)[], hint: string): Problem => {
      return { rule: "unknown-name", path, message, hint };
    };
    return [
      ...(wrong === null
        ? []
        : [
            {
              rule: "bad-parameter",
              path: at("cron"),
              message: wrong,
              hint: "0 3 * * * is three o'clock UTC.",
            } as const,
          ]),
      ...(schedule.controls ?? []).flatMap((id, j) =>
        controls.has(id)
          ? []
          : [unknown(`${id} is no control`, at("controls", j), `There are: ${[...controls.keys()].join(", ")}.`)],
      ),
      ...(schedule.checks ?? []).flatMap((id, j) =>
        checks.some(({ check }) => isNamed(check, id))
          ? []
          : [unknown(`${id} is no enabled check`, at("checks", j), "clausewatch checks list shows them.")],
      ),
    ];
  });
}
