import { expect, test } from "vitest";
import { demoRecording } from "../../src/demo/index.ts";
import { listings } from "../../src/listings/index.ts";
import { startReplay } from "../../src/replay/index.ts";
import { readListing } from "../kit/replay.ts";

test("what the SDK reads of the sample account, served, is what was put into it", async () => {
  const recording = demoRecording();
  const production = (region: string) => recording.listings("111122223333", region);
  const replay = await startReplay({ recordings: [recording] });
  try {
    for (const listing of listings.values()) {
      if (listing.scope === "account" || listing.each !== undefined) continue;
      const put = production(listing.scope === "global" ? "global" : "eu-central-1")
        .get(listing.id)!
        .pages.flatMap(({ items }) => items);
      expect(await readListing(replay.url, listing, { region: "eu-central-1" })).toMatchObject(put);
    }
  } finally {
    await replay.close();
  }
});
