/** Who may go next where there are fewer places than wait for one: fair over accounts, and in order within each. */
export class Places {
  private free: number;
  /** Places that an account holds, where it holds any. */
  private readonly held = new Map<string, number>();
  /** Who waits, by account; the accounts in the order in which they last were given a place, or began to wait. */
  private readonly waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.free = most;
  }

  /** Calls `go` when a place is the account's: at once, where one is free. Whoever goes gives it back. */
  take(account: string, go: () => void): void {
    if (this.free > 0) {
      this.free--;
      this.give(account, go);
      return;
    }
    const queue = this.waiting.get(account);
    if (queue === undefined) this.waiting.set(account, [go]);
    else queue.push(go);
  }

  /** Gives a place of the account back; it goes to the waiting account that holds the fewest, of several to the one that was served longest ago. */
  giveBack(account: string): void {
    const holds = this.holds(account) - 1;
    if (holds === 0) this.held.delete(account);
    else this.held.set(account, holds);
    let next: string | null = null;
    for (const name of this.waiting.keys()) if (next === null || this.holds(name) < this.holds(next)) next = name;
    if (next === null) {
      this.free++;
      return;
    }
    const queue = this.waiting.get(next)!;
    this.waiting.delete(next);
    const go = queue.shift()!;
    if (queue.length > 0) this.waiting.set(next, queue);
    this.give(next, go);
  }

  private give(account: string, go: () => void): void {
    this.held.set(account, this.holds(account) + 1);
    go();
  }

  private holds(account: string): number {
    return this.held.get(account) ?? 0;
  }
}

/** Lets at most `most` tasks run at once; a place that becomes free goes to the account that has the fewest. */
export function fairLimiter(most: number): <T>(account: string, task: () => Promise<T>) => Promise<T> {
  const places = new Places(most);
  return async (account, task) => {
    await new Promise<void>((go) => places.take(account, go));
    try {
      return await task();
    } finally {
      places.giveBack(account);
    }
  };
}

/** Lets at most `most` tasks run at once; the others wait in order. */
export function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const free = fairLimiter(most);
  return (task) => free("", task);
}
