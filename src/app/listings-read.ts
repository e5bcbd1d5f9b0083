/** What a scan read, as the ledger holds it: of each listing how many items, and a hash of what was kept of them. */
import { hash } from "node:crypto";
import type { Page, Source } from "../contract/index.ts";
import type { Place, ReadListing } from "../store/index.ts";

/** A source through which is read as through the given one, and which remembers what each unit was given. */
export class ListingsRead {
  readonly source: Source;
  private readonly read = new Map<string, ReadListing[]>();

  constructor(source: Source) {
    this.source = {
      ...source,
      accounts: () => source.accounts(),
      read: async (request, onPage) => {
        const content = new Content();
        const end = await source.read(request, (page) => {
          content.add(page);
          return onPage(page);
        });
        const { unit, listing } = request;
        const read = { listing: listing.id, complete: end.complete, ...content.sum() };
        const name = nameOf(unit);
        this.read.set(name, [...(this.read.get(name) ?? []), read]);
        return end;
      },
    };
  }

  /** Of a unit, since it was last asked, in the order of their names. */
  take(unit: Place): readonly ReadListing[] {
    const read = this.read.get(nameOf(unit)) ?? [];
    this.read.delete(nameOf(unit));
    return read.toSorted((a, b) => (a.listing < b.listing ? -1 : 1));
  }
}

/**
 * The hash of a listing is that of the hashes of its items, sorted: AWS gives them in any order and on any pages. A sum of
 * hashes would need no memory, and could be met with other items by who may choose some of them. An item is hashed as
 * JSON, its fields in the order of the allow list; one that lacks a field together with what it lacks.
 */
class Content {
  private readonly hashes: string[] = [];

  add({ items, flawed }: Page): void {
    for (const item of [...items, ...flawed]) this.hashes.push(hash("sha256", JSON.stringify(item), "hex"));
  }

  sum(): Pick<ReadListing, "items" | "sha256"> {
    return { items: this.hashes.length, sha256: hash("sha256", this.hashes.sort().join("\n"), "hex") };
  }
}

/** All that the units of a scan read, in a few figures and a hash, however many they are. */
export class ListingsSum {
  private readonly lines: string[] = [];
  private items = 0;
  private incomplete = 0;

  add({ account, region }: Place, read: readonly ReadListing[]): void {
    for (const { listing, items, complete, sha256 } of read) {
      this.lines.push(`${account} ${region} ${listing} ${items} ${complete ? "complete" : "incomplete"} ${sha256}\n`);
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
