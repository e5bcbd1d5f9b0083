import { createHash } from "node:crypto";
import { lintRules, type LintFinding, type LintRule } from "../../contract/index.ts";
import { artifact, plain, sarifLog } from "../sarif-log.ts";

/** The findings of `policy lint` as one SARIF log. `version` is the program's. */
export function lintSarif(findings: readonly LintFinding[], version: string): string {
  const rules = Object.entries(lintRules).map(([id, text]) => ({ id, shortDescription: { text: `${text}.` } }));
  const index = new Map(rules.map(({ id }, i) => [id as LintRule, i]));
  const seen = new Map<string, number>();
  return sarifLog({
    tool: { driver: { name: "clausewatch", version, rules } },
    results: findings.map((finding) => {
      const name = fingerprint(finding);
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return {
        ...resultOf(finding, index.get(finding.rule) ?? 0),
        partialFingerprints: { "clausewatch/v1": `${name}:${times}` },
      };
    }),
  });
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

/** The same problem has the same one, though lines move. */
function fingerprint({ rule, file, message, change }: LintFinding): string {
  const parts = JSON.stringify([rule, file, change?.before ?? message]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 32);
}
