import type { AccountPlan, Source } from "../contract/index.ts";
import type { RecordingWriter } from "./write.ts";

/**
 * The same source; what is read through it is recorded on the way: the accounts, and of every listing of a unit the
 * first reading. Who owns the writer closes it.
 */
export function recordingInto(source: Source, writer: Pick<RecordingWriter, "write">): Source {
  let accounts: Promise<readonly AccountPlan[]> | null = null;
  const begun = new Set<string>();

  async function recordAccounts(): Promise<readonly AccountPlan[]> {
    const plans = await source.accounts();
    for (const plan of plans) await writer.write({ kind: "account", ...plan });
    return plans;
  }

  return {
    name: source.name,
    ...(source.recorded === undefined ? {} : { recorded: source.recorded }),
    ...(source.only === undefined ? {} : { only: source.only }),
    accounts: () => (accounts ??= recordAccounts()),
    read: async (request, onPage) => {
      const place = { account: request.unit.account, region: request.unit.region, listing: request.listing.id };
      const key = JSON.stringify(place);
      if (begun.has(key)) return await source.read(request, onPage);
      begun.add(key);
      const end = await source.read(request, async (page) => {
        await writer.write({ kind: "page", ...place, ...page });
        await onPage(page);
      });
      await writer.write({ kind: "end", ...place, ...end });
      return end;
    },
  };
}
