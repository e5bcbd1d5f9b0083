/**
 * Ed25519 keys in the encodings of signed notes (C2SP signed-note, "Ed25519 signatures"; the text forms are those of Go's
 * package golang.org/x/mod/sumdb/note): `name+id+base64(0x01 || public key)`, and `PRIVATE+KEY+name+id+base64(0x01 || seed)`.
 */
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from "node:crypto";
import { fromBase64, toBase64 } from "./base64.ts";
import { LedgerError } from "./error.ts";

/** The signature type of Ed25519 in signed notes. */
const ED25519 = 0x01;
const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** What stands before the key in its DER encodings (RFC 8410, sections 4 and 7). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export interface VerifierKey {
  readonly name: string;
  /** 8 hex digits. With the name it says which key made a signature; it proves nothing. */
  readonly id: string;
  readonly publicKey: Uint8Array;
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}

export interface Signer {
  readonly key: VerifierKey;
  /** 64 bytes (RFC 8032). */
  sign(text: Uint8Array): Uint8Array;
}

/** A name is not empty, and holds no Unicode space, no plus and no control character. */
export function isKeyName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- what is not to be there
  return name !== "" && name.isWellFormed() && !/[\s\u0000-\u001f\u0085\p{Z}+]/u.test(name);
}

export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw new LedgerError("a key's name is not empty, and without spaces, plus and control characters");
  if (publicKey.length !== KEY_BYTES) throw new LedgerError("an Ed25519 public key has 32 bytes");
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
  return {
    name,
    id: idOf(name, publicKey),
    publicKey: Uint8Array.from(publicKey),
    verify: (text, signature) => signature.length === SIGNATURE_BYTES && verify(null, text, key, signature),
  };
}

/** Reads `name+id+base64`, as it is given to whoever verifies. */
export function parseVerifierKey(text: string): VerifierKey {
  const [name = "", id = "", ...data] = text.split("+");
  const key = verifierKey(name, keyIn(data.join("+"), "the verifier key"));
  if (key.id !== id) throw new LedgerError("the verifier key's id is not the one of its name and key");
  return key;
}

export function formatVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${typed(publicKey)}`;
}

/** A signer from its seed, 32 secret random bytes (RFC 8032, section 5.1.5). */
export function signerOf(name: string, seed: Uint8Array): Signer {
  if (seed.length !== KEY_BYTES) throw new LedgerError("an Ed25519 seed has 32 bytes");
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  return { key: verifierKey(name, publicPart(secret)), sign: (text) => sign(null, text, secret) };
}

/** Reads `PRIVATE+KEY+name+id+base64`. The errors do not quote it. */
export function parseSignerKey(text: string): Signer {
  const [first, second, name = "", id = "", ...data] = text.split("+");
  if (first !== "PRIVATE" || second !== "KEY") throw new LedgerError("a signer key begins with PRIVATE+KEY+");
  const signer = signerOf(name, keyIn(data.join("+"), "the signer key"));
  if (signer.key.id !== id) throw new LedgerError("the signer key's id is not the one of its name and key");
  return signer;
}

/** The secret, as a file keeps it. */
export function formatSignerKey(name: string, seed: Uint8Array): string {
  return `PRIVATE+KEY+${name}+${signerOf(name, seed).key.id}+${typed(seed)}`;
}

/** SHA-256(name || 0x0A || 0x01 || public key), its first four bytes. */
function idOf(name: string, publicKey: Uint8Array): string {
  const input = Buffer.concat([Buffer.from(`${name}\n`, "utf8"), Buffer.of(ED25519), publicKey]);
  return hash("sha256", input, "hex").slice(0, 8);
}

function typed(key: Uint8Array): string {
  return toBase64(Buffer.concat([Buffer.of(ED25519), key]));
}

function keyIn(data: string, what: string): Uint8Array {
  const bytes = fromBase64(data, what);
  if (bytes.length !== 1 + KEY_BYTES || bytes[0] !== ED25519) throw new LedgerError(`${what} is none of Ed25519`);
  return bytes.subarray(1);
}

function publicPart(secret: KeyObject): Uint8Array {
  return createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(SPKI.length);
}
