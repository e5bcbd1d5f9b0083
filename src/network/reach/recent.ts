/** Keeps what was made last: for what neighbours ask for one soon after the other, and few again much later. */
export class Recent<K, V> {
  private kept = new Map<K, V>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  of(key: K, make: () => V): V {
    let value = this.kept.get(key);
    if (value === undefined) {
      value = make();
      // A map that is cleared is chained to what it was before: V8 would then keep all that ever was in it for long.
      if (this.kept.size >= this.most) this.kept = new Map();
      this.kept.set(key, value);
    }
    return value;
  }
}
