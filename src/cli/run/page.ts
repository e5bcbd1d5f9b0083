import { coverageNow } from "../../app/coverage.ts";
import type { Read } from "../../app/read.ts";
import { programName } from "../../app/version.ts";
import { pageDocuments, type ScanResults } from "../../policy/index.ts";
import { policyPage } from "../../report/index.ts";
import { writeWhole } from "./write.ts";

/** Writes the policy as a page, with what a scan says of it. */
export async function writePage(file: string, read: Read, results: ScanResults | null): Promise<void> {
  const { sources, sentences } = read;
  const page = policyPage({
    documents: pageDocuments(sources.map((source, i) => ({ source, document: sentences.documents[i]! }))),
    coverage: coverageNow(read, results),
    findings: results?.findings ?? [],
    generated: new Date().toISOString(),
    program: programName(),
  });
  await writeWhole(file, page);
}
