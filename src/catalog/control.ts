import { readFileSync, statSync } from "node:fs";
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import type { Control } from "../contract/index.ts";
import { CatalogError, type Position } from "./error.ts";

const text = z.string().trim().min(1);

const ControlFile = z.strictObject({
  id: text,
  title: text,
  demands: text,
  hipaa: z.array(
    z.strictObject({
      rule: z.string().regex(/^164\.\d{3}(\([a-zA-Z0-9]+\))*$/, "write it as 164.312(a)(2)(iv)"),
      title: text,
      kind: z.enum(["required", "addressable", "standard"]),
    }),
  ),
  reach: z.array(text).min(1),
  blind: z.array(text),
});

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
