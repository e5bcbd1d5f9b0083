import { z } from "zod";
import { proofListings } from "../access/listings.ts";
import { severities, type Check, type Listing } from "../contract/index.ts";
import { thrown } from "./judge.ts";

const word = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "write it in lower case with hyphens, as in ebs-volume-encrypted");
const sentence = z.string().trim().min(1);

/** What a check says of itself, as data that can cross from process to process: listings by id, parameters as JSON Schema. */
export const Declaration = z.strictObject({
  id: word,
  aliases: z.array(word).default([]),
  severity: z.enum(severities),
  title: sentence,
  why: sentence,
  fix: sentence,
  sources: z.array(sentence),
  controls: z.array(word).default([]),
  scope: z.enum(["resource", "estate", "network"]).default("resource"),
  /** Null for what judges no single listing. */
  over: z.string().nullable(),
  with: z.record(z.string(), z.string()).default({}),
  /** Name of a table → the parameter that it is read for. */
  when: z.record(z.string(), z.string()).default({}),
  params: z.record(z.string(), z.unknown()),
});
export type Declaration = z.infer<typeof Declaration>;

export interface Declared {
  readonly check: Check;
  readonly declaration: Declaration;
}

/**
 * Loads a check's file, an address, and reads what it exports. Throws an Error that says what is wrong and what to do;
 * the message does not name the file.
 */
export async function loadDeclared(address: string, id: string): Promise<Declared> {
  let exported: { readonly default?: unknown };
  try {
    exported = await import(address);
  } catch (error) {
    throw new Error(`cannot be loaded: ${thrown(error)}${placeOf(error)}`, { cause: error });
  }
  return readDeclared(exported.default, id);
}

/** The first place outside of this file that the error's stack names, as ` (file:line)`; Node puts a syntax error's there too. */
function placeOf(error: unknown): string {
  const stack = String((error as Error | undefined)?.stack);
  const places = stack.matchAll(/(?:^|file:\/\/)(\/[^\s?:]+:\d+(?::\d+)?)/g).map(([, place = ""]) => place);
  const place = places.find((place) => !import.meta.url.endsWith(place.replace(/:.*/, "")));
  return place === undefined ? "" : ` (${place})`;
}

function readDeclared(check: unknown, id: string): Declared {
  if (typeof check !== "object" || check === null) {
    throw new Error("has no check as its default export: end it with `export default defineCheck({ … })`");
  }
  const { judge, over, with: beside, params, ...told } = check as Record<string, unknown>;
  const estate = told["scope"] === "estate";
  const network = told["scope"] === "network";
  if (told["id"] !== id) {
    throw new Error(`declares the id ${JSON.stringify(told["id"])}: a check's id is its file's name, here "${id}"`);
  }
  if (typeof judge !== "function") throw new Error("has no function `judge`");
  if (estate && over !== undefined)
    throw new Error("has scope estate and `over`: an estate check names its listings in `with`");
  if (network && (over ?? beside) !== undefined)
    throw new Error("has scope network and `over` or `with`: what a network check reads is given");
  if (estate && beside === undefined)
    throw new Error("has scope estate and no `with`: name the listings that it reads");
  const parsed = Declaration.safeParse({
    ...told,
    over: estate || network ? null : listingId(over, "over"),
    with: Object.fromEntries(
      Object.entries(network ? proofListings : (beside ?? {})).map(([name, listing]) => [
        name,
        listingId(listing, `with.${name}`),
      ]),
    ),
    params: schemaOf(params),
  });
  if (parsed.success) return { check: check as Check, declaration: parsed.data };
  const [issue] = parsed.error.issues;
  throw new Error(`declares a check that is not well-formed: ${issue?.path.join(".") || "fields"}: ${issue?.message}`);
}

function listingId(listing: unknown, field: string): string {
  const id = (listing as Listing | undefined | null)?.id;
  if (typeof id === "string") return id;
  throw new Error(`says \`${field}: ${listing}\`: name a listing there, such as ec2.volumes (is it spelt right?)`);
}

function schemaOf(params: unknown): unknown {
  if (params instanceof z.ZodType) return z.toJSONSchema(params, { io: "input", unrepresentable: "any" });
  throw new Error(
    "has no zod schema as `params`: export it through defineCheck, and make `params` with the z of clausewatch",
  );
}
