import { asff } from "./formats/asff.ts";
import { csvOutput } from "./formats/csv.ts";
import { junit } from "./formats/junit.ts";
import { ocsf } from "./formats/ocsf.ts";
import { sarif } from "./formats/sarif.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import type { Output, TextOptions } from "./output.ts";
import { terminal } from "./terminal.ts";

export { asffOf, productArn } from "./formats/asff.ts";
export { ocsfOf } from "./formats/ocsf.ts";
export { standingOf, storedText, toldOf } from "./formats/stored.ts";
export type { TellingContext, Told } from "./formats/told.ts";
export { deliveriesText } from "./delivery/deliveries.ts";
export { sinksText, triedText, type SinkRow } from "./delivery/sinks.ts";
export { findingsText, type ListedRow } from "./findings/list.ts";
export { findingText } from "./findings/show.ts";
export { waiversText, waiverWarningsText } from "./findings/waivers.ts";
export { inert, inertJson, lines, prose } from "./inert.ts";
export type { Output, TextOptions } from "./output.ts";
export { coverageText } from "./policy/coverage.ts";
export { coverageCsv, hipaaCsv, inheritanceCsv } from "./policy/csv.ts";
export { hipaaText, inheritanceText } from "./policy/hipaa.ts";
export { policyPage } from "./policy-page/page.ts";
export { changeText, lintText } from "./policy/lint.ts";
export { suggestText } from "./policy/suggest.ts";
export { lintSarif } from "./policy/sarif.ts";
export { type Look, look, paragraph } from "./style.ts";
export { table } from "./table.ts";
export { count, displayWidth, fit, number, pad } from "./text.ts";

export type OutputName = "terminal" | "json" | "jsonl" | "ocsf" | "asff" | "sarif" | "csv" | "junit";

/** Makes an output, by its name on the command line. */
export const outputs: Readonly<Record<OutputName, (options: TextOptions) => Output>> = {
  terminal,
  json,
  jsonl,
  ocsf,
  asff,
  sarif,
  csv: csvOutput,
  junit,
};
