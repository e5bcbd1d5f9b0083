/** Keeps what was made last: for what neighbours ask for one soon after the other, and few again much later. */
export class Recent<K, V> {
  private readonly kept = new Map<K, V>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  of(key: K, make: () => V): V {
    let value = this.kept.get(key);
    if (value === undefined) {
      value = make();
      if (this.kept.size >= this.most) this.kept.clear();
      this.kept.set(key, value);
    }
    return value;
  }
}
