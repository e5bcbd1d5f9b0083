import { unzipSync, zipSync, type Zippable } from "fflate";
import { LedgerError } from "../../../ledger/index.ts";

/** Path below the folder, with `/` → bytes. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The earliest time that a ZIP can say: files have none, so that the same evidence is the same bytes. */
const NO_TIME = () => new Date(1980, 0, 1);
/** What an export that is read may come to, unpacked. */
const MOST_BYTES = 2 ** 31 - 1;

/** The same files give the same bytes. */
export function packed(files: Files): Uint8Array {
  const all: Zippable = {};
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    all[path] = [bytes, { level: 6, mtime: NO_TIME(), os: 3, attrs: 0o644 << 16 }];
  return zipSync(all);
}

/** Throws LedgerError for what is no ZIP of evidence: paths that lead elsewhere, two files of one name, too much of it. */
export function unpacked(bytes: Uint8Array): Files {
  const seen = new Set<string>();
  let total = 0;
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    const parts = name.split("/");
    if (/[\\:\0]/.test(name) || parts.some((part) => part === "" || part === "." || part === ".."))
      throw new LedgerError(`holds a file that cannot be there: ${JSON.stringify(name)}`);
    if (seen.has(name)) throw new LedgerError(`holds ${JSON.stringify(name)} twice`);
    seen.add(name);
    total += originalSize;
    if (total > MOST_BYTES) throw new LedgerError("is too large, unpacked");
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw new LedgerError(`is no ZIP, or a damaged one: ${(error as Error).message}`);
  }
}
