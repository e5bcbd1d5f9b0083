/** What the random ids of a world are called in its expected table. */
export class Names {
  private readonly byId = new Map<string, string>();

  give(name: string, id: string | undefined): string {
    if (id === undefined) throw new Error(`moto gave "${name}" no id`);
    this.byId.set(id, name);
    return id;
  }

  /** The text with every id that has a name replaced by it; an id that nobody named stays, and stands out. */
  in(text: string): string {
    let named = text;
    for (const [id, name] of this.byId) named = named.replaceAll(id, name);
    return named;
  }
}
