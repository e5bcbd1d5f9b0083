/** Signed notes, as C2SP signed-note says: a text, a blank line, and lines `— name base64(key id || signature)`. */
import { fromBase64, toBase64 } from "./base64.ts";
import { LedgerError } from "./error.ts";
import { isKeyName, type Signer, type VerifierKey } from "./keys.ts";
import { decodeText } from "./text.ts";

/** Signatures a note may have. The specification asks for 16 at least. */
const MOST_SIGNATURES = 100;
const ID_BYTES = 4;
const DASH = "\u2014 ";

interface SignatureLine {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

export interface OpenNote {
  /** With its last newline, without the blank line. */
  readonly text: string;
  /** The known keys whose signatures it bears, each once. */
  readonly signedBy: readonly VerifierKey[];
}

/** The note of a text, signed by each. Throws LedgerError for a text that no note can have. */
export function signNote(text: string, signers: readonly Signer[]): string {
  if (!text.endsWith("\n") || !isPlain(text)) {
    throw new LedgerError("a note's text ends with a newline, and holds no other control character");
  }
  const bytes = Buffer.from(text, "utf8");
  const lines = signers.map((signer) => {
    const signature = Buffer.concat([Buffer.from(signer.key.id, "hex"), signer.sign(bytes)]);
    return `${DASH}${signer.key.name} ${toBase64(signature)}\n`;
  });
  if (lines.length === 0) throw new LedgerError("a note has a signature at least");
  return `${text}\n${lines.join("")}`;
}

/**
 * Reads a note and verifies it. Signatures of unknown keys are ignored, also where name or id alone is a known key's.
 * Throws LedgerError where it has not the form of a note, a signature of a known key is wrong, or no known key signed it.
 */
export function openNote(note: string | Uint8Array, keys: readonly VerifierKey[]): OpenNote {
  const { text, signatures } = parse(typeof note === "string" ? note : decodeText(note));
  const bytes = Buffer.from(text, "utf8");
  const signedBy = new Set<VerifierKey>();
  for (const { name, id, signature } of signatures) {
    const [key, other] = keys.filter((key) => key.name === name && key.id === id);
    if (key === undefined) continue;
    if (other !== undefined) throw new LedgerError(`two known keys have the name ${name} and the id ${id}`);
    if (!key.verify(bytes, signature)) throw new LedgerError(`the signature of ${name} does not fit its text`);
    signedBy.add(key);
  }
  if (signedBy.size === 0) throw new LedgerError("no known key signed it");
  return { text, signedBy: [...signedBy] };
}

function parse(note: string): { text: string; signatures: SignatureLine[] } {
  if (!isPlain(note)) throw new LedgerError("holds a control character");
  const blank = note.lastIndexOf("\n\n");
  const lines = note.slice(blank + 2).split("\n");
  if (blank < 1 || lines.length < 2 || lines.pop() !== "") {
    throw new LedgerError("is no signed note: a text, a blank line, and lines of signatures");
  }
  if (lines.length > MOST_SIGNATURES) throw new LedgerError(`has more than ${MOST_SIGNATURES} signatures`);
  return { text: note.slice(0, blank + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): SignatureLine {
  const [name = "", data = "", ...more] = line.slice(DASH.length).split(" ");
  const isLine = line.startsWith(DASH) && isKeyName(name) && more.length === 0;
  if (!isLine) throw new LedgerError("has a line of signature that is not of the form: — name base64");
  const bytes = fromBase64(data, "a signature");
  if (bytes.length <= ID_BYTES) throw new LedgerError("has a signature that is too short");
  return { name, id: bytes.subarray(0, ID_BYTES).toString("hex"), signature: bytes.subarray(ID_BYTES) };
}

/** No control characters but the newline, and no halves of surrogate pairs, which UTF-8 cannot say. */
function isPlain(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- what is not to be there
  return text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}
