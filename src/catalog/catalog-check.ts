import type { Control, Judge, Listing, Severity } from "../contract/index.ts";
import type { Declaration } from "./declaration.ts";
import { CatalogError } from "./error.ts";
import type { CheckFile } from "./folder.ts";
import type { ParamsAnswer } from "./params.ts";

/** A check as the rest of the program sees it, wherever it runs. */
export interface CatalogCheck {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly sources: readonly string[];
  /** The ids of the controls it serves: its folder's first. */
  readonly controls: readonly string[];
  readonly file: string;
  readonly builtIn: boolean;
  /** Null for an estate check. */
  readonly over: Listing | null;
  readonly with: Readonly<Record<string, Listing>>;
  /** All that it can read: `over`, `with`, and what these are asked by; parents before their children. */
  readonly listings: readonly Listing[];
  /** What must be read for it with the raw parameters that a binding sets. */
  reads(raw: Readonly<Record<string, unknown>>): Reads;
  /** JSON Schema of what a binding may set. */
  readonly paramsSchema: Readonly<Record<string, unknown>>;
  /** Reads what a binding sets. What it gives as `params` is for `judge`, and for nothing else. */
  readParams(raw: unknown): Promise<ParamsAnswer>;
  readonly judge: Judge;
}

export interface Reads {
  /** The tables, by the names that the check gave them. */
  readonly with: Readonly<Record<string, Listing>>;
  /** `over`, the tables, and what these are asked by; parents before their children. */
  readonly listings: readonly Listing[];
}

/** A check that was loaded, in this process or its own. */
export interface Loaded {
  readonly declaration: Declaration;
  readonly readParams: CatalogCheck["readParams"];
  readonly judge: Judge;
}

/** The controls and listings that a check may name. */
export interface Known {
  readonly controls: ReadonlyMap<string, Control>;
  readonly listings: ReadonlyMap<string, Listing>;
}

/** Puts objects for the names that a check declares. Throws CatalogError for a name that is nowhere. */
export function catalogCheck(found: CheckFile, builtIn: boolean, loaded: Loaded, known: Known): CatalogCheck {
  const { file } = found;
  const { controls, over, with: beside, when, params, scope: _, ...told } = loaded.declaration;
  const served = new Set(found.control === null ? controls : [found.control, ...controls]);
  if (served.size === 0) {
    throw new CatalogError(
      file,
      `serves no control: name one in \`controls\` (${[...known.controls.keys()].join(", ")}).`,
    );
  }
  for (const control of served) {
    if (known.controls.has(control)) continue;
    const there = [...known.controls.keys()].join(", ");
    throw new CatalogError(file, `names the control "${control}", which is not there: name one of ${there}.`);
  }
  const listing = (id: string): Listing => {
    const listing = known.listings.get(id);
    if (listing !== undefined) return listing;
    const there = [...known.listings.keys()].join(", ");
    throw new CatalogError(file, `reads the listing "${id}", which is not there: name one of ${there}.`);
  };
  const overListing = over === null ? null : listing(over);
  const withListings = Object.fromEntries(Object.entries(beside).map(([name, id]) => [name, listing(id)]));
  for (const [name, param] of Object.entries(when)) {
    if (name in withListings && param in propertiesOf(params)) continue;
    throw new CatalogError(file, `says \`when: { ${name}: "${param}" }\`: name a table of \`with\` and a parameter.`);
  }
  const reads = (raw: Readonly<Record<string, unknown>>): Reads => {
    const isSet = (param: string) => isOn(raw[param] ?? propertiesOf(params)[param]?.default);
    const read = Object.entries(withListings).filter(([name]) => when[name] === undefined || isSet(when[name]));
    const named = read.map(([, listing]) => listing);
    return {
      with: Object.fromEntries(read),
      listings: withParents(overListing === null ? named : [overListing, ...named]),
    };
  };
  return {
    ...told,
    controls: [...served],
    file,
    builtIn,
    over: overListing,
    with: withListings,
    listings: reads(Object.fromEntries(Object.values(when).map((param) => [param, true]))).listings,
    reads,
    paramsSchema: params,
    readParams: loaded.readParams,
    judge: loaded.judge,
  };
}

type Properties = Readonly<Record<string, { readonly default?: unknown }>>;

function propertiesOf(schema: Readonly<Record<string, unknown>>): Properties {
  return (schema["properties"] ?? {}) as Properties;
}

/** Whether a parameter asks for something: not false, not nothing, not an empty list. */
function isOn(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function withParents(named: readonly Listing[]): readonly Listing[] {
  const all = new Set<Listing>();
  const add = (listing: Listing) => {
    if (listing.each !== undefined) add(listing.each.of);
    all.add(listing);
  };
  for (const listing of named) add(listing);
  return [...all];
}
