import { z } from "zod";
import { severities } from "../../contract/index.ts";
import { account, organization } from "./accounts.ts";
import { binding, manual, normative, notApplicable } from "./clauses.ts";
import { customer, service } from "./customers.ts";
import { ledger } from "./ledger.ts";
import { role } from "./roles.ts";
import { schedule, serve, work } from "./serve.ts";
import { delivery, routes, sinks } from "./sinks.ts";
import { dueDays, owners, store } from "./store.ts";
import { id, region, text, unique } from "./words.ts";

/** What stands in clausewatch.yaml. The descriptions are what editors show, and the advice that errors give. */

const seconds = (fallback: number, most: number) => z.number().min(1).max(most).default(fallback);
const count = (fallback: number, most: number) => z.int().min(1).max(most).default(fallback);

const checks = z.strictObject({
  folders: z.array(text).default([]).describe("Folders of your own checks, relative to this file."),
  disabled: z.array(id).default([]).describe("Ids of checks that are not run."),
  timeoutSeconds: seconds(10, 3600).describe("How long one call of one of your own checks may take."),
  memoryMb: z.int().min(16).max(65_536).default(256).describe("How much memory one of your own checks may use."),
});

const collect = z.strictObject({
  concurrency: count(16, 256).describe("AWS calls at the same time, over all accounts and regions."),
  units: count(8, 64).describe("Account-regions that are read at the same time."),
  maxShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe("The share of AWS's documented API rates that is used; the rest is left to the account's own work."),
  attempts: count(8, 20).describe("Tries per call, the first one included."),
  timeoutSeconds: seconds(30, 600).describe("How long one try may take."),
  parser: z
    .enum(["fast", "sdk"])
    .default("fast")
    .describe("Who reads AWS's answers: our one-pass reader, or the SDK's own parser, which takes longer."),
});

export const schema = z
  .strictObject({
    accounts: unique(account, ({ id }) => id)
      .exactOptional()
      .describe("The accounts to judge; with no organization either, the account of the current credentials."),
    organization: organization
      .exactOptional()
      .describe(
        "Discovers the accounts of an AWS organization; one that stands under accounts is read as it says there.",
      ),
    regions: z
      .union([z.literal("all"), unique(region)], "must be `all` or a list of regions")
      .default("all")
      .describe("`all` (every region that the account has enabled), or a list such as [eu-central-1, us-east-1]."),
    policies: z
      .array(text)
      .default([])
      .describe("The policy's Markdown: files, folders or globs, relative to this file."),
    bindings: z.array(binding).default([]).describe("Which clauses of the policy demand which control."),
    manual: z.array(manual).default([]).describe("What people look after, for AWS cannot show it."),
    notApplicable: z.array(notApplicable).default([]).describe("Clauses that do not apply, and why."),
    normative: normative.prefault({}).describe("Where the detector of promises is wrong."),
    services: unique(service, ({ id }) => id)
      .exactOptional()
      .describe("The optional services that the policy speaks of."),
    customers: unique(customer, ({ name }) => name)
      .exactOptional()
      .describe("The customers, and the services that each signed up for."),
    roles: z
      .array(role)
      .min(1)
      .exactOptional()
      .describe("What the resources are: a rule for each way in which a resource is known to play a role."),
    access: text
      .exactOptional()
      .describe("The access register, which connections are justified: a YAML file, relative to this file."),
    store: store.exactOptional().describe("Where findings are kept over time; without it each scan stands alone."),
    waivers: text
      .exactOptional()
      .describe("Accepted exceptions, each with an end: a YAML file, relative to this file."),
    owners: owners.prefault({}).describe("Whose findings are."),
    dueDays: dueDays
      .prefault({})
      .describe("In how many days after it opened a finding is to be resolved, by severity."),
    ledger: ledger.prefault({}).describe("The evidence ledger: its key, and where its checkpoints go."),
    sinks: sinks.exactOptional().describe("Where findings go: ticket systems, chats, hubs, files."),
    routes: routes
      .exactOptional()
      .describe("Which findings go to which sinks; with none, every finding goes to every sink."),
    delivery: delivery.prefault({}).describe("How sinks are spoken to."),
    evidence: z
      .enum(["hashes", "full"])
      .default("hashes")
      .describe(
        "What is kept of what scans read: its hashes, or all of it (`full`), so that later checks can judge it. See `store.recordings`.",
      ),
    schedules: unique(schedule, ({ name }) => name)
      .exactOptional()
      .describe("When `clausewatch serve` judges what: one schedule or several."),
    serve: serve.prefault({}).describe("How `clausewatch serve` answers, logs and stops."),
    work: work.prefault({}).describe("How units are given to workers, where the store is PostgreSQL."),
    checks: checks.prefault({}).describe("Which checks run, and how far your own may go."),
    collect: collect.prefault({}).describe("How AWS is read."),
    failOn: z
      .enum([...severities, "none"])
      .default("low")
      .describe("Findings at or above this severity make the exit status 3; `none`: no finding does."),
  })
  .superRefine((config, context) => {
    const { evidence, store } = config;
    if (evidence === "full" && store === undefined)
      context.addIssue({ code: "custom", path: ["evidence"], message: "cannot be full without a store" });
    if (evidence === "full" && store?.postgres !== undefined && store.recordings === undefined)
      context.addIssue({ code: "custom", path: ["evidence"], message: "cannot be full without store.recordings" });
    for (const [path, name] of namedServices(config)) {
      if (config.services?.some(({ id }) => id === name)) continue;
      const message = `is no service; ${known(
        "services",
        config.services?.map(({ id }) => id),
      )}`;
      context.addIssue({ code: "custom", path: [...path], message });
    }
    const named = config.sinks?.map(({ name }) => name);
    for (const [i, { to, customers = [] }] of (config.routes ?? []).entries()) {
      for (const [j, name] of to.entries())
        if (named?.includes(name) !== true)
          context.addIssue({
            code: "custom",
            path: ["routes", i, "to", j],
            message: `is no sink; ${known("sinks", named)}`,
          });
      for (const [j, name] of customers.entries())
        if (config.customers?.some((customer) => customer.name === name) !== true) {
          const message = `is no customer; ${known(
            "customers",
            config.customers?.map((customer) => customer.name),
          )}`;
          context.addIssue({ code: "custom", path: ["routes", i, "customers", j], message });
        }
    }
  })
  .describe("The configuration of clausewatch: keys such as policies and bindings, each with a colon behind it.");

/** Every place that names a service, and the name. */
function* namedServices({
  bindings,
  customers = [],
}: {
  bindings: readonly z.output<typeof binding>[];
  customers?: readonly z.output<typeof customer>[];
}): Iterable<readonly [path: readonly (string | number)[], name: string]> {
  for (const [i, { service }] of bindings.entries())
    if (service !== undefined) yield [["bindings", i, "service"], service];
  for (const [i, { services = [] }] of customers.entries())
    for (const [j, name] of services.entries()) yield [["customers", i, "services", j], name];
}

function known(where: string, ids: readonly string[] | undefined): string {
  return ids === undefined ? `none is declared under ${where}` : `there are: ${ids.join(", ")}`;
}

/** The configuration, complete with its defaults. */
export type Config = z.output<typeof schema>;

/** The JSON Schema (draft 2020-12) of clausewatch.yaml, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const title = "clausewatch.yaml";
  return { ...z.toJSONSchema(schema, { io: "input" }), title };
}
