/**
 * The lines of a recording: a header, then the accounts, then per listing its pages and its end. Lines of several
 * listings may alternate. A line that has more, less or other than this is refused: a change of shape is a new version.
 */
import { z } from "zod";
import type { AccountPlan, End, Only, Page, Unreadable } from "../contract/index.ts";

export const VERSION = 1;

export interface Header {
  /** When the accounts were read. ISO 8601. */
  readonly recorded: string;
  /** The program that wrote it, with its version. */
  readonly program: string;
  /** What alone was asked for; absent where nothing was left out. */
  readonly only?: Only;
}

interface Place {
  readonly account: string;
  readonly region: string;
  /** The listing's id. */
  readonly listing: string;
}

export type HeaderLine = { readonly kind: "recording"; readonly version: typeof VERSION } & Header;
export type AccountLine = { readonly kind: "account" } & AccountPlan;
export type PageLine = { readonly kind: "page" } & Place & Page;
export type EndLine = { readonly kind: "end" } & Place & End;
export type Line = HeaderLine | AccountLine | PageLine | EndLine;

const text = z.string().min(1);
/** An item is checked where its listing is known: when it is read. Not copied, for there are many. */
const item = z.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
  error: "expected an object",
});

const unreadable = z.strictObject({
  kind: z.enum([
    "denied",
    "throttled",
    "credentials",
    "region-disabled",
    "inactive",
    "unreachable",
    "service",
    "malformed",
  ]),
  api: z.string(),
  action: z.string(),
  code: z.string(),
  message: z.string(),
  account: z.string(),
  region: z.string(),
}) satisfies z.ZodType<Unreadable>;

const header = z.strictObject({
  kind: z.literal("recording"),
  version: z.literal(VERSION),
  recorded: z.iso.datetime(),
  program: text,
  only: z
    .strictObject({ accounts: z.array(text).exactOptional(), regions: z.array(text).exactOptional() })
    .exactOptional(),
});

const account = z.strictObject({
  kind: z.literal("account"),
  account: text,
  accountName: z.string().exactOptional(),
  partition: text,
  identity: z.string().exactOptional(),
  regions: z.array(z.strictObject({ region: text, unreadable: unreadable.exactOptional() })),
  disabled: z.array(text),
  unreadable: unreadable.exactOptional(),
});

const place = { account: text, region: text, listing: text };
const page = z.strictObject({
  kind: z.literal("page"),
  ...place,
  items: z.array(item),
  flawed: z.array(z.strictObject({ item, missing: text })),
});
const end = z.discriminatedUnion("complete", [
  z.strictObject({ kind: z.literal("end"), ...place, complete: z.literal(true) }),
  z.strictObject({ kind: z.literal("end"), ...place, complete: z.literal(false), unreadable }),
]);

const line = z.discriminatedUnion("kind", [header, account, page, end]) satisfies z.ZodType<Line>;

/** Reads one line. Throws an `Error` that says what is wrong with it. */
export function parseLine(text: string): Line {
  const value: unknown = parseJson(text);
  const version = (value as { kind?: unknown; version?: unknown } | null)?.version;
  if ((value as { kind?: unknown } | null)?.kind === "recording" && version !== VERSION) {
    throw new Error(`version ${JSON.stringify(version)} is not known here (only ${VERSION}): record again`);
  }
  const result = line.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new Error(`${at}${issue?.message ?? "not a line of a recording"}`);
}

/** `__proto__` as a key would change the object it is copied into; it can be spelled with escapes of ASCII characters. */
const suspicious = /__proto__|\\u00/i;

function parseJson(text: string): unknown {
  let hostile = false;
  const watch = (key: string, value: unknown) => {
    hostile ||= key === "__proto__";
    return value;
  };
  let value: unknown;
  try {
    value = suspicious.test(text) ? JSON.parse(text, watch) : JSON.parse(text);
  } catch {
    throw new Error("not JSON: the file is damaged");
  }
  if (hostile) throw new Error("the key __proto__ is not allowed");
  return value;
}
