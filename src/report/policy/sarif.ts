/** SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html: what code hosts annotate files with. */
import { createHash } from "node:crypto";
import { lintRules, type LintFinding, type LintRule } from "../../contract/index.ts";
import { inertJson } from "../inert.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** The findings of `policy lint` as one SARIF log. `version` is the program's. */
export function lintSarif(findings: readonly LintFinding[], version: string): string {
  const rules = Object.entries(lintRules).map(([id, text]) => ({ id, shortDescription: { text: `${text}.` } }));
  const index = new Map(rules.map(({ id }, i) => [id as LintRule, i]));
  const seen = new Map<string, number>();
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "clausewatch", version, rules } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => {
          const name = fingerprint(finding);
          const times = (seen.get(name) ?? 0) + 1;
          seen.set(name, times);
          return {
            ...resultOf(finding, index.get(finding.rule) ?? 0),
            partialFingerprints: { "clausewatch/v1": `${name}:${times}` },
          };
        }),
      },
    ],
  };
  return `${inertJson(log)}\n`;
}

function resultOf({ level, rule, file, line, column, message, hint, change }: LintFinding, ruleIndex: number): object {
  const changed = change === undefined ? "" : ` It was: "${change.before}"`;
  const now = change === undefined || change.after === null ? "" : ` It is: "${change.after}"`;
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: plain(`${message[0]?.toUpperCase()}${message.slice(1)}.${changed}${now} ${hint}`) },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), ...region } }],
  };
}

/** Relative paths begin at the folder that the program was started in, which is the checkout's. */
function artifact(file: string): object {
  const path = file.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? { uri: `file://${path}` } : { uri: path, uriBaseId: "%SRCROOT%" };
}

/** The same problem has the same one, though lines move. */
function fingerprint({ rule, file, message, change }: LintFinding): string {
  const parts = JSON.stringify([rule, file, change?.before ?? message]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 32);
}

/** Square brackets would make a link (SARIF 2.1.0, 3.11.6). */
function plain(text: string): string {
  return text.replaceAll(/[\\[\]]/g, "\\$&");
}
