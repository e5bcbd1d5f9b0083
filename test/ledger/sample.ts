/** Ledgers to try things on: the same in every run. */
import { createHash } from "node:crypto";
import {
  MerkleTree,
  encodeEntry,
  formatVerifierKey,
  leafHash,
  signCheckpoint,
  signerOf,
  trustOf,
  type Entry,
  type EntryKind,
  type JsonObject,
  type LedgerRow,
  type NamedCheckpoint,
  type Signer,
  type Trust,
} from "../../src/ledger/index.ts";

export const ledgerName = "example.com/clausewatch";

export function signerNamed(name: string, secret = "a secret for tests"): Signer {
  return signerOf(name, createHash("sha256").update(secret).digest());
}

export const signer = signerNamed(ledgerName);
export const verifierKeyText = formatVerifierKey(signer.key);
export const trust: Trust = trustOf([verifierKeyText]);

/** Numbers from 0 to below 1: mulberry32. */
export function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const kinds: readonly EntryKind[] = [
  "scan",
  "finding",
  "finding",
  "waiver-began",
  "waiver-ended",
  "delivery",
  "sign-in",
  "operator",
];

/** An entry as scans leave them. */
export function entryAt(index: number, epoch: number, salt = ""): Entry {
  const kind = kinds[index % kinds.length]!;
  const body: JsonObject = {
    finding: `111122223333/eu-central-1/ebs-volume-encrypted/vol-${index.toString(16).padStart(17, "0")}${salt}`,
    change: index % 2 === 0 ? "opened" : "resolved",
    severity: "high",
    "naïve ☃": [index, index / 4, true, null, { z: "", a: '\u2028"\\' }],
  };
  return { index, epoch, kind, time: new Date(Date.UTC(2026, 0, 1) + index * 61_001).toISOString(), body };
}

/** A ledger as its keeper holds it. */
export class SampleLedger {
  readonly tree = new MerkleTree();
  readonly entries: Buffer[] = [];
  readonly checkpoints: NamedCheckpoint[] = [];
  epoch = 0;
  readonly signer: Signer;

  constructor(from: Signer = signer) {
    this.signer = from;
    this.begin("the ledger begins");
  }

  get size(): number {
    return this.entries.length;
  }

  append(kind: EntryKind, body: JsonObject): void {
    this.push({ ...entryAt(this.size, this.epoch), kind, body });
  }

  push(entry: Entry): void {
    const bytes = encodeEntry(entry);
    this.entries.push(bytes);
    this.tree.append(leafHash(bytes));
  }

  grow(count: number, salt = ""): this {
    for (let i = 0; i < count; i++) this.push(entryAt(this.size, this.epoch, salt));
    return this;
  }

  begin(reason: string, newest: { size: number; root: string } | null = null): void {
    const root = Buffer.from(this.tree.root()).toString("base64");
    const previous = this.epoch === 0 ? null : { epoch: this.epoch, size: this.size, root, newest };
    this.epoch++;
    this.append("epoch", { ledger: this.signer.key.name, reason, previous });
  }

  sign(name = `checkpoint-${this.size}`): NamedCheckpoint {
    const note = signCheckpoint({ epoch: this.epoch, size: this.size, root: this.tree.root() }, this.signer);
    const checkpoint = { name, note };
    this.checkpoints.push(checkpoint);
    return checkpoint;
  }

  /** The ledger as a backup of it holds it, that many entries long; in the same epoch. */
  backup(size: number): SampleLedger {
    const copy = new SampleLedger(this.signer);
    for (const bytes of this.entries.slice(1, size)) {
      copy.entries.push(bytes);
      copy.tree.append(leafHash(bytes));
    }
    copy.epoch = this.epoch;
    copy.checkpoints.push(...this.checkpoints.filter(({ name }) => Number(name.split("-").at(-1)) <= size));
    return copy;
  }

  rows(): LedgerRow[] {
    return this.entries.map((entry, i) => ({ entry, leafHash: this.tree.leaf(i) }));
  }
}

/** That many entries, signed after each hundred and at the end. */
export function sampleLedger(size: number, every = 100): SampleLedger {
  const ledger = new SampleLedger();
  while (ledger.size < size) {
    ledger.grow(Math.min(every - (ledger.size % every), size - ledger.size));
    ledger.sign();
  }
  return ledger;
}
