import { z } from "zod";
import { severities } from "../../contract/index.ts";
import { sinkKinds } from "../../deliver/kinds.ts";
import { accountId, id, ifRight, text, unique, words } from "./words.ts";

/** What stands in the configuration about where findings go. */

const kinds = sinkKinds.map(({ kind }) => kind);

const sink = z
  .strictObject({
    name: id.describe("What the sink is called here: routes, commands and the ledger name it so."),
    ...Object.fromEntries(
      sinkKinds.map(({ kind, about, settings }) => [kind, settings.exactOptional().describe(about)] as const),
    ),
  })
  .refine((written) => Object.keys(written).length === 2, {
    ...ifRight,
    error: `needs one of ${kinds.join(", ")}: what it is, and its settings`,
  });

export const sinks = unique(sink, ({ name }) => name);

const route = z.strictObject({
  to: unique(id.describe("The name of one of the sinks.")).describe("Names of the sinks that are told."),
  severity: z.enum(severities).exactOptional().describe("Findings that are at least so severe; all, if absent."),
  controls: unique(id).exactOptional().describe("Findings of checks that serve one of these controls."),
  checks: unique(id).exactOptional().describe("Findings of these checks."),
  accounts: unique(accountId).exactOptional().describe("Findings in these accounts."),
  customers: unique(id.describe("The name of one of the customers."))
    .exactOptional()
    .describe("Findings of these customers, which the configuration names."),
  owners: unique(words(200)).exactOptional().describe("Findings of these owners."),
  tags: z
    .record(words(128), z.string().max(256))
    .exactOptional()
    .describe("Findings of resources with these tags, all of them."),
});

export const routes = z.array(route).min(1);

export const delivery = z.strictObject({
  timeoutSeconds: z.number().min(1).max(600).default(30).describe("How long one call of a sink may take."),
  allowAddresses: z
    .array(text)
    .default([])
    .describe(
      "Addresses and host names that sinks may reach though they lie within the link, or give out a cloud's credentials.",
    ),
});

/** A sink as the configuration has it. */
export interface ConfiguredSink {
  readonly name: string;
  /** One of `sinkKinds`. */
  readonly kind: string;
  /** As that kind has them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The sinks of a configuration, each with its kind beside its settings. */
export function configuredSinks(written: readonly z.output<typeof sink>[] = []): readonly ConfiguredSink[] {
  return written.map(({ name, ...of }) => {
    const [[kind, settings] = ["", {}]] = Object.entries(of);
    return { name, kind, settings: settings as Readonly<Record<string, unknown>> };
  });
}
