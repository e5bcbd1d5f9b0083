import { valuesAt, type ItemOf, type Listing } from "../../contract/index.ts";

/** One region of one account, under construction: the items of each listing. */
export class Region {
  readonly account: string;
  readonly name: string;
  private readonly items = new Map<string, Map<string, unknown>>();

  constructor(account: string, name: string) {
    this.account = account;
    this.name = name;
  }

  all<L extends Listing>(listing: L): readonly ItemOf<L>[] {
    return [...this.of(listing).values()];
  }

  /** Throws for one that is not there: what is built on it was misspelt, or is built too early. */
  get<L extends Listing>(listing: L, id: string): ItemOf<L> {
    const item = this.of(listing).get(id);
    if (item === undefined) throw new Error(`${this.account} ${this.name} has no ${id} in ${listing.id}`);
    return item;
  }

  add<L extends Listing>(listing: L, item: ItemOf<L>): void {
    const fields = { region: this.name, ...(item as object) };
    const { id: template } = listing.resource;
    const id = template.includes("{")
      ? template.replaceAll(/\{([\w.]+)\}/g, (_, path: string) => String(valuesAt(fields, path)[0]))
      : String(valuesAt(fields, template)[0]);
    if (this.of(listing).has(id)) throw new Error(`${this.account} ${this.name} has ${id} twice in ${listing.id}`);
    this.of(listing).set(id, item);
  }

  /** Puts another item in the place of one that is there. */
  change<L extends Listing>(listing: L, id: string, change: (item: ItemOf<L>) => ItemOf<L>): void {
    this.of(listing).set(id, change(this.get(listing, id)));
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.name}:${this.account}:${resource}`;
  }

  private of<L extends Listing>(listing: L): Map<string, ItemOf<L>> {
    const found = this.items.get(listing.id) ?? new Map<string, unknown>();
    this.items.set(listing.id, found);
    return found as Map<string, ItemOf<L>>;
  }
}
