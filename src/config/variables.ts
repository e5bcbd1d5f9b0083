import type { Path } from "./error.ts";

interface Variable {
  readonly path: readonly string[];
  readonly read: (text: string) => unknown;
}

const asWritten = (text: string) => text;
/** What is no number stays text, and is then refused as the file's would be. */
const asNumber = (text: string) => (/^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text);
const asRegions = (text: string) => (text.trim() === "all" ? "all" : text.split(",").map((name) => name.trim()));

/** The variables that beat the file, and what they set. CLAUSEWATCH_CONFIG, beside, names the file. */
export const variables: Readonly<Record<string, Variable>> = {
  CLAUSEWATCH_REGIONS: { path: ["regions"], read: asRegions },
  CLAUSEWATCH_STORE_SQLITE: { path: ["store", "sqlite"], read: asWritten },
  CLAUSEWATCH_STORE_POSTGRES: { path: ["store", "postgres"], read: asWritten },
  CLAUSEWATCH_FAIL_ON: { path: ["failOn"], read: asWritten },
  CLAUSEWATCH_CONCURRENCY: { path: ["collect", "concurrency"], read: asNumber },
  CLAUSEWATCH_UNITS: { path: ["collect", "units"], read: asNumber },
  CLAUSEWATCH_MAX_SHARE: { path: ["collect", "maxShare"], read: asNumber },
  CLAUSEWATCH_ATTEMPTS: { path: ["collect", "attempts"], read: asNumber },
  CLAUSEWATCH_TIMEOUT_SECONDS: { path: ["collect", "timeoutSeconds"], read: asNumber },
  CLAUSEWATCH_CHECK_TIMEOUT_SECONDS: { path: ["checks", "timeoutSeconds"], read: asNumber },
  CLAUSEWATCH_CHECK_MEMORY_MB: { path: ["checks", "memoryMb"], read: asNumber },
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The data with what the environment sets in it, and which variable set a path. An empty variable sets nothing; one
 * that is not known is none of ours: Kubernetes makes CLAUSEWATCH_PORT of a service of this name.
 */
export function withVariables(
  data: unknown,
  env: Environment,
): { data: unknown; setBy: (path: Path) => string | undefined } {
  const set = Object.entries(variables).filter(([name]) => (env[name] ?? "") !== "");
  const changed = set.reduce((whole, [name, { path, read }]) => replaced(whole, path, read(env[name] ?? "")), data);
  const setBy = (path: Path) => set.find(([, variable]) => variable.path.every((step, i) => step === path[i]))?.[0];
  return { data: changed, setBy };
}

/** A copy with another value at the path. What is no object stays as it is: it is wrong, and will be refused. */
function replaced(data: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (data === undefined) return { [step]: replaced(undefined, rest, value) };
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  return { ...data, [step]: replaced((data as Record<string, unknown>)[step], rest, value) };
}
