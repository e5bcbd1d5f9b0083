import { readFileSync, statSync } from "node:fs";
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { hipaaRules, type Blind, type Control } from "../contract/index.ts";
import { CatalogError, type Position } from "./error.ts";

const text = z.string().trim().min(1);

const rules = new Map(hipaaRules.map((citation) => [citation.rule, citation]));

const hipaaRule = z.string().transform((rule, context) => {
  const citation = rules.get(rule);
  if (citation !== undefined) return citation;
  context.addIssue({
    code: "custom",
    message: "is no rule of 45 CFR 164.308 to 164.316; write it as 164.312(a)(2)(iv)",
  });
  return z.NEVER;
});

const blind = z
  .union([text, z.strictObject({ text, checks: z.array(text).min(1) })], "must be a text, or a text and its checks")
  .transform((given): Blind => (typeof given === "string" ? { text: given } : given));

const terms = text
  .transform((list) => list.split(",").map((term) => term.trim()))
  .refine((list) => !list.includes(""), "must be terms, set apart by commas");

const pattern = (groups: number) => text.refine((source) => groupsIn(source) === groups);
const figure = z.union(
  [pattern(1), z.record(pattern(0), z.union([z.string(), z.number(), z.boolean()]))],
  "must be a regular expression with one group, or several without groups, each with the value that it means",
);

const controlFile = z.strictObject({
  id: text,
  title: text,
  demands: text,
  hipaa: z.array(hipaaRule),
  reach: z.array(text),
  blind: z.array(blind),
  vocabulary: z
    .strictObject({
      subject: z.array(terms).default([]),
      typical: terms.default([]),
      foreign: terms.default([]),
      figures: z.record(text, figure).default({}),
    })
    .prefault({}),
});

/** How many groups the regular expression has; null for one that cannot be read. */
function groupsIn(source: string): number | null {
  try {
    return new RegExp(`${source}|`, "iu").exec("")!.length - 1;
  } catch {
    return null;
  }
}

/** No hand writes more. */
const LARGEST = 1_000_000;

/** A `control.yaml`, read. */
export interface ControlFile {
  readonly file: string;
  readonly control: Control;
  /** Where what stands at the path begins. */
  readonly placeOf: (path: readonly (string | number)[]) => Position;
}

/** Reads a `control.yaml`. Throws CatalogError with line and column. */
export function readControl(file: string, id: string): ControlFile {
  if (statSync(file).size > LARGEST) throw new CatalogError(file, "is larger than a control file can be (1 MB).");
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [mistake] = document.errors;
  if (mistake !== undefined) throw new CatalogError(file, `is not YAML: ${mistake.message}.`, at(mistake.pos[0]));
  const parsed = controlFile.safeParse(toJs(file, document), { reportInput: false });
  if (parsed.success) {
    const placeOf = (path: readonly PropertyKey[]) => at(offsetOf(document, path, undefined));
    if (parsed.data.id === id) return { file, control: parsed.data, placeOf };
    throw new CatalogError(file, `id: write the folder's name, "${id}".`, placeOf(["id"]));
  }
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  const key = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new CatalogError(file, `${path}${issue.message}.`, at(offsetOf(document, issue.path, key)));
}

function toJs(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new CatalogError(file, `cannot be read: ${(error as Error).message}.`);
  }
}

/** Where the deepest part of the path stands that is there; or its key, where the key itself is wrong. */
function offsetOf(document: Document, path: readonly PropertyKey[], key: string | undefined): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (!isNode(node)) continue;
    const pair = isMap(node) ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === key) : undefined;
    const place = isScalar(pair?.key) ? pair.key : node;
    return place.range?.[0] ?? 0;
  }
  return 0;
}
