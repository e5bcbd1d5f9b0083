import type { Ticker } from "./ticker.ts";
import type { End, Listing, Source, Unit } from "../../contract/index.ts";

/** The source until a deadline: what is not read by then counts as unreadable, and nobody waits for it any longer. */
export function untilDeadline(source: Source, passed: AbortSignal): Source {
  return {
    ...source,
    read: async (request, onPage) => {
      const late = { complete: false, unreadable: tooLate(request.listing, request.unit) } as const;
      if (passed.aborted) return late;
      const { promise, resolve } = Promise.withResolvers<End>();
      const give = () => resolve(late);
      passed.addEventListener("abort", give);
      try {
        const read = source.read(request, async (page) => {
          // Nobody judges it, and who reads on takes from what the next scan may ask.
          if (passed.aborted) throw new Error("the scan's deadline has passed");
          await onPage(page);
        });
        return await Promise.race([read, promise]);
      } finally {
        passed.removeEventListener("abort", give);
      }
    },
  };
}

function tooLate({ iam, id }: Listing, { account, region }: Unit) {
  const action = iam[0] ?? id;
  const message = "the scan's deadline came before the answer";
  return { kind: "unreachable", api: action, action, code: "Deadline", message, account, region } as const;
}

/** Aborts after so many milliseconds, unless it ended before. */
export async function abortAfter(
  ticker: Ticker,
  milliseconds: number,
  passed: AbortController,
  ended: AbortSignal,
): Promise<void> {
  if (milliseconds > 0) await ticker.wait(milliseconds, ended);
  if (!ended.aborted) passed.abort();
}
