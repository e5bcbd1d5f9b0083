import type {
  CellSession,
  EstateAnswer,
  EstateJudge,
  JudgeError,
  ResourceJudge,
  Unit,
  Verdicts,
} from "../contract/index.ts";
import { readAnswer } from "../evaluate/answer.ts";
import type { Loaded } from "./catalog-check.ts";
import type { CheckProcess } from "./check-process.ts";
import { Declaration } from "./declaration.ts";
import { CatalogError } from "./error.ts";

/**
 * Loads a user's check into its process. Parameters stay raw on this side; the process reads them. Throws CatalogError: a
 * check that cannot be loaded stops the start.
 */
export async function loadIsolated(process: CheckProcess, file: string): Promise<Loaded> {
  const declaration = await describe(process, file);
  if (declaration.scope === "network")
    throw new CatalogError(file, "has scope network, which only built-in checks may have: use scope estate.");
  return {
    declaration,
    readParams: async (raw) => {
      const answer = await orError(process.inTurn((ask) => ask("params", { raw })));
      if ("error" in answer) return { issues: [{ path: [], message: answer.error }] };
      return "issues" in answer ? answer : { params: raw };
    },
    judge: declaration.scope === "estate" ? estateJudge(process) : resourceJudge(process),
  };
}

async function describe(process: CheckProcess, file: string): Promise<Declaration> {
  try {
    const answer = await process.inTurn((ask) => ask("describe", {}));
    if ("error" in answer) throw new Error(answer.error);
    return Declaration.parse(answer.declaration);
  } catch (error) {
    throw new CatalogError(file, `${(error as Error).message}.`);
  }
}

function resourceJudge(process: CheckProcess): ResourceJudge {
  let opened = 0;
  return {
    scope: "resource",
    open: (...inputs) => session(process, opened++, inputs),
  };
}

/** Opened in the process with the first page; again, if that was started anew because of another cell. */
function session(process: CheckProcess, session: number, inputs: Parameters<ResourceJudge["open"]>): CellSession {
  const [tables, params, at] = inputs;
  return {
    judge: (items) =>
      orError(
        process.inTurn(async (ask, sessions): Promise<readonly Verdicts[] | JudgeError> => {
          if (!sessions.has(session)) {
            const answer = await ask("open", { session, tables, params, at });
            if ("error" in answer) return answer;
            sessions.add(session);
          }
          const answer = await ask("judge", { session, items });
          return "error" in answer ? answer : readVerdicts(answer.answers, items.length);
        }),
      ),
    close: () => process.forget(session),
  };
}

function estateJudge(process: CheckProcess): EstateJudge {
  return {
    scope: "estate",
    judge: (estate, params, at) =>
      orError(
        process.inTurn(async (ask): Promise<readonly EstateAnswer[] | JudgeError> => {
          const answer = await ask("estate", { estate, params, at });
          if ("error" in answer) return answer;
          const units = new Map(estate.map(({ unit }) => [placeOf(unit), unit]));
          const answers: EstateAnswer[] = [];
          for (const { unit, listing, item, verdicts } of answer.answers) {
            const known = units.get(placeOf(unit));
            if (known === undefined)
              return { error: `judge answered for the unit ${placeOf(unit)}, which it was not given` };
            const read = readAnswer(verdicts);
            if ("error" in read) return read;
            answers.push({ unit: known, listing, item, verdicts: read });
          }
          return answers;
        }),
      ),
  };
}

function placeOf({ account, region }: Unit): string {
  return `${account} ${region}`;
}

/** What came from a process is read like the answer of a check. */
function readVerdicts(answers: unknown, expected: number): readonly Verdicts[] | JudgeError {
  if (!Array.isArray(answers) || answers.length !== expected) return { error: "the check's process sent no answers" };
  const read: Verdicts[] = [];
  for (const answer of answers) {
    const verdicts = readAnswer(answer);
    if ("error" in verdicts) return verdicts;
    read.push(verdicts);
  }
  return read;
}

/** Whatever goes wrong in or with the process is an error of the one cell that asked. */
async function orError<T>(asked: Promise<T | JudgeError>): Promise<T | JudgeError> {
  try {
    return await asked;
  } catch (error) {
    return { error: (error as Error).message };
  }
}
