/** Runs cases, a line each, and counts them. */
export class Cases {
  passed = 0;
  failed = 0;
  private readonly write: (line: string) => void;
  private readonly signal: AbortSignal;

  constructor(write: (line: string) => void, signal: AbortSignal) {
    this.write = write;
    this.signal = signal;
  }

  /** The others go on where this one fails. */
  async check(name: string, test: () => void | Promise<void>): Promise<void> {
    this.signal.throwIfAborted();
    try {
      await test();
      this.passed++;
      this.write(`ok      ${name}`);
    } catch (error) {
      this.signal.throwIfAborted();
      this.failed++;
      const { message } = error as Error;
      this.write(`FAILED  ${name}\n${message.trim().replaceAll(/^/gm, "        ")}`);
    }
  }
}
