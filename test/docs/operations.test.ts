/** The metrics that the page of operations names are those that there are. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Metrics } from "../../src/web/index.ts";

test("the table of metrics is what the registry holds: names, types, labels, help", async () => {
  const page = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const { registry } = new Metrics();
  const rows = (await registry.getMetricsAsJSON()).map(({ name, type, help }) => {
    const { labelNames } = registry.getSingleMetric(name) as unknown as { readonly labelNames: readonly string[] };
    const labels = labelNames.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${labels} | ${help} |`.replaceAll(/ {2,}/g, " ");
  });
  const said = page
    .split("\n")
    .filter((line) => /^\| `(clausewatch|process|nodejs)_\w+` \|/.test(line))
    .map((line) => line.replaceAll(/ {2,}/g, " "));
  expect(said).toEqual(rows);
});
