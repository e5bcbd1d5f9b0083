import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import { show, type Path, type Position } from "./error.ts";

/** YAML, read: its data, and where each part of it stands. */
export interface Tree {
  readonly data: unknown;
  /** Where the value at a path stands; where its nearest parent stands, if it is not there. Null without a file. */
  positionOf(path: Path): Position | null;
  /** Where the key at the end of the path stands. */
  keyPositionOf(path: Path): Position | null;
  /** The scalar at a path as it is written. */
  writtenAt(path: Path): string | undefined;
}

/** What stands where no file is. */
export const emptyTree: Tree = {
  data: {},
  positionOf: () => null,
  keyPositionOf: () => null,
  writtenAt: () => undefined,
};

/** What makes a text no tree. */
export interface TreeFault {
  readonly at: Position;
  readonly message: string;
  readonly hint: string;
}

/** Reads one YAML document whose keys are plain words, each once; or says all that is wrong. */
export function readTree(text: string): Tree | { readonly faults: readonly TreeFault[] } {
  const counter = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const options = { lineCounter: counter, prettyErrors: false, logLevel: "error" } as const;
  try {
    // Keys are compared here and not by the parser, which compares each with each: that takes minutes for 60,000.
    const document = parseDocument(text, { ...options, uniqueKeys: false });
    const unreadable = [...document.errors, ...document.warnings].map(({ pos, code, message }) => ({
      at: at(pos[0]),
      ...explained(code, message),
    }));
    if (unreadable.length > 0) return { faults: unreadable };
    const wrong = wrongNodes(document.contents).map(({ offset, ...fault }) => ({ at: at(offset), ...fault }));
    if (wrong.length > 0) return { faults: wrong };
    return { data: document.toJS({ maxAliasCount: MOST_ALIASES }), ...locate(document, at) };
  } catch (error) {
    if (error instanceof ReferenceError) return { faults: [{ at: { line: 1, column: 1 }, ...TOO_MANY_ALIASES }] };
    throw error;
  }
}

const TOO_DEEP = { message: "the YAML nests too deeply", hint: "Nest it less." };
const TOO_MANY_ALIASES = { message: "the YAML uses too many aliases", hint: "Write out what each * stands for." };

/** How many nodes aliases may stand for. */
const MOST_ALIASES = 100;

function explained(code: string, message: string): { message: string; hint: string } {
  if (code === "TAB_AS_INDENT") return { message: "a tab indents the line", hint: "Indent with spaces." };
  if (code === "RESOURCE_EXHAUSTION") return TOO_DEEP;
  if (code === "MULTIPLE_DOCS")
    return { message: "a second document begins here", hint: "Keep one configuration in a file; remove the line ---." };
  const what = message.replace(/\s+/g, " ").replace(/[.:]?\s*$/, "");
  return { message: `the YAML cannot be read: ${what.slice(0, 200)}`, hint: "Check indentation, brackets and quotes." };
}

interface NodeFault {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/** Levels. The parser itself stops where its stack ends; what it lets through could end the stack of a reader. */
const MOST_NESTING = 50;

/** Keys that are none, aliases of what does not stand before them, and nodes too deep. */
function wrongNodes(root: unknown): NodeFault[] {
  const faults: NodeFault[] = [];
  const anchors = new Set<string>();
  const visit = (node: unknown, depth: number) => {
    if (depth > MOST_NESTING) {
      faults.push({ offset: isNode(node) ? (node.range?.[0] ?? 0) : 0, ...TOO_DEEP });
      return;
    }
    if (isAlias(node) && !anchors.has(node.source)) {
      const message = `no & before it explains the alias ${show(`*${node.source}`)}`;
      faults.push({ offset: node.range?.[0] ?? 0, message, hint: "Quote it, if it is text." });
    }
    if (isSeq(node)) for (const item of node.items) visit(item, depth + 1);
    if (isMap(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
        const fault = wrongKey(key, seen);
        if (fault !== null) faults.push({ offset: key.range?.[0] ?? 0, ...fault });
        visit(value, depth + 1);
      }
    }
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
  };
  visit(root, 0);
  return faults;
}

function wrongKey(key: Node, seen: Set<string>): { message: string; hint: string } | null {
  if (!isScalar(key) || typeof key.value === "object")
    return { message: "a key is no plain word", hint: "Write it as a word, before a colon." };
  const word = String(key.value);
  if (word === "__proto__") return { message: `${show(word)} is no key`, hint: "Remove it." };
  if (seen.has(word))
    return { message: `the key ${show(word)} stands here a second time`, hint: "Keep one of the two." };
  seen.add(word);
  return null;
}

function locate(
  document: Document.Parsed,
  at: (offset: number) => Position,
): Pick<Tree, "positionOf" | "keyPositionOf" | "writtenAt"> {
  const maps = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairOf = (map: YAMLMap, key: string) => {
    // Made once for each map: a hundred thousand wrong keys would else be looked for one after the other.
    const pairs = maps.get(map) ?? new Map(map.items.map((pair) => [String(pair.key), pair]));
    maps.set(map, pairs);
    return pairs.get(key);
  };
  /** The last node on the way along the path, with its key, if it has one; and whether the way leads to the end. */
  const follow = (path: Path) => {
    let end: { key: Node | null; value: Node | null } = { key: null, value: document.contents };
    for (const step of path) {
      const inside = isAlias(end.value) ? end.value.resolve(document) : end.value;
      if (isSeq(inside) && typeof step === "number" && step in inside.items) {
        end = { key: null, value: inside.items[step] as Node };
        continue;
      }
      const pair = isMap(inside) ? pairOf(inside, String(step)) : undefined;
      if (pair === undefined) return { ...end, arrived: false };
      end = pair as { key: Node; value: Node | null };
    }
    return { ...end, arrived: true };
  };
  const start = (node: Node | null) => at(node?.range?.[0] ?? 0);
  return {
    positionOf(path) {
      const { key, value } = follow(path);
      return start(value ?? key);
    },
    keyPositionOf(path) {
      const { key, value } = follow(path);
      return start(key ?? value);
    },
    writtenAt(path) {
      const { value, arrived } = follow(path);
      const node = isAlias(value) ? value.resolve(document) : value;
      return arrived && isScalar(node) ? (node.source ?? String(node.value)) : undefined;
    },
  };
}
