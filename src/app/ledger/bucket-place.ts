/** A bucket of S3 as a place outside: an object for each checkpoint, of which none is ever replaced. */
import { BUCKET_CONCURRENCY, type Bucket } from "../../deliver/index.ts";
import { epochOf, parseCheckpoint } from "../../ledger/index.ts";
import type { CheckpointPlace } from "./place.ts";

export interface BucketPlaceSettings {
  readonly bucket: string;
  readonly prefix: string;
  /** For how long nobody can delete a checkpoint; what the bucket itself says, if absent. */
  readonly retainDays?: number;
}

const FOLDER = /^epoch-\d{6}\/$/;
const FILE = /^(\d{16})\.txt$/;
const DAY_MS = 24 * 60 * 60 * 1000;
/** So many of the last are looked at before something is signed: one that is none of ours hides not all others. */
const NEWEST = 5;

/** `now` is the time in the world, whatever is judged: the bucket's clock is that, too. */
export function bucketPlace(
  bucket: Bucket,
  { bucket: called, prefix, retainDays }: BucketPlaceSettings,
  now = () => Date.now(),
): CheckpointPlace {
  return {
    name: `s3://${called}/${prefix}`,
    put: async (note) => {
      const name = nameOf(note);
      const lockedUntil = retainDays === undefined ? null : new Date(now() + retainDays * DAY_MS);
      if (await bucket.create(name, note, lockedUntil)) return;
      const there = await bucket.read(name);
      if (there === null) throw new Error(`another process was writing ${name} at the same time`);
      if (there !== note) throw new Error(`it has another ${name}, which \`clausewatch ledger verify\` looks at`);
    },
    read: async () => {
      const names: string[] = [];
      for (const folder of await epochsIn(bucket)) names.push(...(await all(bucket, folder)));
      return await notesOf(bucket, names);
    },
    newest: async () => {
      const folder = (await epochsIn(bucket)).at(-1);
      return folder === undefined ? [] : await notesOf(bucket, (await lastPage(bucket, folder)).slice(-NEWEST));
    },
  };
}

/** Sorted by name is sorted by age. */
function nameOf(note: string): string {
  const { origin, size } = parseCheckpoint(note.slice(0, note.lastIndexOf("\n\n") + 1));
  const epoch = epochOf(origin.replace(/\/epoch-\d+$/, ""), origin) ?? 1;
  return fileIn(`epoch-${String(epoch).padStart(6, "0")}/`, size);
}

function fileIn(folder: string, size: number): string {
  return `${folder}${String(size).padStart(16, "0")}.txt`;
}

/** The size that a name tells; NaN for a name that is none of ours. */
function sizeIn(folder: string, name: string): number {
  const size = Number(FILE.exec(name.slice(folder.length))?.[1]);
  return Number.isSafeInteger(size) ? size : Number.NaN;
}

async function epochsIn(bucket: Bucket): Promise<string[]> {
  return (await bucket.folders()).filter((folder) => FOLDER.test(folder));
}

async function all(bucket: Bucket, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (let after = "", isMore = true; isMore;) {
    const { names, more } = await bucket.list(folder, after);
    found.push(...names.filter((name) => !Number.isNaN(sizeIn(folder, name))));
    isMore = more && names.length > 0;
    after = names.at(-1) ?? after;
  }
  return found;
}

/**
 * The last names in a folder, without listing all that years left there. A bucket lists from the front alone: it is asked
 * what is behind a size, which is doubled until nothing is, and then the middle of what is left.
 */
async function lastPage(bucket: Bucket, folder: string): Promise<readonly string[]> {
  let last: readonly string[] = [];
  // There is one of the size `low`, or it is 0; there is none behind `high`.
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  for (let middle = 0; low < high;) {
    const { names, more } = await bucket.list(folder, middle === 0 ? "" : fileIn(folder, middle));
    const ours = names.filter((name) => !Number.isNaN(sizeIn(folder, name)));
    if (ours.length === 0) high = middle;
    else {
      last = ours;
      low = sizeIn(folder, ours.at(-1)!);
      if (!more) break;
    }
    middle = high === Number.POSITIVE_INFINITY ? low * 2 : Math.floor((low + high) / 2);
    middle = Math.min(middle, Number.MAX_SAFE_INTEGER);
  }
  return last;
}

/** In the order of the names; one that was taken away meanwhile is left out. */
async function notesOf(bucket: Bucket, names: readonly string[]): Promise<string[]> {
  const notes: string[] = [];
  for (let i = 0; i < names.length; i += BUCKET_CONCURRENCY) {
    const some = await Promise.all(names.slice(i, i + BUCKET_CONCURRENCY).map((name) => bucket.read(name)));
    notes.push(...some.filter((note) => note !== null));
  }
  return notes;
}
