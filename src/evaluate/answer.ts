import type { Fail, JudgeError, Verdicts } from "../contract/index.ts";

const PASSED: Verdicts = Object.freeze([Object.freeze({ status: "pass" })] as const);

/**
 * Reads what a check's `judge` gave for one item: one verdict, or a list of fails. Whatever is ill-formed becomes an
 * error, never a verdict. Reading what was read gives the same again, so an answer can be read on both sides of a
 * process's boundary.
 */
export function readAnswer(answer: unknown): Verdicts | JudgeError {
  if (Array.isArray(answer)) {
    const [only] = answer;
    return answer.length === 1 && statusOf(only) !== "fail" ? readOne(only) : readFails(answer);
  }
  return readOne(answer);
}

function readOne(answer: unknown): Verdicts | JudgeError {
  switch (statusOf(answer)) {
    case "pass":
      return PASSED;
    case "fail":
      return readFails([answer]);
    case "not-applicable": {
      const { reason } = answer as { reason?: unknown };
      return isText(reason) ? [{ status: "not-applicable", reason }] : wrong("not-applicable without a reason");
    }
    case "undecided": {
      const { why } = answer as { why?: unknown };
      return isText(why) ? [{ status: "undecided", why }] : wrong("undecided without saying why");
    }
    default:
      return wrong(nameOf(answer));
  }
}

function readFails(answers: readonly unknown[]): readonly Fail[] | JudgeError {
  if (answers.length === 0) return wrong("an empty list (where nothing is wrong, say pass())");
  const fails: Fail[] = [];
  const keys = new Set<string>();
  for (const answer of answers) {
    if (statusOf(answer) !== "fail") return wrong(`a list with ${nameOf(answer)} in it (a list holds fails only)`);
    const { message, key, evidence } = answer as { message?: unknown; key?: unknown; evidence?: unknown };
    if (!isText(message)) return wrong("a fail without a message");
    if (typeof key !== "string") return wrong("a fail whose key is not a string");
    if (keys.has(key)) return wrong(`two fails with the key ${JSON.stringify(key)} for one item`);
    keys.add(key);
    if (evidence === undefined) fails.push({ status: "fail", message, key });
    else {
      const facts = readEvidence(evidence);
      if (facts === null) return wrong("a fail whose evidence is not a JSON object");
      fails.push({ status: "fail", message, key, evidence: facts });
    }
  }
  return fails;
}

/** A copy, as JSON carries it; null where JSON cannot. */
function readEvidence(evidence: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof evidence !== "object" || evidence === null || Array.isArray(evidence)) return null;
  try {
    return JSON.parse(JSON.stringify(evidence)) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function statusOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null ? (answer as { status?: unknown }).status : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function nameOf(answer: unknown): string {
  if (answer instanceof Promise) {
    // Nobody will wait for it: its failure must not end the process.
    answer.catch(() => {});
    return "a promise (judge answers at once)";
  }
  if (answer === undefined || answer === null) return "nothing";
  if (typeof answer !== "object") return `a ${typeof answer}`;
  const status = statusOf(answer);
  if (status === undefined) return "an object without a status";
  return typeof status === "string" ? `the status ${JSON.stringify(status.slice(0, 40))}` : "a status that is no word";
}

function wrong(what: string): JudgeError {
  return { error: `judge answered ${what}` };
}
