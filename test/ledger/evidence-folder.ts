/** Writes a folder of evidence, as src/ledger/evidence.ts lays it out. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { evidenceFiles, formatVerifierKey, proofOf, signManifest } from "../../src/ledger/index.ts";
import type { SampleLedger } from "./sample.ts";

export const verifierFile = fileURLToPath(new URL("../../src/ledger/verifier.mjs", import.meta.url));

/** `shown` are the indexes of the entries that are shown; those that begin epochs are to be among them. */
export function writeEvidence(folder: string, ledger: SampleLedger, shown: readonly number[]): void {
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const head = ledger.checkpoints.at(-1)!;
  write(evidenceFiles.key, `${formatVerifierKey(ledger.signer.key)}\n`);
  write(evidenceFiles.head, head.note);
  for (const { name, note } of ledger.checkpoints.slice(0, -1)) write(evidenceFiles.older(name), note);
  const hashes = ledger.rows().map(({ leafHash }) => `${Buffer.from(leafHash!).toString("base64")}\n`);
  write(evidenceFiles.leafHashes, hashes.join(""));
  write(evidenceFiles.entries, shown.map((index) => `${ledger.entries[index]!.toString()}\n`).join(""));
  for (const index of shown.slice(0, 3)) {
    write(evidenceFiles.proof(index), proofOf(ledger.entries[index]!, ledger.tree, head.note as string));
  }
  write("findings.csv", "id,state\n1,open\n");
  copyFileSync(verifierFile, join(folder, evidenceFiles.verifier));
  sign(folder, ledger);
}

/** Writes the manifest of what is there now. */
export function sign(folder: string, ledger: SampleLedger): void {
  const files = filesOf(folder).filter((path) => path !== evidenceFiles.manifest);
  const hashed = files.map((path) => {
    return {
      path,
      sha256: createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex"),
    };
  });
  writeFileSync(join(folder, evidenceFiles.manifest), signManifest(hashed, ledger.signer));
}

export function filesOf(folder: string): string[] {
  const items = readdirSync(folder, { withFileTypes: true, recursive: true });
  return items.filter((item) => item.isFile()).map((item) => relative(folder, join(item.parentPath, item.name)));
}
