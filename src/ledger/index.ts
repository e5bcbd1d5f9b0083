export { Appender } from "./appender.ts";
export {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  trustOf,
  type Head,
  type Trust,
} from "./checkpoint.ts";
export { decodeEntry, encodeEntry, type Entry, type EntryKind } from "./entry.ts";
export { epochOf, originOf, type EpochBody } from "./epoch.ts";
export { LedgerError } from "./error.ts";
export { evidenceFiles, signManifest } from "./evidence.ts";
export { gaps, type DueScan, type ScanTimes } from "./gaps.ts";
export { emptyRoot, leafHash } from "./hash.ts";
export { decodeJson, encodeJson, type Json, type JsonObject } from "./json.ts";
export { formatSignerKey, formatVerifierKey, parseSignerKey, parseVerifierKey, signerOf, type Signer } from "./keys.ts";
export { openNote, signNote } from "./note.ts";
export { checkProof, proofOf } from "./proof.ts";
export { MerkleTree } from "./tree.ts";
export type { Fault, GivenUp, LedgerRow, LedgerVerdict, NamedCheckpoint } from "./verdict.ts";
export { LedgerVerification, verifyLedger } from "./verify.ts";
export { verifyConsistency, verifyInclusion, type ConsistencyClaim, type InclusionClaim } from "./verify-proof.ts";
