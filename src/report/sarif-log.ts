/** SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html: what code hosts annotate files with. */
import { inertJson } from "./inert.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** A log of one run. */
export function sarifLog(run: object): string {
  const log = { $schema: SCHEMA, version: "2.1.0", runs: [{ columnKind: "utf16CodeUnits", ...run }] };
  return `${inertJson(log)}\n`;
}

/** Relative paths begin at the folder that the program was started in, which is the checkout's. */
export function artifact(file: string): object {
  const path = file.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? { uri: `file://${path}` } : { uri: path, uriBaseId: "%SRCROOT%" };
}

/** Square brackets would make a link (SARIF 2.1.0, 3.11.6). */
export function plain(text: string): string {
  return text.replaceAll(/[\\[\]]/g, "\\$&");
}
