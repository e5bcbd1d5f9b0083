import type { NormalizedSchema } from "@smithy/core/schema";
import { describe, expect, test } from "vitest";
import type { Fields } from "../../src/contract/index.ts";
import { listings, services } from "../../src/listings/index.ts";
import { loadApi } from "../../src/replay/api.ts";
import { itemSchema, membersOf } from "../../src/replay/shape.ts";

const all = [...listings.values()];

/** The paths of fields that the service does not have, or that are kept whole though they are objects, or the reverse. */
function misfits(schema: NormalizedSchema, fields: Fields, path = ""): string[] {
  return Object.entries(fields).flatMap(([name, { shape }]) => {
    const member = membersOf(schema)[name];
    if (member === undefined) return [`${path}${name}: no such member`];
    const element = member.isListSchema() ? member.getValueSchema() : member;
    if (!element.isStructSchema()) return shape === undefined ? [] : [`${path}${name}: has no members`];
    // An object without an allow list of its own would be kept with all that it holds.
    if (shape === undefined) return [`${path}${name}: an object, kept whole`];
    return misfits(element, shape as Fields, `${path}${name}.`);
  });
}

/** Whether a path leads to a field that is kept. */
const leadsTo = (fields: Fields, [name = "", ...rest]: readonly string[]): boolean =>
  fields[name] !== undefined && (rest.length === 0 || leadsTo(fields[name].shape as Fields, rest));

/** Whether a path leads to a field that every item has. */
const isThere = (fields: Fields, [name = "", ...rest]: readonly string[]): boolean =>
  fields[name]?.need === "required" && (rest.length === 0 || isThere(fields[name].shape as Fields, rest));

const paths = (template: string) => [...template.matchAll(/\{([\w.]+)\}/g)].map(([, path]) => path!);

test("ids are their keys, and no two listings have one", () => {
  expect(all.map(({ id }) => id)).toEqual([...listings.keys()]);
  expect(new Set(all).size).toBe(all.length);
});

describe.each(all.map((listing) => [listing.id, listing] as const))("%s", (id, listing) => {
  const { service, operation, fields, resource, each, page, iam } = listing;

  test("is called after its service", () => {
    expect(id.startsWith(`${service}.`)).toBe(true);
  });

  test("keeps fields that the service has", async () => {
    const output = (await loadApi(service)).output(operation);
    expect(misfits(itemSchema(output, listing.items), fields)).toEqual([]);
  });

  test("asks what the operation takes", async () => {
    const { size, tokenIn, tokenOut } = services[service].paging;
    const api = await loadApi(service);
    const own = page === "own" ? {} : { [size]: page };
    const paging = page === undefined ? {} : { ...own, [tokenIn]: "token" };
    const input = { ...listing.input, ...paging, ...(each === undefined ? {} : { [each.by]: "parent" }) };
    // The SDK sends a value that it knows, by a name of its own, and drops the others.
    for (const [name, value] of Object.entries(input)) {
      expect((await api.params(operation, { [name]: value })).size, name).toBeGreaterThan(0);
    }
    const paged = Object.hasOwn(membersOf(api.output(operation)), tokenOut);
    expect(page !== undefined).toBe(paged);
  });

  test("names its resources by fields that are always there", () => {
    const known = new Set([each?.by, "partition", "region", "account"]);
    const used = resource.id.includes("{") ? paths(resource.id) : [resource.id];
    const missing = [...used, ...paths(resource.arn)].filter(
      (path) => !known.has(path) && !isThere(fields, path.split(".")),
    );
    expect(missing).toEqual([]);
    expect(resource.arn === `{${paths(resource.arn)[0]}}` || resource.arn.startsWith("arn:{partition}:")).toBe(true);
    if (resource.name !== undefined) expect(Object.keys(fields)).toContain(resource.name);
    expect(resource.type).toMatch(/^AWS::\w+(::\w+)?$/);
  });

  test("names IAM actions of its service, its operation's first", () => {
    const { iamPrefix } = services[service];
    for (const action of iam) expect(action).toMatch(new RegExp(`^${iamPrefix}:[A-Z]\\w+$`));
    // GetCallerIdentity needs no permission.
    if (id !== "sts.identity") expect(iam[0]).toBe(`${iamPrefix}:${operation}`);
  });

  test("is asked per item of a listing that has the field", () => {
    if (each === undefined) return;
    expect(listings.get(each.of.id)).toBe(each.of);
    // Without the value that the parent's field `by` must have, a parent would be passed over in silence.
    if (each.from === undefined) expect(each.of.fields[each.by]).toMatchObject({ need: "required" });
    else expect(leadsTo(each.of.fields, each.from.split("."))).toBe(true);
    expect(each.gone.length).toBeGreaterThan(0);
  });
});
