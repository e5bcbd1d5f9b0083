import { SinkError, type Answer, type Delivery } from "../../deliver/index.ts";
import { inert } from "../../report/index.ts";
import { backoffMs } from "./backoff.ts";
import type { SenderOptions } from "./sender-options.ts";

/** One lost answer is the matter of what was sent; so many in a row are the sink's. */
const MOST_UNSURE = 3;

export interface Answers {
  readonly answers: readonly Answer[];
  /** It is no matter of what was sent: the sink takes nothing for now. */
  readonly isOfSink: boolean;
}

type Untold = Exclude<Answer, { readonly is: "accepted" | "needless" }>;

/** Asks a sink, and remembers how it does: one that takes nothing is left alone for a while, longer each time. */
export class Health {
  private readonly options: SenderOptions;
  private failures = 0;
  private pausedUntil = 0;
  private ill: string | null = null;

  constructor(options: SenderOptions) {
    this.options = options;
  }

  /** What keeps the sink from being told; null where nothing does. */
  get wrong(): string | null {
    return this.ill;
  }

  /** For how many milliseconds the sink is still left alone; 0 where it is not. */
  pausedMs(): number {
    return Math.max(0, this.pausedUntil - this.options.clock.monotonic());
  }

  /** The answer to each, without secrets; what is thrown is the answer to all. What the store throws is thrown. */
  async ask(deliveries: readonly Delivery[]): Promise<Answers> {
    const { open } = this.options;
    try {
      const answers = (await open.sink.send(deliveries)).map((answer) =>
        "why" in answer ? { ...answer, why: this.said(answer.why) } : answer,
      );
      this.judge(answers);
      return { answers, isOfSink: false };
    } catch (error) {
      if (error instanceof Error && error.name === "StoreError") throw error;
      const told = this.untold(error);
      if (told.is === "refused") this.healthy();
      else this.fail(told);
      return { answers: deliveries.map(() => told), isOfSink: told.is === "later" };
    }
  }

  private untold(error: unknown): Untold {
    const { open, log } = this.options;
    if (error instanceof SinkError) {
      const { is, message, afterMs } = error;
      const why = this.said(message);
      return is === "later" && afterMs !== undefined ? { is, why, afterMs } : { is, why };
    }
    const why = this.said(`internal error: ${error instanceof Error ? error.message : String(error)}`);
    log.error({ sink: open.configured.name, why }, "a sink failed");
    return { is: "unsure", why };
  }

  /** Without secrets, and inert: what a server answers is written down, and a NUL in it is more than PostgreSQL takes. */
  private said(why: string): string {
    return inert(this.options.mask(why));
  }

  private judge(answers: readonly Answer[]): void {
    if (answers.some(({ is }) => is === "accepted" || is === "needless" || is === "refused")) return this.healthy();
    const unsure = answers.find((answer): answer is Untold => answer.is === "unsure");
    if (unsure !== undefined) return this.fail(unsure);
    // One that says when to come again waits for something of its own. The others are each of its place, such as an account.
    const later = answers.find((answer) => answer.is === "later" && answer.afterMs === undefined);
    if (later?.is === "later") this.sicken(later.why);
  }

  private sicken(why: string): void {
    const { open, log } = this.options;
    if (this.ill === null) log.warn({ sink: open.configured.name, why }, "the sink takes nothing for now");
    this.ill = why;
  }

  private healthy(): void {
    const { open, log } = this.options;
    if (this.ill !== null) log.info({ sink: open.configured.name }, "the sink takes what it is told again");
    [this.failures, this.ill] = [0, null];
  }

  private fail(told: Untold): void {
    const { clock, open, random } = this.options;
    this.failures++;
    // A digest is the matter of the sink: it is told again as a whole.
    if (told.is === "unsure" && this.failures < MOST_UNSURE && open.kind.style !== "digest") return;
    this.sicken(told.why);
    const asked = told.is === "later" ? (told.afterMs ?? 0) : 0;
    this.pausedUntil = clock.monotonic() + Math.max(asked, this.pausedMs(), backoffMs(this.failures, random));
  }
}
