/**
 * The folder in which evidence goes to an auditor, as far as the ledger is concerned; `verifier.mjs` checks all of it.
 *
 *     manifest.txt               signed note: what is in the folder
 *     verifier.mjs               the verifier, as it lies beside this file
 *     ledger/key.txt             verifier keys, `name+id+base64`, one a line; the auditor compares them with those that
 *                                were given out in another way
 *     ledger/checkpoint.txt      signed checkpoint: the head that all of this stands on
 *     ledger/checkpoints/*.txt   older signed checkpoints, of this epoch and of earlier ones
 *     ledger/leaf-hashes.txt     leaf hash of every entry up to the head, as Base 64, one a line: the tree
 *     ledger/entries.jsonl       the entries that are shown, canonical, one a line, by ascending index; all of the kinds
 *                                `epoch` and `deletion` are among them
 *     ledger/proofs/*.tlog-proof proofs of single entries, each of use without the rest
 *     …                          anything else: findings, policies, the README; held by the manifest alone
 *
 * Every text ends with a newline. The leaf hashes cost 45 bytes an entry, and show without a path for each that the
 * entries are in the tree, and that each older checkpoint, also one that the auditor kept, is of the same tree. The
 * manifest's text is
 *
 *     clausewatch evidence 1
 *     LEDGER'S NAME
 *     SHA-256 IN HEX, TWO SPACES, PATH; a line for each file but itself, in ascending order of paths
 *
 * It can be no checkpoint, for its third line is no root; and `sha256sum -c` reads its lines of files.
 */
import { isLedgerName } from "./epoch.ts";
import { LedgerError } from "./error.ts";
import type { Signer } from "./keys.ts";
import { signNote } from "./note.ts";

export const evidenceFiles = {
  manifest: "manifest.txt",
  verifier: "verifier.mjs",
  key: "ledger/key.txt",
  head: "ledger/checkpoint.txt",
  older: (name: string) => `ledger/checkpoints/${name}.txt`,
  leafHashes: "ledger/leaf-hashes.txt",
  entries: "ledger/entries.jsonl",
  proof: (index: number) => `ledger/proofs/${index}.tlog-proof`,
} as const;

export interface EvidenceFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  /** 64 hex digits, lower case. */
  readonly sha256: string;
}

/** The signed manifest of these files. Throws LedgerError for paths that lead elsewhere, or are there twice. */
export function signManifest(files: readonly EvidenceFile[], signer: Signer): string {
  if (!isLedgerName(signer.key.name)) throw new LedgerError(`"${signer.key.name}" cannot be the name of a ledger`);
  const paths = new Set<string>();
  const lines = files.map(({ path, sha256 }) => {
    if (!isInside(path) || path === evidenceFiles.manifest || paths.has(path)) {
      throw new LedgerError(`${JSON.stringify(path)} cannot be a file of a manifest, or is there twice`);
    }
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new LedgerError(`the hash of ${path} is not 64 hex digits`);
    paths.add(path);
    return { path, line: `${sha256}  ${path}` };
  });
  lines.sort((a, b) => (a.path < b.path ? -1 : 1));
  const text = ["clausewatch evidence 1", signer.key.name, ...lines.map(({ line }) => line)].join("\n");
  return signNote(`${text}\n`, [signer]);
}

/** Names without control characters, backslashes and colons, joined by `/`; none of them `.` or `..`. */
function isInside(path: string): boolean {
  return path.split("/").every((name) => /^[^\p{Cc}\\:]+$/u.test(name) && name !== "." && name !== "..");
}
