import { stringify } from "yaml";
import type { Party } from "../contract/index.ts";
import { inertJson } from "../report/index.ts";
import type { Draft, DraftRow } from "./access-draft.ts";

/** The draft as the file that the configuration names under `access`. */
export function draftText({ rows, refused }: Draft, doubts: readonly string[]): string {
  return [
    "# The access register, drafted by `clausewatch access init` from what is open today. A row says that a connection is",
    "# justified; nobody has said so yet. For each row: say why it must be there and who answers for it, and replace",
    "# `unreviewed: true` by approvedBy and review; or remove the row, and what is open becomes a finding.",
    "# clausewatch.yaml names this file under `access`. What rows can say: docs/configuration.md.",
    ...doubts.map((text) => `# Not sure: ${oneLine(text)}.`),
    ...(refused.length === 0 ? [] : ["#", "# Open, and without a row, for none could justify it: close it."]),
    ...refused.map((text) => `#   ${oneLine(text)}`),
    rows.length === 0 ? "rows: []" : "rows:",
    ...rows.flatMap((row, i) => [...(i === 0 ? [] : [""]), ...rowLines(row)]),
    "",
  ].join("\n");
}

function rowLines({ id, from, to, protocol, ports, why, warnings }: DraftRow): string[] {
  return [
    ...warnings.map((text) => `  # WARNING: ${oneLine(text)}`),
    `  - id: ${id}`,
    ...partyLines("from", from),
    ...partyLines("to", to),
    ...(protocol === "tcp" ? [] : [`    protocol: ${scalar(protocol)}`]),
    `    ports: ${ports.length === 1 ? portText(ports[0]!) : `[${ports.map(portText).join(", ")}]`}`,
    `    why: ${scalar(why)}`,
    "    owner: nobody yet",
    "    unreviewed: true",
  ];
}

function partyLines(key: string, parties: readonly Party[]): string[] {
  if (parties.length === 1) return [`    ${key}: ${partyText(parties[0]!)}`];
  return [`    ${key}:`, ...parties.map((party) => `      - ${partyText(party)}`)];
}

function partyText(party: Party): string {
  const { internet, role, cidr, customer } = party;
  if (internet === true) return "internet";
  if (role === undefined) return scalar(cidr);
  const rest = [
    ...(customer === undefined ? [] : [`customer: ${customer}`]),
    ...(cidr === undefined ? [] : [`cidr: ${scalar(cidr)}`]),
  ];
  return rest.length === 0 ? role : `{ role: ${role}, ${rest.join(", ")} }`;
}

/** A port alone is a number; `8/0` and `8000-8100` are text. */
function portText(port: string): string {
  return /^\d+$/.test(port) ? port : scalar(port);
}

/** A value as YAML on one line; what nobody sees is written out. */
function scalar(value: unknown): string {
  if (typeof value === "string" && /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(value))
    return inertJson(value);
  return stringify(value, {
    lineWidth: 0,
    defaultStringType: "PLAIN",
    collectionStyle: "flow",
    blockQuote: false,
  }).trim();
}

/** What stands in a comment must not end it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, " ");
}
