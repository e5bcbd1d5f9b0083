/** Formats for other programs, written from events and read as their users read them. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { validateXML } from "xmllint-wasm";
import type { ScanEvent } from "../../src/contract/index.ts";
import { outputs, type OutputName } from "../../src/report/index.ts";

export function write(format: OutputName, events: Iterable<ScanEvent>): string {
  const output = outputs[format]({ width: 80, color: false, unicode: false });
  const pieces: string[] = [];
  for (const event of events) pieces.push(output.event(event) ?? "");
  return pieces.join("") + output.end();
}

/** Rows of RFC 4180. Throws for what is none. */
export function readCsv(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [, quoted, bare = "", end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error(`no cell of CSV at ${at}: ${JSON.stringify(text.slice(at, at + 80))}`);
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

/** What is wrong with it, by the schema of ours. */
export async function junitProblems(xml: string): Promise<readonly string[]> {
  const schema = await readFile(new URL("junit.xsd", import.meta.url), "utf8");
  const { errors } = await validateXML({ xml: [{ fileName: "junit.xml", contents: xml }], schema: [schema] });
  return errors.map(({ message }) => message);
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text that stands in a piece of XML. */
export function textOfXml(escaped: string): string {
  return escaped.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name]!);
}

/** What is wrong with it, by the schema of OASIS. */
export function sarifProblems(log: unknown): readonly unknown[] {
  sarifValidate ??= validator(
    createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as object,
  );
  return sarifValidate(log) ? [] : sarifValidate.errors!;
}

const schemas = process.env["SCHEMA_DIR"] ?? fileURLToPath(new URL("../../../shared/schemas", import.meta.url));
const ocsfFile = `${schemas}/ocsf-1.8.0-compliance_finding.schema.json`;

/** Whether there is a schema of OCSF: SCHEMA_DIR says where. */
export const hasOcsfSchema = existsSync(ocsfFile);

/** What is wrong with each, by OCSF's own schema. */
export async function ocsfProblems(records: readonly unknown[]): Promise<readonly unknown[]> {
  const validate = validator(JSON.parse(await readFile(ocsfFile, "utf8")) as object);
  return records.flatMap((record) => (validate(record) ? [] : validate.errors!));
}

/** Compiling it takes long. */
let sarifValidate: ReturnType<typeof validator> | undefined;

function validator(schema: object) {
  // Names of places that nobody reads here.
  const { $schema: _, id: __, ...rest } = schema as Record<string, unknown>;
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, logger: false }).compile(rest);
}
