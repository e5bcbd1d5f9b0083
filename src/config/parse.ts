import { ConfigError, type Path, type Position, type Problem } from "./error.ts";
import type { Config } from "./schema.ts";
import { emptyTree, readTree } from "./tree.ts";
import { validate } from "./validate.ts";
import { withVariables, type Environment } from "./variables.ts";

/** A configuration, and where each part of it stands. */
export interface Parsed {
  readonly config: Config;
  /** Where the value at a path (`["bindings", 0, "control"]`) stands in the file; null where no file says it. */
  positionOf(path: Path): Position | null;
  /** As a problem names it: the file with the position, or the variable that set the value. */
  placeOf(path: Path): Place;
}

type Place = Pick<Problem, "file" | "line" | "column">;

/** Reads the text of a configuration (null: there is none). Throws ConfigError with all that is wrong. */
export function parseConfig(file: string, text: string | null, env: Environment): Parsed {
  const tree = text === null ? emptyTree : readTree(text.replace(/^\uFEFF/, ""));
  if ("faults" in tree) refuse(tree.faults.map(({ at, message, hint }) => ({ file, ...at, message, hint })));
  const { data, setBy } = withVariables(tree.data, env);
  const positionOf = (path: Path) => (setBy(path) === undefined ? tree.positionOf(path) : null);
  const placeOf = (path: Path) => ({ file: setBy(path) ?? file, ...positionOf(path) });
  const answer = validate(data, tree.writtenAt);
  if ("config" in answer) return { config: answer.config, positionOf, placeOf };
  const problems = answer.faults.map(({ path, key, message, hint }) => {
    const place: Place = key ? { file, ...tree.keyPositionOf(path) } : placeOf(path);
    return { ...place, message, hint };
  });
  return refuse(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)));
}

function refuse(problems: readonly Problem[]): never {
  throw new ConfigError(problems);
}
