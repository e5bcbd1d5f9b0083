import { stringify } from "yaml";
import type { Control } from "../contract/index.ts";
import { inertJson } from "../report/index.ts";
import type { Quoted, Sentences, Suggestion } from "../policy/index.ts";

export interface FirstConfig {
  readonly policies: readonly string[];
  readonly accounts: readonly string[];
  /** The name of the role that is assumed in each account, and the external id that was made for it. */
  readonly role?: { readonly name: string; readonly externalId: string };
  /** Whether accounts are discovered; by the role then, too. */
  readonly organization?: boolean;
  readonly regions: readonly string[];
  readonly controls: ReadonlyMap<string, Control>;
  /** The controls that have a check. */
  readonly checked: ReadonlySet<string>;
  /** Those that were taken. */
  readonly suggestions: readonly Suggestion[];
  readonly sentences: Sentences;
  /** A day by which to look again, where people look after something: `2027-03-01`. */
  readonly nextReview: string;
}

type Quotable = Suggestion & { readonly quoted: Quoted };

/** The text of a first clausewatch.yaml: annotated, and such that every quote is found once. */
export function firstConfig(first: FirstConfig): string {
  const all = first.suggestions.map((one) => ({ ...one, quoted: quoteOf(one.clause, first.sentences) }));
  const quotable = all.filter((one): one is Quotable => one.quoted !== null);
  const twice = all.filter(({ quoted }) => quoted === null);
  const byControl = Map.groupBy(quotable, ({ control }) => control);
  const bound = [...byControl].filter(([control]) => first.checked.has(control));
  const open = [...byControl].filter(([control]) => !first.checked.has(control));
  return [
    "# The configuration of clausewatch, written by `clausewatch init`. Every setting: docs/configuration.md.",
    "# Next: `clausewatch policy lint`, `clausewatch policy coverage`, `clausewatch doctor`, `clausewatch scan`.",
    "",
    ...accountLines(first),
    "",
    "# `all`: every region that the account has enabled; or a list, such as [eu-central-1, us-east-1].",
    `regions: ${first.regions.length === 0 ? "all" : flow(first.regions)}`,
    "",
    "# The policy's documents: files, folders or globs, relative to this file.",
    "policies:",
    ...first.policies.map((pattern) => `  - ${scalar(pattern)}`),
    "",
    "# Which sentences demand which control. A part of a sentence is enough; it must be found exactly once.",
    "# `clausewatch checks list` shows the controls and their checks, `clausewatch policy suggest` more sentences.",
    ...twice.map(
      ({ control, clause }) => `# Left out: ${control}, ${placeOf(clause)}: the same sentence stands there twice.`,
    ),
    bound.length === 0 ? "bindings: []" : "bindings:",
    ...bound.flatMap(([control, suggestions]) => bindingLines(control, suggestions, first)),
    "",
    "# What people look after, because AWS cannot show it. Uncomment, and say who and how:",
    "# manual:",
    ...open.flatMap(([control, suggestions]) => manualLines(control, suggestions, first)),
    ...(open.length === 0
      ? [
          "#   - clauses:",
          "#       - quote: a part of the sentence",
          "#     owner: who looks after it",
          "#     how: how, and where that is written down",
          `#     nextReview: ${first.nextReview}`,
        ]
      : []),
    "",
    "# Findings at or above this severity make the exit status 3.",
    "failOn: low",
    "",
  ].join("\n");
}

function accountLines({ accounts, role, organization }: FirstConfig): string[] {
  if (role !== undefined) {
    const made =
      "The external id was made at random: the role's trust policy must ask for it, as deploy/read-role.yaml does.";
    const externalId = `externalId: "${role.externalId}"`;
    if (organization === true) {
      const whose = "# The accounts of the organization of the current credentials, found out at each scan.";
      return [whose, `# ${made}`, "organization:", `  role: ${scalar(role.name)}`, `  ${externalId}`];
    }
    const arn = (id: string) => scalar(`arn:aws:iam::${id}:role/${role.name}`);
    const entries = accounts.flatMap((id) => [`  - id: "${id}"`, `    role: ${arn(id)}`, `    ${externalId}`]);
    return ["# The accounts, and the role that is assumed in each.", `# ${made}`, "accounts:", ...entries];
  }
  if (accounts.length === 0) {
    return [
      "# The accounts. Without this key, the account of the current credentials:",
      "# accounts:",
      '#   - id: "111122223333"',
      "#     name: production",
      "#     role: arn:aws:iam::111122223333:role/clausewatch-read",
    ];
  }
  const note = "# The accounts; add `role: arn:aws:iam::…:role/…` where one is to be assumed.";
  return [note, "accounts:", ...accounts.map((id) => `  - id: "${id}"`)];
}

