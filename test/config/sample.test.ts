/** The configuration and the policy that come with the program. */
import { sinkKinds } from "../../src/deliver/kinds.ts";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/contract/index.ts";
import { configJsonSchema, loadConfig, loadLock, policyFiles, variables } from "../../src/config/index.ts";
import { bind, Lock, readPolicy, Sentences } from "../../src/policy/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const path = "config/clausewatch.yaml";
const loaded = await loadConfig({ path, cwd: root, env: {} });
const documents = (await policyFiles(loaded)).map((file) => readPolicy(file));
const { bindings, problems } = bind(new Sentences(documents), new Lock(null), loaded.config);

it("binds each quote to one clause of the sample policy", () => {
  expect(problems).toEqual([]);
  expect(bindings.every(({ clauses }) => clauses.length > 0)).toBe(true);
  expect(documents.map(({ id, title, version }) => ({ id, title, version }))).toEqual([
    { id: "security-policy", title: "Security Policy", version: { label: "2.3", from: "front matter" } },
  ]);
});

it("quotes only what policy.lock has as accepted", async () => {
  const lock = await loadLock(loaded, root);
  const { resolved } = bind(new Sentences(documents), new Lock(lock?.value ?? null), loaded.config);
  expect(resolved.filter(({ accepted }) => !accepted).map(({ clause }) => clause.text)).toEqual([]);
});

it("binds checks of every family that the policy speaks of, none twice", () => {
  const bound = bindings.flatMap(({ control, checks }) =>
    (checks ?? checksOf(control)).map((id) => `${control}/${id}`),
  );
  expect(bound).toHaveLength(new Set(bound).size);
  const known = readdirSync(`${root}checks`).flatMap((control) => checksOf(control).map((id) => `${control}/${id}`));
  expect(known).toEqual(expect.arrayContaining(bound));
  expect(bound).toEqual(
    expect.arrayContaining([
      "encryption-at-rest/ebs-volume-encrypted",
      "encryption-at-rest/rds-instance-encrypted",
      "encryption-at-rest/rds-cluster-encrypted",
      "encryption-in-transit/listener-uses-tls",
      "encryption-in-transit/target-group-uses-tls",
      "database-access/rds-instance-not-public",
      "justified-ports/security-group-opens-only-justified-ports",
      "justified-ports/security-group-not-all-open",
    ]),
  );
});

it("gives parameters that the checks take", async () => {
  for (const { control, checks, params } of bindings) {
    for (const id of Object.keys(params).length === 0 ? [] : (checks ?? [])) {
      const { default: check } = (await import(`${root}checks/${control}/${id}.ts`)) as { default: Check };
      expect(check.params.parse(params)).toMatchObject(params);
    }
  }
  expect(bindings.some(({ params }) => "facingRoles" in params)).toBe(true);
});

it("shows schedules, serve and work as they can be written", async () => {
  const text = readFileSync(`${root}${path}`, "utf8");
  const shown = [...text.matchAll(/^# (?:schedules|serve|work):\n(?:# +.+\n)+/gm)].map(([block]) =>
    block.replaceAll(/^# /gm, ""),
  );
  expect(shown).toHaveLength(3);
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-sample-"));
  try {
    const shownPath = join(folder, "clausewatch.yaml");
    await writeFile(shownPath, shown.join(""));
    const { config } = await loadConfig({ path: shownPath, cwd: folder, env: {} });
    expect(config.schedules?.map(({ name }) => name)).toEqual(["nightly", "ports-hourly"]);
    expect(config.serve).toMatchObject({ listen: "127.0.0.1:9464", graceSeconds: 30, logLevel: "info" });
    expect(config.work).toEqual({ leaseSeconds: 60, attempts: 4, unitMinutes: 60 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

function checksOf(control: string): string[] {
  return readdirSync(`${root}checks/${control}`).flatMap((name) => (name.endsWith(".ts") ? [name.slice(0, -3)] : []));
}

it("says the defaults, all of them", () => {
  const {
    accounts: _,
    policies,
    bindings,
    manual,
    notApplicable,
    normative,
    services,
    customers,
    roles,
    access,
    waivers,
    owners,
    ...rest
  } = loaded.config;
  expect(policies).not.toEqual([]);
  for (const shown of [bindings, manual, notApplicable, services, customers, roles, access, waivers, owners])
    expect(shown).not.toEqual([]);
  for (const shown of [normative.include, normative.exclude]) expect(shown).not.toEqual([]);
  const defaults = Object.entries(configJsonSchema()["properties"] as Record<string, Described>);
  for (const [key, value] of Object.entries(rest)) {
    const { default: fallback, properties } = defaults.find(([name]) => name === key)![1];
    expect([key, value]).toEqual([key, properties === undefined ? fallback : defaultsOf(properties)]);
  }
});

interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

function defaultsOf(properties: Readonly<Record<string, Described>>): object {
  return Object.fromEntries(Object.entries(properties).map(([key, { default: fallback }]) => [key, fallback]));
}

describe("explains", () => {
  const text = readFileSync(`${root}${path}`, "utf8");

  it("each variable", () => {
    for (const name of Object.keys(variables)) expect(text).toMatch(new RegExp(`^#   ${name} `, "m"));
    expect(text).toContain("CLAUSEWATCH_CONFIG");
  });

  it("each key", () => {
    // What each sink can be set to stands in docs/configuration.md, and in its page in docs/sinks.
    const kinds = new Set(sinkKinds.map(({ kind }) => kind));
    const keys = (schema: Described): string[] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
        kinds.has(key) ? [key] : [key, ...keys(inner)],
      ),
      ...(schema.items === undefined ? [] : keys(schema.items)),
    ];
    for (const key of keys(configJsonSchema() as Described)) expect(text).toMatch(new RegExp(`\\b${key}\\b`));
  });

  it("each key in the JSON Schema, which allows no other", () => {
    const visit = (name: string, schema: Described) => {
      expect([name, schema.description]).toEqual([name, expect.any(String)]);
      if (schema.properties !== undefined) expect([name, schema.additionalProperties]).toEqual([name, false]);
      for (const [key, inner] of Object.entries(schema.properties ?? {})) visit(`${name}.${key}`, inner);
      if (schema.items?.properties !== undefined) {
        for (const [key, inner] of Object.entries(schema.items.properties)) visit(`${name}[].${key}`, inner);
      }
    };
    visit("", configJsonSchema() as Described);
  });
});
