import { expect, test } from "vitest";
import { untilDeadline } from "../../../src/app/serve/deadline.ts";
import type { Source } from "../../../src/contract/index.ts";
import { ec2 } from "../../../src/listings/index.ts";

test("what is under way at the deadline is read no further than the page that comes next", async () => {
  const passed = new AbortController();
  let pages = 0;
  const ended = Promise.withResolvers<number>();
  const source: Source = {
    name: "endless",
    accounts: async () => [],
    read: async (_, onPage) => {
      try {
        for (; pages < 100; pages++) {
          if (pages === 2) passed.abort();
          await onPage({ items: [pages], flawed: [] });
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { complete: true };
      } finally {
        ended.resolve(pages);
      }
    },
  };
  const unit = { account: "111122223333", partition: "aws", region: "eu-central-1" };
  const seen: unknown[] = [];
  const read = untilDeadline(source, passed.signal).read({ unit, listing: ec2.volumes }, ({ items }) => {
    seen.push(...items);
  });
  expect(await read).toMatchObject({ complete: false, unreadable: { code: "Deadline" } });
  expect(await ended.promise).toBe(2);
  expect(seen).toEqual([0, 1]);
});
