/**
 * A folder of listings as scans read them: each content once, as gzip, under its hash. Which scan read which, the store
 * knows, and the ledger.
 */
import { randomUUID } from "node:crypto";
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Page } from "../contract/index.ts";
import { Content, pageOf } from "./content.ts";
import { messageOf } from "./error.ts";
import { MAX_BYTES } from "./read.ts";

/**
 * What was read cannot be kept, and then the scan that read it is not done; or it is not what was kept. The message names
 * the folder or the file.
 */
export class KeepError extends Error {
  override readonly name = "KeepError";
}

/** A listing that is being read. */
export interface BegunListing {
  /** Takes the lines of a page, in any order; resolves when it can take more. */
  add(lines: readonly string[]): Promise<void>;
  /** It is whole, or will not become more. Never throws: `settle` tells. */
  end(sha256: string): Promise<void>;
}

/** Text is packed in pieces of this many characters: a listing takes little memory, and a small one that is kept already is not packed at all. */
const PIECE = 1 << 20;

export class KeptListings {
  readonly folder: string;
  /** Hash → when it is kept. */
  private readonly kept = new Map<string, Promise<void>>();
  /** Folders whose names are not safe on disk yet. */
  private readonly changed = new Set<string>();
  private failed: KeepError | null = null;
  /** One waits for the other: who comes second relies on what the first one does. */
  private settled: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.folder = folder;
  }

  begin(): BegunListing {
    let text = "";
    // The members of a gzip file may follow each other.
    const members: Promise<Uint8Array>[] = [];
    const pack = () => {
      const member = promisify(gzip)(text);
      text = "";
      members.push(member);
      return member;
    };
    return {
      add: async (lines) => {
        for (const line of lines) text += `${line}\n`;
        if (text.length >= PIECE) await pack();
      },
      end: async (sha256) => {
        const keep = async () => {
          if (await this.touch(sha256)) return;
          void pack();
          await this.write(sha256, await Promise.all(members));
        };
        let kept = this.kept.get(sha256);
        if (kept === undefined) this.kept.set(sha256, (kept = keep()));
        await kept.catch((error: unknown) => {
          this.failed ??= this.refused(error);
        });
      },
    };
  }

  /** Resolves when what ended is safe on disk. Throws KeepError where a listing could not be kept. */
  settle(): Promise<void> {
    return (this.settled = this.settled.then(() => this.settleNow()));
  }

  /** Throws KeepError where the folder lacks one of these. */
  async expect(hashes: Iterable<string>): Promise<void> {
    const all = [...hashes];
    const there = await Promise.all(
      all.map((sha256) =>
        access(this.place(sha256)).then(
          () => true,
          () => false,
        ),
      ),
    );
    const lacking = all.filter((_, i) => !there[i]);
    if (lacking.length === 0) return;
    throw new KeepError(
      `${this.folder}: ${lacking.length} of the ${all.length} listings that were read are not here, such as ${lacking[0]}: whoever reads for this store must have the same folder`,
    );
  }

  /** A listing that was kept. Throws KeepError where it is not there, or not what was kept. */
  async read(sha256: string): Promise<Page> {
    const path = this.place(sha256);
    const lines: string[] = [];
    const content = new Content();
    try {
      const bytes = await promisify(gunzip)(await readFile(path), { maxOutputLength: MAX_BYTES });
      for (let from = 0; from < bytes.length;) {
        const to = bytes.indexOf(10, from);
        const line = bytes.subarray(from, to === -1 ? bytes.length : to);
        content.add([line]);
        lines.push(line.toString("utf8"));
        from += line.length + 1;
      }
    } catch (error) {
      throw new KeepError(`${path}: the listing cannot be read: ${messageOf(error)}`);
    }
    if (content.sum().sha256 !== sha256)
      throw new KeepError(`${path}: the listing is not what was kept: its content was changed`);
    return pageOf(lines);
  }

  /** Files that nobody wrote or needed again since a time and that are not named; `sha256` is null for what a crash left. */
  async unnamed(named: ReadonlySet<string>, since: Date): Promise<readonly { path: string; sha256: string | null }[]> {
    const found: { path: string; sha256: string | null }[] = [];
    for (const shard of await names(this.folder)) {
      for (const name of /^[0-9a-f]{2}$/.test(shard) ? await names(join(this.folder, shard)) : []) {
        const [, sha256, rest] = /^([0-9a-f]{64})(\.[0-9a-f-]{36}\.new|\.gz)$/.exec(name) ?? [];
        if (sha256 === undefined || (rest === ".gz" && named.has(sha256))) continue;
        const path = join(this.folder, shard, name);
        if ((await stat(path)).mtime < since) found.push({ path, sha256: rest === ".gz" ? sha256 : null });
      }
    }
    return found;
  }

  private async settleNow(): Promise<void> {
    if (this.failed !== null) throw this.failed;
    for (const folder of this.changed) {
      this.changed.delete(folder);
      await sync(folder).catch((error: unknown) => {
        throw this.refused(error);
      });
    }
  }

  private refused(error: unknown): KeepError {
    const todo = "make it a folder that can be written to, with room";
    return new KeepError(`${this.folder}: what was read cannot be kept: ${messageOf(error)}: ${todo}`);
  }

  private place(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), `${sha256}.gz`);
  }

  /** Whether it is there; from now on it counts as needed. */
  private async touch(sha256: string): Promise<boolean> {
    const now = new Date();
    try {
      await utimes(this.place(sha256), now, now);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }

  /** Under a name of its own until it is whole, so that a crash leaves no half one. Only its owner may read it. */
  private async write(sha256: string, members: readonly Uint8Array[]): Promise<void> {
    const path = this.place(sha256);
    const folder = dirname(path);
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) this.changed.add(this.folder);
    const next = `${path.slice(0, -".gz".length)}.${randomUUID()}.new`;
    try {
      const file = await open(next, "wx", 0o600);
      try {
        for (const member of members) await file.writeFile(member);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(next, path);
      this.changed.add(folder);
    } finally {
      await rm(next, { force: true });
    }
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

async function names(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
