import type {
  Check,
  EstateAnswer,
  EstateCheck,
  EstateJudge,
  Judge,
  JudgeError,
  NetworkAnswer,
  NetworkCheck,
  Proof,
  RawTables,
  Resource,
  ResourceCheck,
  Table,
  Unit,
  Verdicts,
} from "../contract/index.ts";
import { readAnswer } from "../evaluate/answer.ts";
import { tableOf } from "../evaluate/table.ts";

/** Asks a check in this process: at once, no promise. */
export function judgeOf(check: Check): Judge {
  if (check.scope === "network") {
    return { scope: "network", judge: (proof, params, at) => judgeNetwork(check, proof, params, at) };
  }
  if (check.scope === "estate") {
    return { scope: "estate", judge: (estate, params, at) => judgeEstate(check, estate, params, at) };
  }
  return {
    scope: "resource",
    open: (tables, params, at) => {
      const asTables = tablesOf(tables);
      return { judge: (items) => judgeItems(check, items, asTables, params, at), close: () => {} };
    },
  };
}

function judgeItems(
  check: ResourceCheck,
  items: readonly unknown[],
  tables: Record<string, Table<unknown>>,
  params: unknown,
  at: string,
): readonly Verdicts[] | JudgeError {
  const answers: Verdicts[] = [];
  try {
    for (const item of items) {
      const verdicts = readAnswer(check.judge(item, tables, params, at));
      if ("error" in verdicts) return verdicts;
      answers.push(verdicts);
    }
  } catch (error) {
    return { error: `judge threw ${thrown(error)}` };
  }
  return answers;
}

function judgeEstate(
  check: EstateCheck,
  estate: Parameters<EstateJudge["judge"]>[0],
  params: unknown,
  at: string,
): readonly EstateAnswer[] | JudgeError {
  const answers: EstateAnswer[] = [];
  try {
    const units = estate.map(({ unit, tables }) => ({ unit, tables: tablesOf(tables) }));
    const members = new Map(estate.map(({ unit, tables }) => [unit, membersOf(check, tables)]));
    const given: unknown = check.judge(units, params, at);
    if (!isIterable(given)) return { error: "judge of an estate check must answer with a list or another iterable" };
    for (const each of given) {
      const { unit, of, item, verdict } = each as { unit: never; of: { id: string }; item: unknown; verdict: unknown };
      if (members.get(unit)?.get(of.id)?.has(item) !== true) {
        return { error: `judge answered for an item that is not among those of ${of.id} in the unit it names` };
      }
      const verdicts = readAnswer(verdict);
      if ("error" in verdicts) return verdicts;
      answers.push({ unit, listing: of.id, item, verdicts });
    }
  } catch (error) {
    return { error: `judge threw ${thrown(error)}` };
  }
  return answers;
}

function judgeNetwork(
  check: NetworkCheck,
  proof: Proof,
  params: unknown,
  at: string,
): readonly NetworkAnswer[] | JudgeError {
  const answers: NetworkAnswer[] = [];
  try {
    for (const { verdict, ...told } of check.judge(proof, params, at)) {
      const verdicts = readAnswer(verdict);
      if ("error" in verdicts) return verdicts;
      const { unit, resource } = told as { readonly unit?: Partial<Unit>; readonly resource?: Partial<Resource> };
      if (typeof unit?.account !== "string" || typeof unit.region !== "string" || typeof resource?.id !== "string")
        return { error: "judge answered for nothing: name the unit and the resource" };
      answers.push({ ...told, verdicts });
    }
  } catch (error) {
    return { error: `judge threw ${thrown(error)}` };
  }
  return answers;
}

function tablesOf(tables: RawTables): Record<string, Table<unknown>> {
  return Object.fromEntries(Object.entries(tables).map(([name, items]) => [name, tableOf(items as readonly object[])]));
}

/** Listing id → its items of one unit. */
function membersOf(check: EstateCheck, tables: RawTables): ReadonlyMap<string, ReadonlySet<unknown>> {
  return new Map(Object.entries(check.with).map(([name, listing]) => [listing.id, new Set(tables[name])]));
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Iterable<unknown> | undefined)?.[Symbol.iterator] === "function";
}

/** Something thrown, in one short line that can be stored. */
export function thrown(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text
    .slice(0, 500)
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}
