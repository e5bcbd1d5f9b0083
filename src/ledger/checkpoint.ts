/** Heads of the ledger as signed checkpoints: C2SP tlog-checkpoint, in a signed note. */
import { fromBase64, toBase64 } from "./base64.ts";
import { epochOf, isLedgerName, originOf } from "./epoch.ts";
import { LedgerError } from "./error.ts";
import { HASH_BYTES } from "./hash.ts";
import { parseVerifierKey, type Signer, type VerifierKey } from "./keys.ts";
import { openNote, signNote } from "./note.ts";
import { decodeCount } from "./text.ts";

/** Whose checkpoints are believed. */
export interface Trust {
  /** The ledger's name, which its keys bear too. */
  readonly ledger: string;
  /** More than one where the key was changed. */
  readonly keys: readonly VerifierKey[];
}

/** What a checkpoint's text says. */
export interface CheckpointText {
  readonly origin: string;
  /** Entries in the tree. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Opaque lines; we write none. */
  readonly extensions: readonly string[];
}

/** The head of a ledger. */
export interface Head {
  /** From 1. */
  readonly epoch: number;
  readonly size: number;
  readonly root: Uint8Array;
}

/** What is believed of these keys, one at least, all of one ledger: `name+id+base64` each. */
export function trustOf(keys: readonly string[]): Trust {
  const parsed = keys.map(parseVerifierKey);
  const ledger = parsed[0]?.name;
  if (ledger === undefined) throw new LedgerError("no verifier key is given");
  if (!isLedgerName(ledger)) throw new LedgerError(`"${ledger}" cannot be the name of a ledger`);
  if (parsed.some(({ name }) => name !== ledger)) throw new LedgerError("the verifier keys are of different ledgers");
  return { ledger, keys: parsed };
}

export function formatCheckpoint({ origin, size, root, extensions }: CheckpointText): string {
  const lines = [origin, String(size), toBase64(root), ...extensions];
  const text = `${lines.join("\n")}\n`;
  // What reads otherwise would be signed otherwise: a newline in the origin, a size that is none.
  const { extensions: read } = parseCheckpoint(text);
  if (read.length !== extensions.length) throw new LedgerError("a line of a checkpoint holds a newline");
  return text;
}

/** Reads the text of a note. Throws LedgerError. */
export function parseCheckpoint(text: string): CheckpointText {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) {
    throw new LedgerError("is no checkpoint: lines with origin, size and root, none of them empty");
  }
  const [origin, size, root, ...extensions] = lines as [string, string, string, ...string[]];
  const bytes = fromBase64(root, "the root");
  if (bytes.length !== HASH_BYTES) throw new LedgerError("the root has not 32 bytes");
  return { origin, size: decodeCount(size, "the size"), root: bytes, extensions };
}

/**
 * The signed checkpoint of a head; the signer's key bears the ledger's name. Who calls this sees to it that no
 * inconsistent head of the epoch was ever signed.
 */
export function signCheckpoint({ epoch, size, root }: Head, signer: Signer): string {
  const text = formatCheckpoint({ origin: originOf(signer.key.name, epoch), size, root, extensions: [] });
  return signNote(text, [signer]);
}

/** Reads and verifies a checkpoint. Throws LedgerError where it is not one of this ledger, signed by a trusted key. */
export function openCheckpoint(note: string | Uint8Array, { ledger, keys }: Trust): Head {
  const { text } = openNote(note, keys);
  const { origin, size, root } = parseCheckpoint(text);
  const epoch = epochOf(ledger, origin);
  if (epoch === null) throw new LedgerError(`is of another log, "${origin}"`);
  return { epoch, size, root };
}
