import type { ReadListing, ScanDetail } from "../../../store/index.ts";

/** A listing whose content was the same in scans that follow each other. */
interface ListingTerm extends ReadListing {
  readonly account: string;
  readonly region: string;
  /** The first and the last of these scans, by when they finished, and how many they are. */
  readonly first: string;
  last: string;
  scans: number;
}

/** What was read, scan after scan: most of it is as it was the last time, and told once. */
export class ListingTerms {
  readonly all: ListingTerm[] = [];
  private readonly now = new Map<string, ListingTerm>();

  add({ finished, units }: Pick<ScanDetail, "finished" | "units">): void {
    for (const { account, region, listings } of units)
      for (const read of listings) {
        const name = `${account} ${region} ${read.listing}`;
        const term = this.now.get(name);
        if (term !== undefined && isSame(term, read)) {
          term.last = finished;
          term.scans++;
        } else {
          const begun = { account, region, ...read, first: finished, last: finished, scans: 1 };
          this.now.set(name, begun);
          this.all.push(begun);
        }
      }
  }
}

function isSame(a: ReadListing, b: ReadListing): boolean {
  return a.sha256 === b.sha256 && a.items === b.items && a.complete === b.complete;
}
