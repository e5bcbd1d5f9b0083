import { createHash } from "node:crypto";
import type { ClauseState } from "../../contract/index.ts";
import type { ListingsSum } from "../listings-read.ts";
import { keepDocument, keptDocument, type Db } from "../../store/index.ts";
import { coverageNow } from "../coverage.ts";
import type { Read } from "../read.ts";

/** What the ledger holds of a scan beside what the store knows of it by itself: `manifest` of `finishScan`. */
export interface ScanManifest {
  /** Hex SHA-256 of the configuration with its defaults, as JSON. */
  readonly configuration: string;
  /** Of the lock; null where there is none. */
  readonly lock: string | null;
  /** Of roles and register; null where there are none. */
  readonly access: string | null;
  /** The documents of the policy that the scan was held to. Their texts are documents of the store. */
  readonly policies: readonly ManifestPolicy[];
  /** How many sentences are held in which way; `clauses` names a document of the store, a row for each. */
  readonly coverage: { readonly states: Readonly<Record<ClauseState, number>>; readonly clauses: string };
}

export interface ManifestPolicy {
  readonly policy: string;
  readonly file: string;
  readonly version: string;
  /** Hex SHA-256 of the text's UTF-8. */
  readonly sha256: string;
  /** The hash under which the store keeps the text. */
  readonly document: string;
}

export interface ManifestClause {
  readonly hash: string;
  readonly policy: string;
  readonly line: number;
  readonly state: ClauseState;
  readonly text: string;
  readonly controls: readonly string[];
}

/** The scan's entry in the ledger, as far as evidence tells of it: the rest is known when all is read. */
export type KeptManifest = Partial<ScanManifest & { readonly listings: ListingsSum["manifest"] }>;

/** The manifest of a scan. It keeps the policy's texts and how its sentences are held in the store: `finishScan` comes after it. */
export async function scanManifest(db: Db, read: Read): Promise<ScanManifest> {
  const coverage = coverageNow(read, null);
  const versions = new Map(coverage.documents.map(({ policy, version }) => [policy, version.label]));
  const policies: ManifestPolicy[] = [];
  for (const { id, file, text } of read.sources)
    policies.push({
      policy: id,
      file,
      version: versions.get(id) ?? "",
      sha256: digest(text),
      document: await keepDocument(db, text),
    });
  const states = { checked: 0, "partly checked": 0, manual: 0, "not applicable": 0, uncovered: 0 };
  for (const { state } of coverage.clauses) states[state]++;
  const rows = coverage.clauses.map(({ clause, state, controls }): ManifestClause => {
    const { hash, policy, line, text } = clause;
    return { hash, policy, line, state, text, controls: controls.map(({ id }) => id) };
  });
  return {
    configuration: digest(JSON.stringify(read.loaded.config)),
    lock: read.lockFile === null ? null : digest(JSON.stringify(read.lockFile.value)),
    access: read.access?.hash ?? null,
    policies,
    coverage: { states, clauses: await keepDocument(db, rows) },
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The text of a policy as the store keeps it; null where it has none such. */
export async function documentText(db: Db, digest: string): Promise<string | null> {
  const body = await keptDocument(db, digest);
  const value: unknown = body === null ? null : JSON.parse(body);
  return typeof value === "string" ? value : null;
}
