/** Why something could not be sent, in words without secrets. */
export class SinkError extends Error {
  override readonly name = "SinkError";
  /** As in `Answer`. */
  readonly is: "refused" | "later" | "unsure";
  /** Not before so many milliseconds, where the other side says so. */
  readonly afterMs: number | undefined;

  constructor(is: SinkError["is"], why: string, afterMs?: number) {
    super(why);
    this.is = is;
    this.afterMs = afterMs;
  }
}
