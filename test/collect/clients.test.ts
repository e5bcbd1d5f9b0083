import { expect, test } from "vitest";
import { Clients, type OpenClient } from "../../src/collect/clients.ts";

test("a client is opened once while it is used, and let go when many others were used since", async () => {
  const clients = new Clients();
  const opened: string[] = [];
  const use = async (name: string) => {
    await clients.get(name, async () => {
      opened.push(name);
      return [] as unknown as OpenClient;
    });
  };
  for (let other = 0; other < 1000; other++) {
    await use("often");
    await use(`other ${other}`);
  }
  await use("other 999");
  expect(opened.filter((name) => name === "often")).toHaveLength(1);
  expect(opened).toHaveLength(1001);
  await use("other 0");
  expect(opened).toHaveLength(1002);
});
