/** One scan of the demo's recording into a store, and its way into the ledger: what is killed, and what recovers. */
import { createHash, randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { enabled, summarised } from "../../src/app/enable.ts";
import { Follower } from "../../src/app/follow.ts";
import { scanManifest } from "../../src/app/ledger/manifest.ts";
import { filePlace } from "../../src/app/ledger/places.ts";
import { sequence, type SequenceOptions, type SequenceStep } from "../../src/app/ledger/sequence.ts";
import { settingsOf } from "../../src/app/open-store.ts";
import { readEverything, type Read } from "../../src/app/read.ts";
import { scan } from "../../src/app/scan.ts";
import type { ScanEvent, Source } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { sins } from "../../src/demo/sins.ts";
import { formatSignerKey, signerOf } from "../../src/ledger/index.ts";
import { KeptListings } from "../../src/recording/index.ts";
import { StoreError, whileScanning, type Store } from "../../src/store/index.ts";

/** Two states of the sample company, between which findings open and are resolved. */
export type Variant = "sinful" | "mended";

const seed = createHash("sha256").update("for killing alone").digest();
export const signer = signerOf("example.com/chaos", seed);
/** The same, as processes are given it. */
export const signerKey = formatSignerKey("example.com/chaos", seed);

export function sequencing(checkpoints: string, reached?: (step: SequenceStep) => void): SequenceOptions {
  const places = [filePlace(checkpoints)];
  // Who was killed is dead at once.
  const options = { signer, places, now: () => new Date(), deadAfterMs: 100 };
  return reached === undefined ? options : { ...options, reached };
}

/** What scans read is kept beside the checkpoints. */
export const keptBy = (checkpoints: string) => new KeptListings(`${checkpoints}.recordings`);

export function readDemo(): Promise<Read> {
  const path = fileURLToPath(new URL("../../config/clausewatch.yaml", import.meta.url));
  return readEverything({ path, cwd: process.cwd(), env: {}, log: () => undefined });
}

function sourceOf(variant: Variant, minute: number): Source {
  // A third of what is wrong is mended and breaks again; the rest stays.
  const mended = sins.flatMap(({ id }, i) => (i % 3 === 0 ? [id] : []));
  const recording = demoRecording(variant === "mended" ? { mended } : {});
  const recorded = new Date(Date.parse("2026-03-02T06:00:00Z") + minute * 60_000).toISOString();
  return { ...recording, name: variant, recorded };
}

/** Judges once. With a store it is followed there; the keys of what fails are given, and the cells that were planned. */
export async function judgeOnce(
  read: Read,
  variant: Variant,
  minute: number,
  follower: Follower | null,
): Promise<{ keys: Set<string>; cells: number }> {
  const keys = new Set<string>();
  let cells = 0;
  const emit = (event: ScanEvent) => {
    if (event.type === "finding") keys.add(event.key);
    if (event.type === "cell") cells++;
  };
  await scan({
    id: randomUUID(),
    program: "chaos",
    source: sourceOf(variant, minute),
    checks: read.checks.map(enabled),
    summaries: read.checks.map((check) => summarised(check, read.catalog)),
    ownership: read.ownership,
    access: read.access,
    waivers: read.waivers,
    follower,
    units: 8,
    now: () => new Date(),
    emit,
    progress: () => undefined,
  });
  return { keys, cells };
}

/** Gives up what another process left, scans, and takes all of it into the ledger. */
export async function scanInto(
  store: Store,
  read: Read,
  variant: Variant,
  minute: number,
  options: SequenceOptions,
  keep: KeptListings,
): Promise<void> {
  await alone(store, async () => {
    const follower = new Follower({
      store,
      checks: read.checks.map((bound) => ({
        summary: summarised(bound, read.catalog),
        aliases: bound.check.aliases,
        estate: bound.check.over === null,
      })),
      enabled: read.checks.map(({ check }) => check.id),
      settings: settingsOf(read.loaded),
      waivers: read.waivers,
      keep,
      manifest: { ...(await scanManifest(store.db, read)) },
    });
    await judgeOnce(read, variant, minute, follower);
    await sequence(store, options);
  });
}

/** What a start does before its own scan: nothing of the dead process is left over. */
export async function recover(store: Store, options: SequenceOptions): Promise<void> {
  await alone(store, async () => void (await sequence(store, options)));
}

/** A server of PostgreSQL takes a moment to see that a client is dead, and keeps its locks until then. */
async function alone(store: Store, work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await whileScanning(store, new Date().toISOString(), work);
    } catch (error) {
      const isBusy = error instanceof StoreError && error.kind === "busy";
      if (!isBusy || performance.now() > deadline) throw error;
      await setTimeout(50);
    }
  }
}
