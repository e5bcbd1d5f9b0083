import { createHash } from "node:crypto";
import { documentText, type KeptManifest, type ManifestPolicy } from "../manifest.ts";
import { LedgerError } from "../../../ledger/index.ts";
import {
  findingsBetween,
  keptDocument,
  scanDetails,
  waiverTerms,
  type Db,
  type FindingRecord,
  type ScanDetail,
} from "../../../store/index.ts";
import type { WaiverTerm } from "../../../track/index.ts";
import { ListingTerms } from "./listings.ts";
import { concerns, Controls, isAsked, spanOf, type EvidenceRequest } from "./subject.ts";
import { csv, jsonLine } from "./text.ts";

/** What the export tells of the time that was asked for. */
export interface Gathered {
  readonly files: Map<string, Uint8Array>;
  readonly findings: readonly FindingRecord[];
  readonly waivers: readonly WaiverTerm[];
  readonly scans: readonly Pick<ScanDetail, "name">[];
  readonly policies: number;
}

/** The manifest that a scan has in the ledger, by the scan's name. */
export type Manifests = ReadonlyMap<string, KeptManifest>;

/** Gathers findings, waivers, scans, coverage and policies. Throws LedgerError for a control that no scan judged. */
export async function gather(db: Db, request: EvidenceRequest, manifests: Manifests): Promise<Gathered> {
  const span = spanOf(request);
  const files = new Map<string, Uint8Array>();
  const put = (path: string, text: string) => void files.set(path, Buffer.from(text, "utf8"));
  const controls = new Controls();
  const coverage: (string | number)[][] = [[...COVERAGE]];
  const scans: ScanDetail[] = [];
  const scanLines: string[] = [];
  const documents = new Set<string>();
  const policies = new Map<string, PolicyTerm>();
  const clauses: string[] = [];
  const listings = new ListingTerms();
  for await (const scan of scanDetails(db, span)) {
    controls.add(scan);
    scans.push(scan);
    if (request.customer === undefined) listings.add(scan);
    const manifest = manifests.get(scan.name) ?? {};
    scanLines.push(scanLine(scan, manifest, request));
    coverage.push(...coverageRows(scan, request));
    for (const digest of [scan.documents.scope, scan.documents.checks, ...scan.units.map(({ answers }) => answers)])
      documents.add(digest);
    for (const policy of manifest.policies ?? []) termOf(policies, policy, scan);
    if (manifest.coverage !== undefined) {
      const { states, clauses: digest } = manifest.coverage;
      documents.add(digest);
      clauses.push(jsonLine({ scan: scan.name, finished: scan.finished, ...states, clauses: digest }));
    }
  }
  if (request.control !== undefined && !controls.has(request.control))
    throw new LedgerError(
      `no scan from ${request.from} to ${request.to} judged a check of the control ${request.control}`,
    );

  const findings: FindingRecord[] = [];
  for await (const record of findingsBetween(db, span)) if (isAsked(record, request, controls)) findings.push(record);
  for (const { finding } of findings) documents.add(finding.clauses);
  const waivers = (await waiverTerms(db)).filter(
    ({ waiver, began, ended }) =>
      began < span.to && (ended === null || ended >= span.from) && concerns(waiver, request, findings),
  );

  put("findings.jsonl", findings.map(jsonLine).join(""));
  put("waivers.jsonl", waivers.map(jsonLine).join(""));
  put("scans.jsonl", scanLines.join(""));
  put("coverage.csv", csv(coverage));
  put("listings.jsonl", listings.all.map(jsonLine).join(""));
  put("clauses.jsonl", clauses.join(""));
  put("policies.jsonl", [...policies.values()].map(jsonLine).join(""));
  for (const { document, sha256, path } of policies.values()) {
    const text = await documentText(db, document);
    if (text === null || sha256Of(text) !== sha256)
      throw new LedgerError(`the store does not hold the policy ${path} as a scan's manifest names it`);
    put(path, text);
  }
  // A document of a unit names what others have there too.
  const shown = request.customer === undefined ? documents : findings.map(({ finding }) => finding.clauses);
  for (const digest of shown) {
    const body = await keptDocument(db, digest);
    if (body !== null) put(`documents/${digest}.json`, body);
  }
  return { files, findings, waivers, scans, policies: policies.size };
}

const COVERAGE = ["scan", "finished", "check", "controls", "cells pass", "cells fail", "cells unknown", "cells n/a"];

function coverageRows({ name, finished, checks, coverage }: ScanDetail, { control }: EvidenceRequest) {
  return checks
    .filter(({ summary }) => control === undefined || summary.controls.includes(control))
    .map(({ check, summary }) => {
      const cells = coverage.get(check)?.cells ?? {};
      const counts = ["pass", "fail", "unknown", "not-applicable"].map((status) => cells[status] ?? 0);
      return [name, finished, check, summary.controls.join(" "), ...counts];
    });
}

function scanLine(scan: ScanDetail, manifest: KeptManifest, { customer }: EvidenceRequest): string {
  const { name, started, finished, source, documents, units } = scan;
  const shown = units.map(({ account, region, answers }) => ({ account, region, answers }));
  const places = customer === undefined ? { units: shown } : { units: units.length };
  return jsonLine({ scan: name, started, finished, source, documents, ...places, manifest });
}

interface PolicyTerm extends ManifestPolicy {
  /** Where the export has its text. */
  readonly path: string;
  /** The first and the last scan, of those in the export, that were held to it. */
  readonly first: string;
  readonly last: string;
}

function termOf(terms: Map<string, PolicyTerm>, policy: ManifestPolicy, { finished }: ScanDetail): void {
  const key = `${policy.policy} ${policy.sha256}`;
  const first = terms.get(key)?.first ?? finished;
  // The name of a file of ours may be anything: its hash is not.
  terms.set(key, { ...policy, path: `policies/${policy.sha256}.md`, first, last: finished });
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
