/** The pages about controls and checks. */
import { iamPolicy } from "../../src/app/iam-policy.ts";
import { parentsOf } from "../../src/app/reader.ts";
import type { Catalog, CatalogCheck } from "../../src/catalog/index.ts";
import type { Blind, Control, HipaaCitation, Listing } from "../../src/contract/index.ts";
import { address, code, inline, list, page, table } from "./markdown.ts";
import { settingsTable, type JsonSchema } from "./schema.ts";

/** The table of all controls and checks. */
export function indexPage({ controls, checks }: Catalog): string {
  const rows = [...controls.values()].flatMap((control) => {
    const name = `[${inline(control.title)}](${control.id}.md)`;
    const own = ownChecks(control, checks).map((check) => [
      name,
      `[${check.id}](${control.id}.md#${check.id})`,
      check.severity,
      inline(check.title),
    ]);
    return own.length === 0 ? [[name, "none yet", "", ""]] : own;
  });
  return page("checks/", [
    "# Controls and checks",
    `A control is what a clause of a policy demands, in terms that a machine can decide; a check decides it for one kind of resource. There are ${controls.size} controls with ${checks.size} checks. The page of a control says how far its checks reach and what they cannot see.`,
    table(["Control", "Check", "Severity", "Wanted state"], rows),
    "[iam-policy.json](../iam-policy.json) is the least IAM policy under which all of them can be decided with their default parameters; `clausewatch iam-policy` prints the one for the checks that your configuration enables. [CONTRIBUTING.md](../../CONTRIBUTING.md) says how to add a check.",
  ]);
}

/** All about one control, and the checks that lie in its folder. */
export function controlPage(control: Control, { checks }: Catalog): string {
  const own = ownChecks(control, checks);
  const also = [...checks.values()].filter(({ controls }) => controls.slice(1).includes(control.id));
  return page(`checks/${control.id}/`, [
    `# ${inline(control.title)}`,
    `Control ${code(control.id)}. ${inline(control.demands)}`,
    "Helps to meet, of the HIPAA Security Rule (45 CFR Part 164):",
    list(control.hipaa.map(citation)),
    ...(control.reach.length === 0 ? [] : ["## What its checks decide", list(control.reach.map(inline))]),
    control.reach.length === 0 ? "## What is not seen" : "## What they cannot see",
    list(control.blind.map((spot) => blindSpot(spot, checks))),
    ...(own.length === 0 ? [] : ["## Checks", ...own.flatMap(checkBlocks)]),
    ...(also.length === 0
      ? []
      : [`Served as well by ${also.map(({ id, controls }) => `[${id}](${controls[0]}.md#${id})`).join(", ")}.`]),
  ]);
}

/** A statement without checks concerns all of the control. */
function blindSpot({ text, checks: ids }: Blind, checks: Catalog["checks"]): string {
  const links = ids?.map((id) => `[${id}](${checks.get(id)?.controls[0]}.md#${id})`);
  return links === undefined ? inline(text) : `${inline(text)} (Concerns ${links.join(", ")}.)`;
}

function ownChecks({ id }: Control, checks: Catalog["checks"]): readonly CatalogCheck[] {
  return [...checks.values()].filter(({ controls }) => controls[0] === id);
}

function citation({ rule, title, kind }: HipaaCitation): string {
  const section = /^\d+\.\d+/.exec(rule)?.[0] ?? "";
  const name = kind === "standard" ? "standard" : `${kind} implementation specification`;
  return `[${inline(rule)}](https://www.ecfr.gov/current/title-45/section-${section}), ${inline(title)} (${name})`;
}

function checkBlocks(check: CatalogCheck): string[] {
  const { id, aliases, severity, title, over, paramsSchema } = check;
  const judged = over === null ? "all accounts and regions together" : `every ${code(over.resource.type)}`;
  const listings = listingsOf(check);
  const always = iamPolicy([check.reads({})]).Statement.flatMap(({ Action }) => Action);
  const more = iamPolicy([{ listings }]).Statement.flatMap(({ Action }) => Action.filter((a) => !always.includes(a)));
  return [
    `### ${id}`,
    `${inline(title)}. Severity: ${severity}. Judges ${judged}.`,
    ...(aliases.length === 0 ? [] : [`Was called ${aliases.map(code).join(", ")} before.`]),
    `**Why.** ${inline(check.why)}`,
    `**How to fix.** ${inline(check.fix)}`,
    ...(Object.keys((paramsSchema as JsonSchema).properties ?? {}).length > 0
      ? ["**Parameters**, set by a binding:", settingsTable(paramsSchema as JsonSchema)]
      : ["**Parameters.** None."]),
    "**Listings** that it reads:",
    table(
      ["Listing", "API operation", "Use"],
      listings.map((listing) => [code(listing.id), code(listing.operation), useOf(listing, listings, check)]),
    ),
    `**IAM actions.** ${always.map(code).join(", ")}`,
    ...(more.length === 0 ? [] : [`Where a parameter asks for it, also ${more.map(code).join(", ")}`]),
    "**Sources**",
    list(check.sources.map(address)),
  ];
}

/** All that it can read, whatever its parameters are; parents before their children. */
function listingsOf({ over, with: beside }: CatalogCheck): readonly Listing[] {
  const named = [...(over === null ? [] : [over]), ...Object.values(beside)];
  return [...new Set(named.flatMap((listing) => [...parentsOf(listing), listing]))];
}

function useOf(listing: Listing, all: readonly Listing[], check: CatalogCheck): string {
  const children = all.filter(({ each }) => each?.of === listing);
  return [
    ...(listing === check.over ? ["judged"] : []),
    ...(Object.values(check.with).includes(listing) ? ["read beside"] : []),
    ...(check.reads({}).listings.includes(listing) ? [] : ["only where a parameter asks for it"]),
    ...(listing.each === undefined ? [] : [`asked for each of ${code(listing.each.of.id)}`]),
    ...children.map(({ id }) => `parents of ${code(id)}`),
  ].join(", ");
}
