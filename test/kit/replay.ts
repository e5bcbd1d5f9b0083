/** Makes up recordings, and asks a replay with the real SDK. */
import { NormalizedSchema } from "@smithy/core/schema";
import fc from "fast-check";
import type { End, Fields, Listing, Service, Unreadable } from "../../src/contract/index.ts";
import { services } from "../../src/listings/index.ts";
import { recordingOf, type Line, type Recording } from "../../src/recording/index.ts";
import { loadApi } from "../../src/replay/api.ts";
import { baseCredentials } from "../../src/replay/index.ts";
import { itemSchema } from "../../src/replay/shape.ts";
import { loadSdk } from "../../src/sdk/load.ts";

type Item = Readonly<Record<string, unknown>>;

/** A listing: its items, all on one page; or the items that were read before it failed, and why. */
export type MadeListing = readonly object[] | { readonly items: readonly object[]; readonly unreadable: Unreadable };

export interface MadeAccount {
  readonly account: string;
  readonly identity?: string;
  readonly unreadable?: Unreadable;
  readonly disabled?: readonly string[];
  /** Listings by id, by region; or why nothing of the region could be read. */
  readonly regions: Readonly<Record<string, Readonly<Record<string, MadeListing>>>>;
}

/** A recording of made-up accounts. */
export function recordingOfAccounts(...accounts: readonly MadeAccount[]): Recording {
  return recordingOf("made up", linesOf(accounts));
}

function* linesOf(accounts: readonly MadeAccount[]): Generator<Line> {
  yield { kind: "recording", version: 1, recorded: "2026-01-02T03:04:05Z", program: "clausewatch test" };
  for (const { account, regions, disabled = [], ...rest } of accounts) {
    const plan = { account, partition: "aws", disabled, regions: Object.keys(regions).map((region) => ({ region })) };
    yield { kind: "account", ...plan, ...rest };
    for (const [region, listings] of Object.entries(regions)) {
      for (const [listing, made] of Object.entries(listings)) {
        const items = "unreadable" in made ? made.items : made;
        const end: End = "unreadable" in made ? { complete: false, unreadable: made.unreadable } : { complete: true };
        if (items.length > 0) yield { kind: "page", account, region, listing, items, flawed: [] };
        yield { kind: "end", account, region, listing, ...end };
      }
    }
  }
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AskOptions {
  readonly region?: string;
  readonly credentials?: Credentials;
  readonly input?: object;
  /** Milliseconds, for an answer to come. */
  readonly timeout?: number;
  readonly attempts?: number;
}

/** One call through the SDK, tried once. */
export async function call(url: string, service: Service, operation: string, options: AskOptions = {}): Promise<Item> {
  const { region = "eu-west-1", credentials = baseCredentials, input = {}, timeout = 0, attempts = 1 } = options;
  const sdk = await loadSdk(service);
  const requestHandler = { requestTimeout: timeout, throwOnRequestTimeout: true };
  const settings = { endpoint: url, region, credentials, maxAttempts: attempts, requestHandler };
  const client = new sdk.Client(settings);
  try {
    const Command = sdk.command(operation);
    return (await client.send(new Command(input))) as Item;
  } finally {
    client.destroy();
  }
}

/** All items of a listing, page by page through the SDK, as JSON. */
export async function readListing(url: string, listing: Listing, options: AskOptions = {}): Promise<readonly Item[]> {
  const { paging } = services[listing.service];
  const size = typeof listing.page === "number" ? { [paging.size]: listing.page } : {};
  const items: unknown[] = [];
  let token: unknown;
  do {
    const input = {
      ...listing.input,
      ...size,
      ...options.input,
      ...(token === undefined ? {} : { [paging.tokenIn]: token }),
    };
    const { $metadata: _, ...output } = await call(url, listing.service, listing.operation, { ...options, input });
    items.push(...itemsAt(output, listing.items === "" ? [] : listing.items.split(".")));
    token = output[paging.tokenOut];
  } while (token !== undefined);
  return JSON.parse(JSON.stringify(items)) as readonly Item[];
}

function itemsAt(holder: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (name === undefined) return [holder];
  return [(holder as Item)[name]].flat().flatMap((item) => itemsAt(item, rest));
}

/** Any item that a listing's allow list can keep, of any content: what the SDK's schema lets stand in its fields. */
export async function itemsOf(listing: Listing): Promise<fc.Arbitrary<Record<string, unknown>>> {
  const api = await loadApi(listing.service);
  return object(itemSchema(api.output(listing.operation), listing.items), listing.fields);
}

function object(schema: NormalizedSchema, fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(fields);
  const members = names.map(
    (name) => [name, value(schema.getMemberSchema(name), fields[name]!.shape as Fields)] as const,
  );
  const requiredKeys = names.filter((name) => fields[name]!.need === "required");
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true });
}

function value(schema: NormalizedSchema, shape: Fields | undefined): fc.Arbitrary<unknown> {
  if (schema.isListSchema()) return fc.array(value(schema.getValueSchema(), shape), { maxLength: 3 });
  if (shape !== undefined) return object(schema, shape);
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.integer();
  if (schema.isTimestampSchema()) {
    const [min, max] = [new Date("1970-01-01T00:00:00Z"), new Date("2099-12-31T23:59:59Z")];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (schema.isStringSchema()) return text;
  throw new Error(`nothing to make up for ${schema.getName(true)}`);
}

/** The SDK reads text of white space with a line break in it as empty. */
const text = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.trim() !== "" || !/[\n\r]/.test(text));
