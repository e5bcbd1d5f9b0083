import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LedgerError } from "../../../ledger/index.ts";
import { verifierFile } from "./export.ts";
import { unpacked } from "./zip.ts";

type VerifyFolder = (
  folder: string,
  options: { given: readonly string[]; kept: readonly string[]; say: (line: string) => void },
) => boolean;

export interface EvidenceCheck {
  /** Verifier keys that are known in another way than by the evidence. */
  readonly keys: readonly string[];
  /** Files with checkpoints that somebody kept. */
  readonly kept: readonly string[];
  /** Takes what was checked, and what is wrong, a line each. */
  readonly say: (line: string) => void;
}

/**
 * Verifies an export, packed or unpacked, as its own verifier does it; by the program's copy of that, for the one inside
 * could say anything. Needs no store. True if all is well. Throws LedgerError for what is no export at all.
 */
export async function verifyEvidence(path: string, { keys, kept, say }: EvidenceCheck): Promise<boolean> {
  const { verifyFolder } = (await import(verifierFile.href)) as { verifyFolder: VerifyFolder };
  const options = { given: keys, kept, say };
  if (await isFolder(path)) return verifyFolder(path, options);
  const files = unpacked(await read(path));
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-evidence-"));
  try {
    for (const [name, bytes] of files) {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes, { flag: "wx" });
    }
    return verifyFolder(folder, { ...options, say: (line) => say(line.replaceAll(`${folder}/`, "")) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(failing(path))).isDirectory();
}

function read(path: string): Promise<Buffer> {
  return readFile(path).catch(failing(path));
}

function failing(path: string) {
  return (error: Error): never => {
    throw new LedgerError(`${path}: cannot be read: ${error.message}`);
  };
}
