/** A process that tells a sink: it dies, or stands still, and nothing of it goes on then. */
export class Process {
  isDead = false;
  /** When it dies. */
  readonly death: Promise<"died">;
  private readonly dying: (how: "died") => void;
  private goOn: (() => void) | null = null;
  private stood: () => void = () => undefined;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<"died">();
    this.death = promise;
    this.dying = resolve;
  }

  /** What this gives never comes. */
  die(): Promise<never> {
    this.isDead = true;
    this.dying("died");
    return this.never();
  }

  never(): Promise<never> {
    return new Promise(() => undefined);
  }

  get stands(): boolean {
    return this.goOn !== null;
  }

  /** When it stands still the next time. */
  standing(): Promise<"stands"> {
    return new Promise((resolve) => (this.stood = () => resolve("stands")));
  }

  /** Until somebody wakes it. */
  stand(): Promise<void> {
    return new Promise((resolve) => {
      this.goOn = resolve;
      this.stood();
    });
  }

  wake(): void {
    this.goOn?.();
    this.goOn = null;
  }
}
