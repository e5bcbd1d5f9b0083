import type { Listing } from "../contract/index.ts";
import { isThrottled } from "./failure.ts";
import { fairLimiter } from "./limit.ts";
import { Pace, type Clock } from "./pace.ts";
import type { Gate } from "./session.ts";

/** When calls may go out, and what their answers say about that: of all accounts together. */
export class Traffic {
  /** How far AWS's clock is ahead of ours, in milliseconds and to the second, as its last answer said; null before one did. */
  skewMs: number | null = null;
  private readonly pace: Pace;
  private readonly place: ReturnType<typeof fairLimiter>;

  constructor(maxShare: number, concurrency: number, clock: Clock) {
    this.pace = new Pace(maxShare, clock);
    this.place = fairLimiter(concurrency);
  }

  /** For reading an account. Who waits its turn, or for the next try, holds no place that another account could use. */
  gate(account: string, region: string, listing: Listing): Gate {
    const paced = this.paced(account, region, listing);
    return (attempt) => paced(() => this.place(account, attempt));
  }

  /** As `gate`, without a place: for calls that others wait for while they hold one. */
  paced(account: string, region: string, listing: Listing): Gate {
    return async (attempt) => {
      await this.pace.turn(account, region, listing);
      try {
        const answer = await attempt();
        this.hear((answer as { readonly response?: Response }).response);
        return answer;
      } catch (error) {
        const { $response } = (error ?? {}) as { readonly $response?: Response };
        this.hear($response);
        if (isThrottled(error)) this.pace.throttled(account, region, listing, retryAfterMs($response));
        throw error;
      }
    };
  }

  private hear(response: Response | undefined): void {
    const date = Date.parse(response?.headers?.["date"] ?? "");
    if (!Number.isNaN(date)) this.skewMs = date - Date.now();
  }
}

interface Response {
  readonly headers?: Readonly<Record<string, string>>;
}

/** The longest pause that an answer may impose: beyond it, the calls fail, and say why. */
const LONGEST_PAUSE_MS = 60_000;

/** Retry-After as seconds, or as a date (RFC 9110, 10.2.3). */
function retryAfterMs(response: Response | undefined): number {
  const written = response?.headers?.["retry-after"] ?? "";
  const wait = /^\d+$/.test(written) ? Number(written) * 1000 : Date.parse(written) - Date.now();
  return Number.isNaN(wait) ? 0 : Math.min(LONGEST_PAUSE_MS, Math.max(0, wait));
}
