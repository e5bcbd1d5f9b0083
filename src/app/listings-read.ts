/** What a scan read, as the ledger holds it: of each listing how many items, and a hash of what was kept of them. */
import { hash } from "node:crypto";
import type { Source } from "../contract/index.ts";
import { Content, linesOf, type KeptListings } from "../recording/index.ts";
import type { Place, ReadListing } from "../store/index.ts";

/**
 * A source through which is read as through the given one, and which remembers what each unit was given. `keep`: where
 * what was read is kept at length, too.
 */
export class ListingsRead {
  readonly source: Source;
  private readonly keep: KeptListings | null;
  /** Unit → listing → what was read last. */
  private readonly read = new Map<string, Map<string, ReadListing>>();

  constructor(source: Source, keep: KeptListings | null = null) {
    this.keep = keep;
    this.source = {
      ...source,
      accounts: () => source.accounts(),
      read: async (request, onPage) => {
        const content = new Content();
        const kept = keep?.begin();
        const end = await source.read(request, (page) => {
          const lines = linesOf(page);
          content.add(lines);
          return kept === undefined ? onPage(page) : kept.add(lines).then(() => onPage(page));
        });
        const { unit, listing } = request;
        const sum = content.sum();
        await kept?.end(sum.sha256);
        const read = { listing: listing.id, ...end, ...sum };
        const name = nameOf(unit);
        this.read.set(name, (this.read.get(name) ?? new Map<string, ReadListing>()).set(listing.id, read));
        return end;
      },
    };
  }

  /** Resolves when all that was read is kept, where it is to be. Throws KeepError where it cannot be. */
  async settle(): Promise<void> {
    await this.keep?.settle();
  }

  /** Of a unit, since it was last asked, in the order of their names. */
  take(unit: Place): readonly ReadListing[] {
    const read = [...(this.read.get(nameOf(unit))?.values() ?? [])];
    this.read.delete(nameOf(unit));
    return read.toSorted((a, b) => (a.listing < b.listing ? -1 : 1));
  }
}

/** All that the units of a scan read, in a few figures and a hash, however many they are. */
export class ListingsSum {
  /** The hashes of all listings. */
  readonly hashes = new Set<string>();
  private readonly lines: string[] = [];
  private items = 0;
  private incomplete = 0;

  add({ account, region }: Place, read: readonly ReadListing[]): void {
    for (const { listing, items, complete, sha256 } of read) {
      this.lines.push(`${account} ${region} ${listing} ${items} ${complete ? "complete" : "incomplete"} ${sha256}\n`);
      this.hashes.add(sha256);
      this.items += items;
      if (!complete) this.incomplete++;
    }
  }

  /** `sha256` is that of the lines, sorted. */
  get manifest() {
    const { lines, items, incomplete } = this;
    return { read: lines.length, incomplete, items, sha256: hash("sha256", lines.toSorted().join(""), "hex") };
  }
}

function nameOf({ account, region }: Place): string {
  return `${account} ${region}`;
}