function bindingLines(control: string, suggestions: readonly Quotable[], first: FirstConfig): string[] {
  const { title = control } = first.controls.get(control) ?? {};
  const named = [
    ...Map.groupBy(
      suggestions.flatMap(({ params }) => Object.entries(params)),
      ([name]) => name,
    ),
  ].map(([name, all]) => [name, [...new Set(all.map(([, value]) => value))]] as const);
  const agreed = named.filter(([, values]) => values.length === 1);
  const disputed = named.filter(([, values]) => values.length > 1);
  return [
    `  # ${title}`,
    `  - control: ${control}`,
    "    clauses:",
    ...suggestions.flatMap((suggestion) => clauseLines(suggestion).map((line) => `      ${line}`)),
    ...disputed.map(
      ([name, values]) => `    # The sentences say ${name}: ${values.map(scalar).join(" and ")}. Set one.`,
    ),
    ...(agreed.length === 0 ? [] : ["    # As these sentences say it.", "    params:"]),
    ...agreed.map(([name, [value]]) => `      ${name}: ${scalar(value)}`),
  ];
}

function manualLines(control: string, suggestions: readonly Quotable[], first: FirstConfig): string[] {
  const { title = control } = first.controls.get(control) ?? {};
  return [
    `#   # ${title}: no check decides this yet.`,
    "#   - clauses:",
    ...suggestions.flatMap((suggestion) => clauseLines(suggestion).map((line) => `#       ${line}`)),
    "#     owner: who looks after it",
    "#     how: how, and where that is written down",
    `#     nextReview: ${first.nextReview}`,
  ];
}

function clauseLines({ clause, score, reason, quoted: { quote, section, policy } }: Quotable): string[] {
  return [
    `# ${oneLine(`${placeOf(clause)}, score ${score.toFixed(2)}: ${reason}`)}`,
    `- quote: ${scalar(quote)}`,
    ...(section === undefined ? [] : [`  section: ${scalar(section)}`]),
    ...(policy === undefined ? [] : [`  policy: ${scalar(policy)}`]),
  ];
}

function placeOf({ file, line }: Suggestion["clause"]): string {
  return `${oneLine(file)}:${line}`;
}

/** Words of which a quote has so many at least, to be told from others by a reader too. */
const FEWEST_WORDS = 16;
const LONGEST_QUOTE = 2000;

/** The shortest beginning of the sentence that no other one holds; with section and policy, where that is needed. */
function quoteOf({ text, section, policy }: Suggestion["clause"], sentences: Sentences): Quoted | null {
  const words = text.slice(0, LONGEST_QUOTE).split(" ");
  const heading = section.at(-1);
  const places = [{}, ...(heading === undefined ? [] : [{ section: heading }]), { policy }];
  const both = heading === undefined ? [] : [{ section: heading, policy }];
  for (const where of [...places, ...both]) {
    for (let n = Math.min(FEWEST_WORDS, words.length); n <= words.length; n++) {
      const quote = words.slice(0, n).join(" ");
      if (sentences.findBest(quote, where).length === 1) return { quote, ...where };
    }
  }
  return null;
}

/** A value as YAML on one line; what nobody sees is written out. */
function scalar(value: unknown): string {
  if (typeof value === "string" && /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(value))
    return inertJson(value);
  const options = { lineWidth: 0, defaultStringType: "PLAIN", collectionStyle: "flow", blockQuote: false } as const;
  return stringify(value, options).trim();
}

function flow(values: readonly string[]): string {
  return `[${values.map(scalar).join(", ")}]`;
}

/** What stands in a comment must not end it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, " ");
}
