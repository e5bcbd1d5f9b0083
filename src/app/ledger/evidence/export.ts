import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { LedgerError, evidenceFiles, proofOf, signManifest } from "../../../ledger/index.ts";
import type { Json, JsonObject, Signer } from "../../../ledger/index.ts";
import { formatVerifierKey } from "../../../ledger/index.ts";
import { ledgerEntries, ledgerState, type Db, type LedgerEntryRow } from "../../../store/index.ts";
import { signedTree } from "../check.ts";
import type { KeptManifest } from "../manifest.ts";
import { bodyOf, bytesOf } from "../rows.ts";
import { gather, type Gathered } from "./gather.ts";
import { readmeText } from "./readme.ts";
import { spanOf, type EvidenceRequest } from "./subject.ts";
import { packed } from "./zip.ts";

export interface Exported {
  readonly zip: Uint8Array;
  readonly files: number;
  readonly findings: number;
  readonly scans: number;
  readonly waivers: number;
  readonly policies: number;
  /** Entries that are shown, of how many. */
  readonly shown: number;
  readonly entries: number;
}

/** The program that the auditor runs, beside the ledger's rules. */
export const verifierFile = new URL("../../../ledger/verifier.mjs", import.meta.url);

/** More proofs than these make no sense as files: the leaf hashes show the same of every entry. */
const MOST_PROOFS = 2_000;

/**
 * The evidence of some days, as a ZIP: the same store gives the same bytes. Call `sequence` before it, for what waits for
 * its place is not in it. Throws LedgerError where the ledger is not the one that was signed.
 */
export async function exportEvidence(db: Db, request: EvidenceRequest, signer: Signer): Promise<Exported> {
  const { keys } = await ledgerState(db);
  const { tree, head, checkpoints, note } = await signedTree(db, []);
  const gathered = await gather(db, request, await manifestsIn(db, head.size, request));
  const shown = await shownEntries(db, head.size, request, gathered);

  // Its tables are of the store as it is, its entries of the ledger as it was when the export began.
  const { end, pending } = await ledgerState(db);
  if (end.position !== head.size || pending > 0)
    throw new LedgerError("a scan ended meanwhile: its findings are not in the ledger's signed part; export again");

  const files = new Map(gathered.files);
  const put = (path: string, text: string | Uint8Array) =>
    void files.set(path, typeof text === "string" ? Buffer.from(text, "utf8") : text);
  put(evidenceFiles.verifier, await readFile(verifierFile));
  put(evidenceFiles.key, keys.map((key) => `${key}\n`).join(""));
  put(evidenceFiles.head, note);
  for (const { epoch, size, note } of checkpoints.slice(0, -1)) put(evidenceFiles.older(`${epoch}-${size}`), note);
  const hashes = Array.from({ length: tree.size }, (_, i) => `${Buffer.from(tree.leaf(i)).toString("base64")}\n`);
  put(evidenceFiles.leafHashes, hashes.join(""));
  put(evidenceFiles.entries, shown.map(({ bytes }) => `${bytes.toString("utf8")}\n`).join(""));
  const proven = shown.length <= MOST_PROOFS ? shown : shown.filter(({ kind }) => kind === "scan").slice(-MOST_PROOFS);
  for (const { position, bytes } of proven) put(evidenceFiles.proof(position), proofOf(bytes, tree, note));
  put(
    "README.md",
    readmeText(request, {
      ledger: signer.key.name,
      key: formatVerifierKey(signer.key),
      counts: { ...counts(gathered), shown: shown.length, entries: tree.size, proofs: proven.length },
    }),
  );
  const hashed = [...files].map(([path, bytes]) => ({ path, sha256: sha256(bytes) }));
  put(evidenceFiles.manifest, signManifest(hashed, signer));
  return { zip: packed(files), files: files.size, ...counts(gathered), shown: shown.length, entries: tree.size };
}

function counts({ findings, scans, waivers, policies }: Gathered) {
  return { findings: findings.length, scans: scans.length, waivers: waivers.length, policies };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What the ledger holds of the scans in the time that was asked for: the store could say anything of them. */
async function manifestsIn(db: Db, size: number, request: EvidenceRequest): Promise<Map<string, KeptManifest>> {
  const { from, to } = spanOf(request);
  const manifests = new Map<string, KeptManifest>();
  for await (const row of ledgerEntries(db, 0, size)) {
    if (row.kind !== "scan" || row.at < from || row.at >= to) continue;
    const body = bodyOf(row);
    if (typeof body["name"] === "string") manifests.set(body["name"], manifestOf(body));
  }
  return manifests;
}

const MANIFEST = new Set(["access", "configuration", "coverage", "listings", "lock", "policies"]);

function manifestOf(body: JsonObject): KeptManifest {
  return Object.fromEntries(Object.entries(body).filter(([name]) => MANIFEST.has(name))) as KeptManifest;
}

interface ShownEntry {
  readonly position: number;
  readonly kind: string;
  readonly bytes: Buffer;
}

/** The entries that the export tells of, and those without which the ledger cannot be followed. */
async function shownEntries(
  db: Db,
  size: number,
  request: EvidenceRequest,
  { findings, waivers }: Gathered,
): Promise<ShownEntry[]> {
  const { from, to } = spanOf(request);
  const keys = new Set(findings.flatMap(({ finding }) => [finding.key, ...finding.formerKeys]));
  const ids = new Set(waivers.map(({ waiver }) => waiver.id));
  const isIn = ({ at }: LedgerEntryRow) => at >= from && at < to;
  const isShown = (row: LedgerEntryRow): boolean => {
    if (row.kind === "epoch" || row.kind === "deletion") return true;
    if (row.kind === "scan" || row.kind === "scan-abandoned") return isIn(row);
    if (row.kind === "finding") return isOf(bodyOf(row)["finding"], keys);
    if (row.kind.startsWith("waiver-")) return isOf((bodyOf(row)["waiver"] as JsonObject | undefined)?.["id"], ids);
    return isIn(row) && request.customer === undefined && request.control === undefined;
  };
  const shown: ShownEntry[] = [];
  for await (const row of ledgerEntries(db, 0, size)) {
    const bytes = bytesOf(row);
    if (bytes !== null && isShown(row)) shown.push({ position: row.position, kind: row.kind, bytes });
    else if (bytes === null && (row.kind === "epoch" || row.kind === "deletion"))
      throw new LedgerError(`entry ${row.position} is one that is never deleted, and has lost its bytes`);
  }
  return shown;
}

const isOf = (value: Json | undefined, among: ReadonlySet<string>) => typeof value === "string" && among.has(value);
