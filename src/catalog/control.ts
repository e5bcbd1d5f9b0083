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

const pattern = text.refine((source) => compiles(source), "is no regular expression with one group");

const ControlFile = z.strictObject({
  id: text,
  title: text,
  demands: text,
  hipaa: z.array(hipaaRule),
  reach: z.array(text),
  blind: z.array(blind),
  vocabulary: z
    .strictObject({
      subject: z.array(z.array(text).min(1)).default([]),
      typical: z.array(text).default([]),
      foreign: z.array(text).default([]),
      figures: z.record(text, pattern).default({}),
    })
    .prefault({}),
});

function compiles(source: string): boolean {
  try {
    return new RegExp(`${source}|`, "iu").exec("")?.length === 2;
  } catch {
    return false;
  }
}

/** No hand writes more. */
const LARGEST = 1_000_000;

/** Reads a `control.yaml`. Throws CatalogError with line and column. */
export function readControl(file: string, id: string): Control {
  if (statSync(file).size > LARGEST) throw new CatalogError(file, "is larger than a control file can be (1 MB).");
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [mistake] = document.errors;
  if (mistake !== undefined) throw new CatalogError(file, `is not YAML: ${mistake.message}.`, at(mistake.pos[0]));
  const parsed = ControlFile.safeParse(toJs(file, document), { reportInput: false });
  if (parsed.success) {
    if (parsed.data.id === id) return parsed.data;
    throw new CatalogError(file, `id: write the folder's name, "${id}".`, at(offsetOf(document, ["id"], undefined)));
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
