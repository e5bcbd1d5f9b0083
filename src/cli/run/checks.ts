import { iamPolicy } from "../../app/iam-policy.ts";
import type { BoundCheck } from "../../app/enable.ts";
import type { Clause, Control } from "../../contract/index.ts";
import { inertJson } from "../../report/inert.ts";
import { inert, lines, look, prose, type TextOptions } from "../../report/index.ts";
import { paragraph } from "../../report/style.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import { load } from "./load.ts";
import { textOptions } from "../terminal.ts";

export type ChecksOptions = Pick<SelectionOptions, "config" | "check" | "control"> & { readonly json?: boolean };

/** One check, as `--json` tells it. */
function told(bound: BoundCheck): object {
  const { check, clauses, listings } = bound;
  const { id, aliases, severity, title, why, fix, sources, controls, paramsSchema, builtIn } = check;
  const reads = listings.map((listing) => listing.id);
  return {
    id,
    aliases,
    severity,
    title,
    why,
    fix,
    sources,
    controls,
    builtIn,
    reads,
    iam: actionsOf(bound),
    paramsSchema,
    clauses,
  };
}

function actionsOf(check: BoundCheck): readonly string[] {
  return iamPolicy([check]).Statement[0]?.Action ?? [];
}

export async function runChecksList(options: ChecksOptions): Promise<number> {
  const { checks, catalog, close } = await load(options);
  await close();
  if (options.json) {
    process.stdout.write(`${inertJson(checks.map(told))}\n`);
    return 0;
  }
  const text = textOptions(process.stdout, process.env);
  const sections = [...catalog.controls.values()].flatMap((control) => {
    const served = checks.filter(({ check }) => check.controls[0] === control.id);
    return served.length === 0 ? [] : [sectionOf(control, served, text)];
  });
  const bare = [...catalog.controls.values()].filter(
    ({ id }) => ![...catalog.checks.values()].some((check) => check.controls.includes(id)),
  );
  if (bare.length > 0 && options.check.length + options.control.length === 0) {
    const names = bare.map(({ id }) => id).join(", ");
    sections.push(look(text).faint(inert(`Controls without a check as yet: ${names}.`)));
  }
  process.stdout.write(lines([sections.join("\n\n")]));
  return 0;
}

/** A control with its checks: in columns where there is room for them, else a few lines a check. */
function sectionOf(control: Control, served: readonly BoundCheck[], text: TextOptions): string {
  const { heading, strong, faint, severity } = look(text);
  const ids = Math.max(...served.map(({ check }) => check.id.length));
  const titles = Math.max(...served.map(({ check }) => check.title.length));
  const roomy = text.width >= ids + titles + 60;
  const rows = served.flatMap(({ check, clauses }) => {
    const id = strong(check.id.padEnd(ids));
    const level = severity[check.severity](check.severity.padEnd(13));
    const demanded = faint(demandedBy(clauses));
    if (roomy) return [`  ${id}  ${level}  ${check.title.padEnd(titles)}  ${demanded}`];
    return [`  ${id}  ${level}`.trimEnd(), `    ${prose(check.title)}`, `    ${demanded}`];
  });
  const title = `${heading(prose(control.title))} ${faint(control.id)}`;
  return [title, ...paragraph(prose(control.demands), { width: text.width, first: "" }, faint), ...rows].join("\n");
}

/** The sections of the policy that ask for it. */
function demandedBy(clauses: readonly Clause[]): string {
  const places = new Set(clauses.map(({ title, section }) => [title, section.at(-1)].filter(Boolean).join(", ")));
  return places.size === 0 ? "no clause asks for this" : inert([...places].join("; "));
}

export async function runChecksShow(id: string, options: ChecksOptions): Promise<number> {
  const { checks, catalog, close } = await load({ ...options, check: [id], control: [] });
  await close();
  const [found] = checks;
  if (found === undefined) throw new UsageError(`no check is called ${id}`);
  const text = textOptions(process.stdout, process.env);
  process.stdout.write(options.json ? `${inertJson(told(found))}\n` : lines(shown(found, catalog, text)));
  return 0;
}

function shown(
  bound: BoundCheck,
  catalog: { controls: ReadonlyMap<string, { title: string }> },
  text: TextOptions,
): string[] {
  const { check, clauses } = bound;
  const { strong, faint, quote, severity } = look(text);
  const block = (title: string, body: readonly string[]) => (body.length === 0 ? [] : ["", strong(title), ...body]);
  const prosed = (body: string) => paragraph(prose(body), { width: text.width, first: "  " }, (line) => line);
  const listed = (items: readonly string[]) => items.map((item) => `  ${inert(item)}`);
  return [
    `${strong(check.id)}  ${severity[check.severity](check.severity)}`,
    ...paragraph(prose(check.title), { width: text.width, first: "" }, (line) => line),
    ...block(
      "Controls",
      listed(check.controls.map((control) => `${control}: ${catalog.controls.get(control)?.title ?? ""}`)),
    ),
    ...block("Why", prosed(check.why)),
    ...block("How to fix", prosed(check.fix)),
    ...block(
      "Demanded by",
      clauses.length === 0
        ? ["  no clause of your policy asks for this"]
        : clauses.flatMap(({ text: words, title, version, section, link, line }) => [
            ...prosed(`${quote.open}${words}${quote.close}`),
            faint(`  ${inert(`${title} ${version.label}, ${section.join(" › ")} (${link}, line ${line})`)}`),
          ]),
    ),
    ...block("Parameters", parameterLines(check.paramsSchema)),
    ...block("IAM actions", listed(actionsOf(bound))),
    ...block("Sources", listed(check.sources)),
  ];
}

function parameterLines(schema: Readonly<Record<string, unknown>>): string[] {
  const properties = (schema["properties"] ?? {}) as Record<string, { description?: string; default?: unknown }>;
  return Object.entries(properties).map(([name, { description = "", default: fallback }]) =>
    inert(`  ${name}: ${description} Default: ${JSON.stringify(fallback)}`, 2000),
  );
}
