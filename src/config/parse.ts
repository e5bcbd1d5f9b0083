import type { z } from "zod";
import { ConfigError, type Path, type Position, type Problem } from "./error.ts";
import { plainTree } from "./plain-tree.ts";
import { schema, type Config } from "./schema/index.ts";
import { emptyTree, readTree, type Tree } from "./tree.ts";
import { validate, type DataFault } from "./validate.ts";
import { withVariables, type Environment } from "./variables.ts";

/** A configuration, and where each part of it stands. */
export interface Parsed {
  readonly config: Config;
  /** Where the value at a path (`["bindings", 0, "control"]`) stands in the file; null where no file says it. */
  positionOf(path: Path): Position | null;
  /** As a problem names it: the file with the position, or the variable that set the value. */
  placeOf(path: Path): Place;
}

export type Place = Pick<Problem, "file" | "line" | "column">;

/** Reads the text of a configuration (null: there is none). Throws ConfigError with all that is wrong. */
export function parseConfig(file: string, text: string | null, env: Environment): Parsed {
  const tree = text === null ? emptyTree : treeOf(file, text);
  const { data, setBy } = withVariables(tree.data, env);
  const positionOf = (path: Path) => (setBy(path) === undefined ? tree.positionOf(path) : null);
  const placeOf = (path: Path) => ({ file: setBy(path) ?? file, ...positionOf(path) });
  const answer = validate(schema, data, tree.writtenAt);
  if ("value" in answer) return { config: answer.value, positionOf, placeOf };
  return refuseFaults(answer.faults, (path, key) => (key ? { file, ...tree.keyPositionOf(path) } : placeOf(path)));
}

/** What stands in another YAML file of ours, and where. */
export interface ParsedFile<T> {
  readonly value: T;
  placeOf(path: Path): Place;
}

/** Reads a YAML file by its schema. Throws ConfigError with all that is wrong. */
export function parseFile<T>(file: string, text: string, schema: z.ZodType<T>): ParsedFile<T> {
  const tree = treeOf(file, text);
  const placeOf = (path: Path) => ({ file, ...tree.positionOf(path) });
  const answer = validate(schema, tree.data, tree.writtenAt);
  if ("value" in answer) return { value: answer.value, placeOf };
  return refuseFaults(answer.faults, (path, key) => (key ? { file, ...tree.keyPositionOf(path) } : placeOf(path)));
}

function treeOf(file: string, text: string): Tree {
  const plain = text.replace(/^\uFEFF/, "");
  const tree = plainTree(plain) ?? readTree(plain);
  if ("faults" in tree)
    throw new ConfigError(tree.faults.map(({ at, message, hint }) => ({ file, ...at, message, hint })));
  return tree;
}

function refuseFaults(faults: readonly DataFault[], placeOf: (path: Path, key: boolean) => Place): never {
  const problems = faults.map(({ path, key = false, message, hint }) => ({ ...placeOf(path, key), message, hint }));
  throw new ConfigError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)));
}
